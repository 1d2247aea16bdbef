/** The circle of sums. */
import { formatFixed } from "../curves/format.ts";
import { Canvas } from "./canvas.tsx";
import { drawPoints } from "./draw_points.ts";
import { Facts, PictureOf } from "./picture.tsx";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";

export function CirclePanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.circle} needs={["circle"]}>
      {({ facts: { circle, modulus }, arrays }) => {
        const { value, frequency, neurons, correlations, angleCorrelation } = circle!;
        const inWords = `circle value ${formatFixed(value, 3)} at frequency ${frequency}`;
        return (
          <>
            <Canvas
              label={`The answers on two neurons: ${inWords}`}
              ratio={1}
              shows={[arrays.circle]}
              draw={({ context, width, inks }) =>
                drawPoints(context, width, {
                  data: arrays.circle!,
                  joined: neighbourOn(frequency, modulus!),
                }, inks)}
            />
            <Facts
              list={[
                ["circle value", formatFixed(value, 3)],
                ["frequency", String(frequency)],
                ["neurons", neurons.join(" and ")],
                ["like a wave", correlations.map((each) => formatFixed(each, 2)).join(", ")],
                ["angle correlation", formatFixed(angleCorrelation, 2)],
              ]}
            />
          </>
        );
      }}
    </PictureOf>
  );
}

/** How far apart residues are that stand beside each other on a circle gone round k times. */
function neighbourOn(k: number, p: number): number | null {
  for (let step = 1; step < p; step++) if ((k * step) % p === 1) return step;
  return null; // k and p have a divisor in common
}
