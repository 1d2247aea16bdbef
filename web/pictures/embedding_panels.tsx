/** The weights that stand for the numbers: their spectrum, and their circle. */
import { formatFixed } from "../curves/format.ts";
import { Canvas } from "./canvas.tsx";
import { drawBars } from "./draw_bars.ts";
import { drawPoints } from "./draw_points.ts";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";
import { Facts, PictureOf } from "./picture.tsx";

export function SpectrumPanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.spectrum} needs={["spectrum"]}>
      {({ facts, arrays }) => {
        const { dominant, concentration, bestCorrelation } = facts.spectrum!;
        return (
          <>
            <Canvas
              label={`Power by frequency; the strongest are ${dominant.join(", ")}`}
              ratio={0.62}
              shows={[arrays.spectrum]}
              draw={({ context, width, height, inks }) =>
                drawBars(
                  context,
                  width,
                  height,
                  { spectrum: arrays.spectrum!, dominant },
                  inks,
                )}
            />
            <Facts
              list={[
                ["strongest", dominant.join(", ")],
                ["concentration", formatFixed(concentration, 3)],
                ["best correlation", formatFixed(bestCorrelation, 2)],
              ]}
            />
          </>
        );
      }}
    </PictureOf>
  );
}

export function EmbeddingPanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.embedding} needs={["embedding"]}>
      {({ facts, arrays }) => {
        const { columns, circularity, angleCorrelation } = facts.embedding!;
        return (
          <>
            <Canvas
              label={`Numbers on the columns ${columns.join(" and ")} of the first weights`}
              ratio={1}
              shows={[arrays.embedding]}
              draw={({ context, width, inks }) =>
                drawPoints(context, width, { data: arrays.embedding!, joined: null }, inks)}
            />
            <Facts
              list={[
                ["columns", columns.join(" and ")],
                ["circularity", formatFixed(circularity, 2)],
                ["angle correlation", formatFixed(angleCorrelation, 2)],
              ]}
            />
          </>
        );
      }}
    </PictureOf>
  );
}
