/** A chart over steps as SVG, of plain shapes and letters that any program can edit. */
import type { ChartSpec, Line } from "../curves/chart_spec.ts";
import { formatNumber, formatPercent, shortStep } from "../curves/format.ts";
import { powerTicks, roundTicks } from "../curves/ticks.ts";

export interface SvgLook {
  readonly x: "log" | "linear";
  readonly zoom: readonly [number, number] | null;
  readonly ink: { readonly text: string; readonly quiet: string; readonly grid: string };
  readonly paper: string;
}

const [WIDTH, HEIGHT] = [760, 360];
const MARGIN = { left: 64, right: 170, top: 34, bottom: 40 };
const RIGHT = WIDTH - MARGIN.right;
const BOTTOM = HEIGHT - MARGIN.bottom;

interface Axis {
  readonly ticks: readonly number[];
  place(value: number): number;
}

export function chartSvg(spec: ChartSpec, look: SvgLook): string {
  const { title, lines, marks } = spec;
  const { ink } = look;
  const x = stepAxis(lines, look);
  const y = valueAxis(spec, look.zoom);
  const text = (at: readonly [number, number], content: string, attributes = "") =>
    `<text x="${round(at[0])}" y="${round(at[1])}" ${attributes}>${escaped(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${look.paper}"/>`,
    `<clipPath id="plot"><rect x="${MARGIN.left}" y="${MARGIN.top}" ` +
    `width="${RIGHT - MARGIN.left}" height="${BOTTOM - MARGIN.top}"/></clipPath>`,
    text([MARGIN.left, 20], title, `font-weight="600" fill="${ink.text}"`),
    ...x.ticks.flatMap((step) => [
      rule(x.place(step), MARGIN.top, x.place(step), BOTTOM, ink.grid),
      text(
        [x.place(step), BOTTOM + 16],
        shortStep(step),
        `text-anchor="middle" fill="${ink.quiet}"`,
      ),
    ]),
    ...y.ticks.flatMap((value) => [
      rule(MARGIN.left, y.place(value), RIGHT, y.place(value), ink.grid),
      text(
        [MARGIN.left - 6, y.place(value) + 4],
        spec.y === "percent" ? formatPercent(value).replace(".0", "") : formatNumber(value),
        `text-anchor="end" fill="${ink.quiet}"`,
      ),
    ]),
    text(
      [(MARGIN.left + RIGHT) / 2, HEIGHT - 6],
      "steps",
      `text-anchor="middle" fill="${ink.quiet}"`,
    ),
    `<g clip-path="url(#plot)" fill="none" stroke-linejoin="round">`,
    ...marks.map(({ step, colour }) =>
      rule(x.place(step), MARGIN.top, x.place(step), BOTTOM, colour, `stroke-dasharray="2 3"`)
    ),
    ...lines.map((line) => bandOf(line, x, y)),
    ...lines.map((line) => pathOf(line, x, y)),
    "</g>",
    ...lines.slice(0, 18).flatMap(({ label, colour, dashed }, at) => [
      rule(
        RIGHT + 12,
        MARGIN.top + 8 + 16 * at,
        RIGHT + 30,
        MARGIN.top + 8 + 16 * at,
        colour,
        `stroke-width="2"${dashed ? ` stroke-dasharray="5 3"` : ""}`,
      ),
      text([RIGHT + 36, MARGIN.top + 12 + 16 * at], label, `fill="${ink.text}"`),
    ]),
    "</svg>\n",
  ].join("\n");
}

function stepAxis(lines: readonly Line[], { x, zoom }: SvgLook): Axis {
  const steps = lines.flatMap(({ steps }) => [steps[0] ?? 0, steps.at(-1) ?? 1]);
  const [low, high] = zoom ?? [Math.min(...steps, Infinity), Math.max(...steps, 1)];
  const [first, last] = [Number.isFinite(low) ? low : 0, Math.max(high, low + 1e-9)];
  const scale = x === "log" ? Math.asinh : (step: number) => step;
  return {
    ticks: x === "log" ? powerTicks(first, last) : roundTicks(first, last),
    place: (step) =>
      MARGIN.left +
      (scale(step) - scale(first)) / (scale(last) - scale(first)) * (RIGHT - MARGIN.left),
  };
}

function valueAxis({ lines, y }: ChartSpec, zoom: SvgLook["zoom"]): Axis {
  const seen = lines.flatMap(({ steps, values, band }) =>
    [values, band?.low ?? [], band?.high ?? []].flatMap((list) =>
      list.filter((value, at): value is number =>
        value !== null && (y !== "log" || value > 0) &&
        (zoom === null || steps[at]! >= zoom[0] && steps[at]! <= zoom[1])
      )
    )
  );
  const [least, most] = seen.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const [low, high] = y === "percent"
    ? [-0.02, 1.02]
    : least < most
    ? [least, most]
    : [Number.isFinite(least) ? least / 2 : 1, Number.isFinite(least) ? least * 2 || 1 : 10];
  const scale = y === "log" ? Math.log : (value: number) => value;
  return {
    ticks: y === "log" ? powerTicks(low, high) : roundTicks(low, high),
    place: (value) =>
      BOTTOM - (scale(value) - scale(low)) / (scale(high) - scale(low)) * (BOTTOM - MARGIN.top),
  };
}

function pathOf({ steps, values, colour, dashed, width = 1.5 }: Line, x: Axis, y: Axis): string {
  const points = steps.flatMap((step, at) => pointOf(step, values[at], x, y));
  if (points.length === 0) return "";
  return `<path d="M${points.join("L")}" stroke="${colour}" stroke-width="${width}"` +
    `${dashed ? ` stroke-dasharray="5 4"` : ""}/>`;
}

function bandOf({ steps, band, colour }: Line, x: Axis, y: Axis): string {
  if (band === undefined) return "";
  const above = steps.flatMap((step, at) => pointOf(step, band.high[at], x, y));
  const below = steps.flatMap((step, at) => pointOf(step, band.low[at], x, y));
  if (above.length === 0) return "";
  return `<path d="M${[...above, ...below.reverse()].join("L")}Z" fill="${colour}" ` +
    `fill-opacity="0.18"/>`;
}

/** Nothing for a value that has no place, such as 0 on a logarithmic axis. */
function pointOf(step: number, value: number | null | undefined, x: Axis, y: Axis): string[] {
  if (value === null || value === undefined) return [];
  const [left, top] = [x.place(step), y.place(value)];
  return Number.isFinite(left) && Number.isFinite(top) ? [`${round(left)} ${round(top)}`] : [];
}

function rule(x1: number, y1: number, x2: number, y2: number, colour: string, more = ""): string {
  const [left, top, right, bottom] = [x1, y1, x2, y2].map(round);
  return `<path d="M${left} ${top}L${right} ${bottom}" stroke="${colour}" ${more}/>`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
