/** Render: one figure as PNG and SVG, its numbers as CSV, and remarks on it if there are any. */
import { oneShot } from "../dag/stage.ts";
import { drawFigure } from "../figures/figure.ts";
import { FigureRequest } from "../figures/request.ts";
import { readTableInput } from "../tables/input.ts";

export const render = oneShot("render", async (context) => {
  const request = FigureRequest.parse(context.params);
  const curves = await readTableInput(context);
  const [font] = context.inputs.font ?? [];
  const bytes = font === undefined ? null : await context.read(font);
  const { png, svg, csv, remarks } = drawFigure(request, curves, bytes);
  const encoder = new TextEncoder();
  return {
    "figure.png": png,
    "figure.svg": encoder.encode(svg),
    "figure.csv": encoder.encode(csv),
    ...remarks.length > 0 ? { "remarks.txt": encoder.encode(remarks.join("\n") + "\n") } : {},
  };
});
