/** What Chart.js has no word for: ranges over seeds, reference lines, the band of "never". */
import type { Chart as DrawnChart, Plugin, Scale } from "chart.js";
import type { Chart, Series } from "./chart.ts";
import { drawLegend } from "./legend.ts";
import { type Context, drawCross, drawMarker, write } from "./marker.ts";
import { ink } from "./style.ts";

interface Surface {
  readonly context: Context;
  readonly x: Scale;
  readonly y: Scale;
  readonly area: DrawnChart["chartArea"];
  /** Pixels of the lower edge of the never band. */
  readonly neverEdge: number;
}

/** The plugin that draws paper, bands and lines below the data, bars and never markers above. */
export function overlay(chart: Chart): Plugin {
  return {
    id: "regrok-overlay",
    beforeDraw: ({ ctx, width, height }) => {
      ctx.fillStyle = ink.paper;
      ctx.fillRect(0, 0, width, height);
    },
    beforeDatasetsDraw: (drawn) => {
      const surface = surfaceOf(drawn, chart);
      within(surface, () => {
        drawNeverBand(surface, chart);
        const bands = chart.series.filter(({ style }) => style.range === "band");
        // Many bands overlap, so each is fainter.
        const opacity = Math.max(0.07, 0.2 - 0.015 * bands.length);
        for (const series of bands) drawBand(surface, series, opacity);
        for (const line of chart.lines) drawLine(surface, line);
        for (const line of chart.lines) labelLine(surface, line);
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
      });
      drawLegend(drawn.ctx, chart, surface.area.right, surface.area.top);
    },
  };
}

function surfaceOf(drawn: DrawnChart, chart: Chart): Surface {
  const { x, y } = drawn.scales;
  if (x === undefined || y === undefined) throw new Error("Internal error: chart without axes");
  const area = drawn.chartArea;
  const neverEdge = chart.neverAbove === null ? area.top : y.getPixelForValue(chart.neverAbove);
  return { context: drawn.ctx, x, y, area, neverEdge };
}

function within({ context, area }: Surface, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  draw();
  context.restore();
}

function drawNeverBand({ context, area, neverEdge }: Surface, chart: Chart): void {
  if (chart.neverAbove === null) return;
  context.fillStyle = ink.band;
  context.fillRect(area.left, area.top, area.right - area.left, neverEdge - area.top);
}

function drawLine({ context, y, area }: Surface, line: { y: number }): void {
  const height = y.getPixelForValue(line.y);
  context.strokeStyle = ink.quiet;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(area.left, height);
  context.lineTo(area.right, height);
  context.stroke();
  context.setLineDash([]);
}

/** The words of a line, on a rim of paper that parts the grid; curves may pass above them. */
function labelLine({ context, y, area }: Surface, line: { y: number; label: string }): void {
  const height = y.getPixelForValue(line.y);
  const above = height - area.top > (area.bottom - area.top) / 2;
  const label = { text: line.label, x: area.right - 6, y: height + (above ? -8 : 9) };
  write(context, label, { align: "right", colour: ink.quiet, rim: ink.paper });
}

/** A polygon along the highest values and back along the lowest. */
function drawBand({ context, x, y }: Surface, { style, points }: Series, opacity: number): void {
  const upper = points.flatMap((point) => point.highest === null ? [] : [[point.x, point.highest]]);
  const lower = points.flatMap((point) => point.lowest === null ? [] : [[point.x, point.lowest]]);
  if (points.every(({ lowest, highest }) => lowest === highest)) return;
  context.fillStyle = style.colour;
  context.globalAlpha = opacity;
  context.beginPath();
  for (const [step, value] of [...upper, ...lower.reverse()]) {
    context.lineTo(x.getPixelForValue(step!), y.getPixelForValue(value!));
  }
  context.fill();
  context.globalAlpha = 1;
}

/** A bar from lowest to highest; up to the band of "never" where the highest is never. */
function drawBars({ context, x, y, neverEdge }: Surface, { style, points }: Series): void {
  context.strokeStyle = style.colour;
  context.lineWidth = 1.3;
  for (const { x: at, lowest, highest } of points) {
    if (lowest === null || lowest === highest) continue;
    const [centre, bottom] = [x.getPixelForValue(at), y.getPixelForValue(lowest)];
    const top = highest === null ? neverEdge : y.getPixelForValue(highest);
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

/** A cross for a measured "never", the hollow marker for a published one, one row per series. */
function drawNevers(
  { context, x, area, neverEdge }: Surface,
  { style, points }: Series,
  place: number,
): void {
  const height = area.top + (neverEdge - area.top) * place;
  for (const point of points) {
    if (point.y !== null) continue;
    const centre = x.getPixelForValue(point.x);
    if (style.hollow) drawMarker(context, style, centre, height);
    else drawCross(context, style, centre, height);
  }
}
