/** What lies behind the lines of a chart: the phases of the run, and steps worth to be seen. */
import type uPlot from "uplot";
import type { ChartSpec } from "./chart_spec.ts";

/** `ink` gives a colour of the page by its name. */
export function backdrop(plot: uPlot, { phases, marks }: ChartSpec, ink: (name: string) => string) {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.textBaseline = "top";
  ctx.font = `${10 * ratio}px system-ui, sans-serif`;
  for (const { name, from, to } of phases) {
    const start = Math.max(bbox.left, plot.valToPos(from, "x", true));
    const end = Math.min(right, plot.valToPos(to, "x", true));
    if (end <= start) continue;
    ctx.fillStyle = ink(`--phase-${name}`);
    ctx.fillRect(start, bbox.top, end - start, bbox.height);
    if (ctx.measureText(name).width + 8 * ratio > end - start) continue;
    ctx.fillStyle = ink("--quiet");
    ctx.fillText(name, start + 4 * ratio, bbox.top + 3 * ratio);
  }
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.lineWidth = ratio;
  for (const { step, label, colour } of marks) {
    const at = Math.round(plot.valToPos(step, "x", true)) + 0.5;
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width + 4 * ratio;
    const left = at + width > right ? at - width : at + 3 * ratio;
    ctx.fillText(label, left, bbox.top + bbox.height - 14 * ratio);
  }
  ctx.restore();
}
