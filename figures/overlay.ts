/** What Chart.js cannot draw itself: ranges over seeds, reference lines, the band of "never". */
import type { Chart as DrawnChart, Plugin, Scale } from "chart.js";
import { inkOn } from "./cells.ts";
import { type Axis, type Cell, type Chart, placeOn, type Series } from "./chart.ts";
import { drawLegend } from "./draw_legend.ts";
import { labelLines } from "./line_labels.ts";
import { type Context, drawCross, drawMarker, TEXT_SIZE, write } from "./marker.ts";
import { figureSize, fontOf, ink } from "./style.ts";
import { wrap } from "./wrap.ts";

/** Smaller letters cannot be read. */
const LEAST_SIZE = 7;

interface Surface {
  readonly context: Context;
  readonly area: DrawnChart["chartArea"];
  /** Pixels of a value; undefined for one that has no place on its axis. */
  x(value: number): number | undefined;
  y(value: number): number | undefined;
  /** Pixels of the lower edge of the margin for "never". */
  readonly neverEdge: number;
}

/**
 * The plugin that draws paper, bands and lines below the data, bars and other marks above, and the
 * legend unless the chart is a panel beside others.
 */
export function overlay(chart: Chart, isPanel: boolean): Plugin {
  return {
    id: "regrok-overlay",
    beforeDraw: ({ ctx, width, height }) => {
      ctx.fillStyle = ink.paper;
      ctx.fillRect(0, 0, width, height);
    },
    beforeDatasetsDraw: (drawn) => {
      const surface = surfaceOf(drawn, chart);
      within(surface, () => {
        drawMargins(surface, chart, drawn.scales);
        for (const cell of chart.cells ?? []) drawCell(surface, cell);
        const bands = chart.series.filter(({ style }) => style.range === "band");
        // Many bands overlap, so each is fainter.
        const opacity = Math.max(0.07, 0.2 - 0.015 * bands.length);
        for (const series of bands) drawBand(surface, series, opacity);
        for (const line of chart.lines) drawLine(surface, line);
        labelLines(surface, chart);
      });
    },
    afterDatasetsDraw: (drawn) => {
      const surface = surfaceOf(drawn, chart);
      const rows = chart.series.filter(({ points }) => points.some(({ y }) => y === null));
      within(surface, () => {
        for (const series of chart.series) {
          if (series.style.range === "bars") drawBars(surface, series);
        }
        for (const [row, series] of rows.entries()) {
          drawNevers(surface, series, (row + 1) / (rows.length + 1));
        }
        if (chart.message !== null) drawMessage(surface, chart.message);
      });
      drawEnds(surface, chart);
      if (isPanel) return;
      const { right, top } = surface.area;
      drawLegend(drawn.ctx as unknown as Context, chart, { right, top, height: figureSize.height });
    },
  };
}

function surfaceOf(drawn: DrawnChart, chart: Chart): Surface {
  const { x, y } = drawn.scales;
  if (x === undefined || y === undefined) throw new Error("Internal error: chart without axes");
  const area = drawn.chartArea;
  return {
    context: drawn.ctx as unknown as Context, // the canvas is not a browser's
    x: (value) => pixelOf(x, chart.x, value),
    y: (value) => pixelOf(y, chart.y, value),
    area,
    neverEdge: chart.y.never === undefined ? area.top : y.getPixelForValue(chart.y.never.edge),
  };
}

function pixelOf(scale: Scale, axis: Axis, value: number): number | undefined {
  const place = placeOn(axis, value);
  return place === null ? undefined : scale.getPixelForValue(place);
}

function within({ context, area }: Surface, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  draw();
  context.restore();
}

/** Shades the parts of the axes that are kept for "never" and for 0. */
function drawMargins(
  { context, area, neverEdge }: Surface,
  chart: Chart,
  { x, y }: DrawnChart["scales"],
): void {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  context.fillStyle = ink.band;
  if (chart.y.never !== undefined) {
    context.fillRect(area.left, area.top, width, neverEdge - area.top);
  }
  if (chart.y.zero !== undefined) {
    const edge = y!.getPixelForValue(chart.y.zero.edge);
    context.fillRect(area.left, edge, width, area.bottom - edge);
  }
  if (chart.x.zero !== undefined) {
    const edge = x!.getPixelForValue(chart.x.zero.edge);
    context.fillRect(area.left, area.top, edge - area.left, height);
  }
}

