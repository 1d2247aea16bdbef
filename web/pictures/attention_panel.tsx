/** Where heads look. */
import { formatFixed } from "../curves/format.ts";
import type { AttentionFacts, Frame } from "../../pictures/frame.ts";
import { Pixels } from "./canvas.tsx";
import { drawAttention } from "./draw_square.ts";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";
import { PictureOf } from "./picture.tsx";

export function AttentionPanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.attention} needs={[]}>
      {(frame) => (
        <>
          {frame.facts.attention.length === 0 && (
            <p class="quiet">
              This network has no attention, or its numbers are not finite.
            </p>
          )}
          {frame.facts.attention.map((layer) => (
            <Layer key={layer.name} frame={frame} layer={layer} />
          ))}
        </>
      )}
    </PictureOf>
  );
}

function Layer({ frame, layer }: { readonly frame: Frame; readonly layer: AttentionFacts }) {
  const { name, heads, queries, keys } = layer;
  const weights = frame.arrays[`attention.${name}`]!;
  const { positions } = frame.facts;
  const seen = positions.length === keys ? positions : Array.from({ length: keys }, (_, at) => at);
  return (
    <div>
      <h3>{name.replace(".attention", "")}</h3>
      <div class="maps">
        {Array.from({ length: heads }, (_, head) => {
          const own = weights.subarray(head * queries * keys, (head + 1) * queries * keys);
          const last = Array.from(own.subarray((queries - 1) * keys));
          return (
            <div key={head} title={last.map((each) => formatFixed(each, 2)).join("  ")}>
              <Pixels
                label={`Head ${head} looks at ${
                  seen.map((token, at) => `${token} ${formatFixed(last[at]!, 2)}`).join(", ")
                } from the last position`}
                columns={keys}
                rows={queries}
                shows={[weights, head]}
                draw={(context) => drawAttention(context, queries, keys, own)}
              />
              <span class="quiet">head {head}: {seen.join(" ")}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
