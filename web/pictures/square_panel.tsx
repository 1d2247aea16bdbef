/** Every pair and its answer. */
import { useState } from "preact/hooks";
import { ANSWERS, type Frame } from "../../pictures/frame.ts";
import { Pixels } from "./canvas.tsx";
import { Choices } from "./choices.tsx";
import { drawSquare, type View } from "./draw_square.ts";
import { change } from "../state/view.ts";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";
import { Facts, PictureOf } from "./picture.tsx";

const VIEWS: readonly (readonly [View, string])[] = [
  ["right", "right or wrong"],
  ["answers", "answers"],
];

const KINDS = ["not in the table", "trained on", "not trained on"] as const;

export function SquarePanel(props: PanelProps) {
  const [view, setView] = useState<View>("right");
  const [pair, setPair] = useState<number | null>(null);
  return (
    <PictureOf {...props} guide={guides.square} needs={["accuracy"]}>
      {(frame) => {
        const { facts: { accuracy, modulus }, arrays } = frame;
        const p = modulus!;
        const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
        return (
          <>
            <Choices<View>
              label="what is shown of the answers"
              views={VIEWS}
              chosen={view}
              choose={setView}
            />
            <Pixels
              label={`Answers to all pairs: ${
                percent(accuracy!.train)
              } right of those trained on, ${percent(accuracy!.validation)} of the others`}
              columns={p}
              rows={p}
              shows={[arrays.answers, view]}
              draw={(context, inks) =>
                drawSquare(
                  context,
                  {
                    p,
                    kinds: arrays.kinds as Uint8Array,
                    right: arrays.right as Int16Array,
                    answers: arrays.answers as Int16Array,
                    each: ANSWERS,
                  },
                  view,
                  inks,
                )}
              onPointerMove={(event) => setPair(pairAt(event, p))}
              onPointerLeave={() => setPair(null)}
              onClick={(event) => {
                const pair = pairAt(event, p);
                change({ pair: [Math.floor(pair / p), pair % p] });
              }}
            />
            {pair === null
              ? (
                <Facts
                  list={[
                    ["train", percent(accuracy!.train)],
                    ["validation", percent(accuracy!.validation)],
                  ]}
                />
              )
              : <p class="under">{describe(frame, pair)}</p>}
          </>
        );
      }}
    </PictureOf>
  );
}

function pairAt({ offsetX, offsetY, currentTarget }: MouseEvent, p: number): number {
  const { clientWidth, clientHeight } = currentTarget as HTMLElement;
  const cell = (offset: number, size: number) =>
    Math.max(0, Math.min(p - 1, Math.floor(offset / size * p)));
  return cell(offsetY, clientHeight) * p + cell(offsetX, clientWidth);
}

function describe({ facts, arrays }: Frame, pair: number): string {
  const p = facts.modulus!;
  const kind = KINDS[arrays.kinds![pair]!]!;
  const operands = `a ${Math.floor(pair / p)}, b ${pair % p}`;
  if (arrays.kinds![pair] === 0) return `${operands}: ${kind}`;
  const answer = arrays.answers![pair * ANSWERS]!;
  const right = arrays.right![pair]!;
  const given = answer < 0 ? "no number" : String(answer);
  return `${operands}: ${given}${answer === right ? "" : `, not ${right}`}; ${kind}`;
}