/** A rectangle with a thin rim of paper, and its words where they have room. */
function drawCell({ context, x, y }: Surface, cell: Cell): void {
  const [left, right] = [x(cell.left), x(cell.right)];
  const [bottom, top] = [y(cell.bottom), y(cell.top)];
  if (left === undefined || right === undefined || bottom === undefined || top === undefined) {
    return;
  }
  const [width, height] = [right - left, bottom - top];
  context.fillStyle = cell.colour;
  context.fillRect(left, top, width, height);
  context.strokeStyle = ink.paper;
  context.lineWidth = 1;
  context.strokeRect(left, top, width, height);
  const size = Math.min(TEXT_SIZE, height * 0.7);
  context.font = fontOf(size, "normal");
  if (size < LEAST_SIZE || context.measureText(cell.label).width > width - 4) return;
  write(context, { text: cell.label, x: left + width / 2, y: top + height / 2 }, {
    align: "center",
    colour: inkOn(cell.colour),
    size,
  });
}

function drawLine({ context, y, area }: Surface, line: { y: number }): void {
  const height = y(line.y);
  if (height === undefined) return;
  context.strokeStyle = ink.quiet;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(area.left, height);
  context.lineTo(area.right, height);
  context.stroke();
  context.setLineDash([]);
}

/** Crosses where runs diverged, whole at the edges too. */
function drawEnds({ context, x, y }: Surface, { ends }: Chart): void {
  for (const end of ends) {
    const [left, top] = [x(end.x), y(end.y)];
    if (left === undefined || top === undefined) continue;
    drawCross(context, end.colour, { x: left, y: top, size: 5 });
  }
}

function drawMessage({ context, area }: Surface, message: string): void {
  const lines = wrap(message, { characters: 50, lines: 5, fits: () => true });
  const [x, middle] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  for (const [index, text] of lines.entries()) {
    const y = middle + (index - (lines.length - 1) / 2) * 20;
    write(context, { text, x, y }, { align: "center", colour: ink.text, rim: ink.paper, size: 13 });
  }
}

/** A polygon along the highest values and back along the lowest. */
function drawBand({ context, x, y }: Surface, { style, points }: Series, opacity: number): void {
  if (points.every(({ lowest, highest }) => lowest === highest)) return;
  const places = (value: "lowest" | "highest") =>
    points.flatMap((point) => {
      const height = point[value];
      const place = [x(point.x), height === null ? undefined : y(height)] as const;
      return place[0] === undefined || place[1] === undefined ? [] : [[place[0], place[1]]];
    });
  context.fillStyle = style.colour;
  context.globalAlpha = opacity;
  context.beginPath();
  for (const [right, down] of [...places("highest"), ...places("lowest").reverse()]) {
    context.lineTo(right!, down!);
  }
  context.fill();
  context.globalAlpha = 1;
}

/** A bar from lowest to highest; up to the margin of "never" where the highest is never. */
function drawBars({ context, x, y, neverEdge }: Surface, { style, points }: Series): void {
  context.strokeStyle = style.colour;
  context.lineWidth = 1.3;
  for (const { x: at, lowest, highest } of points) {
    if (lowest === null || lowest === highest) continue;
    const [centre, bottom] = [x(at), y(lowest)];
    const top = highest === null ? neverEdge : y(highest);
    if (centre === undefined || bottom === undefined || top === undefined) continue;
    context.beginPath();
    context.moveTo(centre, bottom);
    context.lineTo(centre, top);
    context.moveTo(centre - 4, bottom);
    context.lineTo(centre + 4, bottom);
    context.moveTo(centre - 4, highest === null ? top + 5 : top);
    if (highest === null) context.lineTo(centre, top); // an arrow head: it goes on to never
    context.lineTo(centre + 4, highest === null ? top + 5 : top);
    context.stroke();
  }
}

/**
 * The hollow marker of the series for "never", with a cross in it where it was measured and none
 * where it was published; one row per series.
 */
function drawNevers(
  { context, x, area, neverEdge }: Surface,
  { style, points }: Series,
  place: number,
): void {
  const height = area.top + (neverEdge - area.top) * place;
  for (const point of points) {
    const centre = x(point.x);
    if (point.y !== null || centre === undefined) continue;
    drawMarker(context, { ...style, hollow: true }, centre, height);
    if (!style.hollow) drawCross(context, style.colour, { x: centre, y: height, size: 2.5 });
  }
}
