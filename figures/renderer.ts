/**
 * Draws charts as PNG and SVG with Chart.js on Skia. The bytes depend on the chart alone: fonts
 * are shipped, and ids in the SVG are numbered anew.
 */
import "./system_fonts.ts";
import "./canvas_module.ts";
import { createRequire } from "node:module";
import { GlobalFonts } from "@napi-rs/canvas";
import type { ChartConfiguration } from "chart.js";
import { ChartJSNodeCanvas } from "chartjs-node-canvas";
// Imported, and not only resolved, so that the version of the fonts is part of this code's hash.
import fonts from "dejavu-fonts-ttf/package.json" with { type: "json" };
import type { Chart } from "./chart.ts";
import { chartConfiguration } from "./chartjs.ts";
import { figureSize, fontFamily, ink } from "./style.ts";

const PIXEL_RATIO = 2;

const require = createRequire(import.meta.url);
for (const file of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]) {
  const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
  if (GlobalFonts.registerFromPath(path, fontFamily) === null) {
    throw new Error(
      `Cannot load ${path} of ${fonts.name} ${fonts.version}; run "deno install" to restore it`,
    );
  }
}

/** Families that text can be drawn in: ours alone. */
export function fontFamilies(): string[] {
  return GlobalFonts.families.map(({ family }) => family);
}

/** The chart as a PNG of twice the figure's size, for sharp print. */
export function renderPng(chart: Chart): Uint8Array {
  return drawingSurface(undefined).renderToBufferSync(chartConfiguration(chart, PIXEL_RATIO));
}

/** The chart as an SVG whose text is text, so that it can be searched and edited. */
export function renderSvg(chart: Chart): string {
  const surface: unknown = drawingSurface("svg");
  const drawn = (surface as VectorSurface).renderChart(chartConfiguration(chart, 1));
  const svg = new TextDecoder().decode(drawn.canvas.getContent());
  drawn.destroy();
  return nameSubstitutes(renumberIds(svg));
}

/** The part of ChartJSNodeCanvas that its types keep private: the way to a vector canvas. */
interface VectorSurface {
  renderChart(configuration: ChartConfiguration): {
    readonly canvas: { getContent(): Uint8Array };
    destroy(): void;
  };
}

function drawingSurface(type: "svg" | undefined): ChartJSNodeCanvas {
  return new ChartJSNodeCanvas({
    ...figureSize,
    ...(type === undefined ? {} : { type }),
    chartCallback: ({ defaults }) => {
      defaults.font.family = fontFamily;
      defaults.font.size = 12;
      defaults.color = ink.text;
    },
  });
}

/** Skia numbers ids by one counter for the process; they would tell what was drawn before. */
function renumberIds(svg: string): string {
  const ids = new Map<string, string>();
  for (const [, id] of svg.matchAll(/\bid="([^"]+)"/g)) ids.set(id!, `clip-${ids.size}`);
  return svg.replace(
    /(\bid="|url\(#|href="#)([^")]+)/g,
    (_, before: string, id: string) => before + (ids.get(id) ?? id),
  );
}

/** For readers without the font: Verdana has the same ancestor and nearly the same widths. */
function nameSubstitutes(svg: string): string {
  return svg.replaceAll(
    'font-family="DejaVu Sans"',
    'font-family="DejaVu Sans, Verdana, sans-serif"',
  );
}
