/** Ask the network at this step. */
import { formatFixed } from "../curves/format.ts";
import { ANSWERS, type Frame } from "../../pictures/frame.ts";
import { change, parts } from "../state/view.ts";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";
import { PictureOf } from "./picture.tsx";

export function AskPanel(props: PanelProps) {
  const [a, b] = parts.pair.value;
  return (
    <PictureOf {...props} guide={guides.ask} needs={["accuracy"]}>
      {(frame) => {
        const p = frame.facts.modulus!;
        return (
          <>
            <div class="ask">
              <Operand name="a" value={a} p={p} change={(a) => change({ pair: [a, b] })} />
              <Operand name="b" value={b} p={p} change={(b) => change({ pair: [a, b] })} />
            </div>
            <Answers frame={frame} pair={Math.min(a, p - 1) * p + Math.min(b, p - 1)} />
          </>
        );
      }}
    </PictureOf>
  );
}

function Operand(
  { name, value, p, change }: {
    readonly name: string;
    readonly value: number;
    readonly p: number;
    change(value: number): void;
  },
) {
  return (
    <label>
      {name}{" "}
      <input
        type="number"
        min={0}
        max={p - 1}
        value={Math.min(value, p - 1)}
        onInput={({ currentTarget }) => {
          const next = currentTarget.valueAsNumber;
          if (Number.isInteger(next) && next >= 0 && next < p) change(next);
        }}
      />
    </label>
  );
}

function Answers({ frame: { arrays }, pair }: { readonly frame: Frame; readonly pair: number }) {
  const kind = arrays.kinds![pair]!;
  if (kind === 0) return <p class="quiet">The table has no such pair.</p>;
  const right = arrays.right![pair]!;
  const rank = arrays.ranks![pair]!;
  const share = formatFixed(arrays.rightShares![pair]! / 255, 2);
  return (
    <>
      <ol class="answers">
        {Array.from({ length: ANSWERS }, (_, rank) => {
          const answer = arrays.answers![pair * ANSWERS + rank]!;
          const share = arrays.shares![pair * ANSWERS + rank]! / 255;
          return (
            <li key={rank} class={answer === right ? "is-right" : ""}>
              <b>{answer < 0 ? "–" : answer}</b>
              <progress max={1} value={share} aria-label={`answer ${answer}`} />
              <span>{formatFixed(share, 2)}</span>
            </li>
          );
        })}
      </ol>
      <p class="under">
        right is {right}, {rank === 0 ? `the strongest answer` : `number ${rank + 1}`} with {share};
        {" "}
        {kind === 1 ? "trained on" : "not trained on"}
      </p>
    </>
  );
}
