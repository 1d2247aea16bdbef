/** The legend, right of the plot: a sample of each line and marker beside its name. */
import type { Chart } from "./chart.ts";
import { type Context, drawMarker, TEXT_SIZE, write } from "./marker.ts";
import { figureSize, ink } from "./style.ts";

const SAMPLE = 26; // length of a line sample
const GAP = 14; // from the plot to the legend
const LINE_HEIGHT = 19; // less where there are too many entries for the height
const CHARACTER = 7.2; // a generous mean width at the size of the legend

/** Pixels to leave right of the plot. */
export function legendWidth({ legend, legendTitle }: Chart): number {
  const longest = Math.max(0, ...legend.map(({ label }) => label.length));
  return GAP + Math.max(SAMPLE + 8 + longest * CHARACTER, legendTitle.length * CHARACTER);
}

/** Draws it with its upper left corner beside the plot's upper right corner. */
export function drawLegend(context: Context, chart: Chart, right: number, top: number): void {
  const left = right + GAP;
  const lines = chart.legend.length + 1;
  const height = Math.min(LINE_HEIGHT, (figureSize.height - top - 16) / lines);
  const size = Math.min(TEXT_SIZE, height * 0.8);
  let y = top + 8;
  if (chart.legendTitle !== "") {
    write(context, { text: chart.legendTitle, x: left, y }, {
      colour: ink.text,
      weight: "bold",
      size,
    });
    y += height;
  }
  for (const { label, style } of chart.legend) {
    if (style.line > 0) {
      context.strokeStyle = style.colour;
      context.lineWidth = style.line;
      context.setLineDash([...style.dash]);
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + SAMPLE, y);
      context.stroke();
      context.setLineDash([]);
    }
    if (style.marker !== "none") drawMarker(context, style, left + SAMPLE / 2, y);
    write(context, { text: label, x: left + SAMPLE + 8, y }, { colour: ink.text, size });
    y += height;
  }
}
