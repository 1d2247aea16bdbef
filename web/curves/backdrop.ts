/** What lies behind the lines of a chart: the phases of the run, and steps worth to be seen. */
import type uPlot from "uplot";
import type { ChartSpec } from "./chart_spec.ts";
import { inkOf } from "./colours.ts";

/** Letters at the edge of the plot, in pixels of the page. */
const LETTERS = 10;

/** The bands of the phases, before anything else is drawn. */
export function drawPhases(plot: uPlot, { phases }: ChartSpec): void {
  within(plot, () => {
    for (const { name, from, to } of phases) {
      const [start, end] = edges(plot, from, to);
      if (end <= start) continue;
      plot.ctx.fillStyle = inkOf(`--phase-${name}`);
      plot.ctx.fillRect(start, plot.bbox.top, end - start, plot.bbox.height);
    }
  });
}

/** The names of the phases, and the marks, above the lines of the axes. */
export function drawMarks(plot: uPlot, { phases, marks }: ChartSpec): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  within(plot, () => {
    ctx.textBaseline = "top";
    ctx.textAlign = "left"; // axes leave it as they need it
    ctx.font = `${LETTERS * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = inkOf("--quiet");
    for (const { name, from, to } of phases) {
      const [start, end] = edges(plot, from, to);
      if (ctx.measureText(name).width + 8 * ratio > end - start) continue;
      ctx.fillText(name, start + 4 * ratio, bbox.top + 3 * ratio);
    }
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.lineWidth = ratio;
    const labels: { left: number; right: number; row: number }[] = [];
    for (const { step, label, colour } of marks) {
      const at = Math.round(plot.valToPos(step, "x", true)) + 0.5;
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(label).width + 4 * ratio;
      const left = at + width > bbox.left + bbox.width ? at - width : at + 3 * ratio;
      const right = left + width;
      // Steps that are close to each other have their names one above the other.
      const rows = labels.filter((other) => other.left < right && left < other.right)
        .map(({ row }) => row);
      let row = 0;
      while (rows.includes(row)) row++;
      labels.push({ left, right, row });
      ctx.fillText(label, left, bbox.top + bbox.height - (14 + 12 * row) * ratio);
    }
  });
}

/** The part of a phase that is seen, in pixels of the canvas. */
function edges(plot: uPlot, from: number, to: number): [start: number, end: number] {
  const { left, width } = plot.bbox;
  return [
    Math.max(left, plot.valToPos(from, "x", true)),
    Math.min(left + width, plot.valToPos(to, "x", true)),
  ];
}

function within({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}
