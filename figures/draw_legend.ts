/** Draws the legend, right of the plot: a sample of each line and marker beside its name. */
import type { Chart, ColourBar, LegendEntry } from "./chart.ts";
import { type Context, drawMarker, TEXT_SIZE, write } from "./marker.ts";
import { ink } from "./style.ts";
import { shorten, shortenTogether } from "./wrap.ts";

const SAMPLE = 26; // length of a line sample
const GAP = 14; // from the plot to the legend
const LINE_HEIGHT = 19; // less where there are too many entries for the height
const CHARACTER = 7.2; // a generous mean width at the size of the legend
const SMALL = 0.8; // of that size, for long words
const LONG = 30; // characters at the size of the legend
const LONGEST = Math.floor(LONG / SMALL); // or the legend would leave no room for the plot
const BAR = { width: 14, height: 190 } as const;

/** Pixels to leave right of the plot. */
export function legendWidth({ legend: { title, bar, entries } }: Pick<Chart, "legend">): number {
  const longest = longestLabel({ bar, entries });
  const width = longest * CHARACTER * scaleFor(longest);
  const heading = shorten(title, LONG).length;
  return GAP + Math.max(SAMPLE + 8 + width, heading * CHARACTER);
}

function longestLabel({ bar, entries }: Pick<Chart["legend"], "bar" | "entries">): number {
  const labels = [entries, bar?.labels ?? []].flatMap(shortLabels);
  return Math.max(0, ...labels.map(({ length }) => length));
}

function shortLabels(lines: readonly { readonly label: string }[]): string[] {
  return shortenTogether(lines.map(({ label }) => label), LONGEST);
}

/** All words are smaller where the longest would be cut. */
function scaleFor(longest: number): number {
  return longest > LONG ? SMALL : 1;
}

/** Draws it with its upper left corner beside a plot's upper right corner, in a figure so high. */
export function drawLegend(
  context: Context,
  { legend }: Pick<Chart, "legend">,
  { right, top, height: figureHeight }: { right: number; top: number; height: number },
): void {
  const left = right + GAP;
  const { bar, entries } = legend;
  const lines = entries.length + 1;
  const barHeight = bar === null ? 0 : BAR.height + LINE_HEIGHT;
  const height = Math.min(LINE_HEIGHT, (figureHeight - top - 16 - barHeight) / lines);
  const size = Math.min(TEXT_SIZE * scaleFor(longestLabel(legend)), height * 0.8);
  let y = top + 8;
  if (legend.title !== "") {
    write(context, { text: shorten(legend.title, LONG), x: left, y }, {
      colour: ink.text,
      weight: "bold",
      size: Math.max(size, Math.min(TEXT_SIZE, height * 0.8)),
    });
    y += height;
  }
  if (bar !== null) {
    drawBar(context, bar, { left, top: y, size });
    y += barHeight;
  }
  const labels = shortLabels(entries);
  for (const [index, { style }] of entries.entries()) {
    drawEntry(context, { label: labels[index]!, style }, { left, y, size });
    y += height;
  }
}

function drawEntry(
  context: Context,
  { label, style }: LegendEntry,
  { left, y, size }: { left: number; y: number; size: number },
): void {
  if (style !== null && style.line > 0) {
    context.strokeStyle = style.colour;
    context.lineWidth = style.line;
    context.setLineDash([...style.dash]);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + SAMPLE, y);
    context.stroke();
    context.setLineDash([]);
  }
  if (style !== null) drawMarker(context, style, left + SAMPLE / 2, y);
  write(context, { text: label, x: left + SAMPLE + 8, y }, {
    colour: ink.text,
    size,
  });
}

/** Stripes of the colours, the first below, as numbers grow upwards. */
function drawBar(
  context: Context,
  { colours, labels }: ColourBar,
  { left, top, size }: { left: number; top: number; size: number },
): void {
  const stripe = BAR.height / colours.length;
  const upperEdge = (index: number) => top + BAR.height - (index + 1) * stripe;
  for (const [index, colour] of colours.entries()) {
    context.fillStyle = colour;
    context.fillRect(left, upperEdge(index), BAR.width, stripe + 0.5);
  }
  const words = shortLabels(labels);
  for (const [at, { index }] of labels.entries()) {
    const place = { text: words[at]!, x: left + SAMPLE + 8 };
    write(context, { ...place, y: upperEdge(index) + stripe / 2 }, { colour: ink.text, size });
  }
}
