/**
 * Draws charts as PNG and SVG with Chart.js on Skia. The bytes depend on the chart alone: fonts
 * are shipped, and ids in the SVG are numbered again.
 */
import "./system_fonts.ts";
import "./canvas_module.ts";
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { type Canvas, createCanvas, GlobalFonts, SvgExportFlag } from "@napi-rs/canvas";
import type { ChartConfiguration } from "chart.js";
import { ChartJSNodeCanvas } from "chartjs-node-canvas";
// Imported, and not only resolved, so that the version of the fonts is part of this code's hash.
import fonts from "dejavu-fonts-ttf/package.json" with { type: "json" };
import type { Chart } from "./chart.ts";
import { chartConfiguration, type Frame } from "./chartjs.ts";
import { drawSurroundings, type Layout, layOut } from "./panel_layout.ts";
import { figureSize, fontFamily, fontOf, ink, preferFamily, shippedFamily } from "./style.ts";

const PIXEL_RATIO = 2;
const LETTER_BOX = 32; // pixels, enough to tell letters apart
const NO_LETTER = "\u{10fffe}"; // for private use, and in no font that is shipped

const require = createRequire(import.meta.url);
for (const file of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]) {
  const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
  if (GlobalFonts.registerFromPath(path, shippedFamily) === null) {
    throw new Error(
      `Cannot load ${path} of ${fonts.name} ${fonts.version}; run "deno install" to restore it`,
    );
  }
}

/**
 * Draws with a font of one's own, a TTF, OTF or WOFF2 file, before the shipped one, which stands in
 * for the letters that it lacks.
 *
 * @throws {RangeError} when the bytes are no such font
 */
export function withFont<Drawn>(font: Uint8Array | null, draw: () => Drawn): Drawn {
  if (font === null) return draw();
  const key = GlobalFonts.register(Buffer.from(font), OWN_FAMILY);
  if (key === null) throw new RangeError("The font cannot be read; it must be TTF, OTF or WOFF2");
  preferFamily(OWN_FAMILY);
  try {
    return draw();
  } finally {
    preferFamily(null);
    GlobalFonts.remove(key);
  }
}

const OWN_FAMILY = "Regrok Own";

/** Families that text can be drawn in: ours alone. */
export function fontFamilies(): string[] {
  return GlobalFonts.families.map(({ family }) => family);
}

const scratch = createCanvas(LETTER_BOX, LETTER_BOX).getContext("2d");

function measure(text: string, size: number, weight: "normal" | "bold"): number {
  scratch.font = fontOf(size, weight);
  return scratch.measureText(text).width;
}

/**
 * Letters of the chart that the font has no shape for, each once. Skia draws the same box for all
 * of them, so they are those that look like a code point no font has.
 */
export function missingLetters(chart: Chart): string[] {
  const letters = new Set(textsOf(chart).join("").match(/[^\p{Default_Ignorable_Code_Point}\s]/gu));
  const missing = drawLetter(NO_LETTER);
  return [...letters].filter((letter) => letter > "\u007f" && drawLetter(letter) === missing);
}

function drawLetter(letter: string): string {
  scratch.clearRect(0, 0, LETTER_BOX, LETTER_BOX);
  scratch.font = fontOf(LETTER_BOX / 2, "normal");
  scratch.textBaseline = "middle";
  scratch.fillText(letter, 2, LETTER_BOX / 2);
  return scratch.getImageData(0, 0, LETTER_BOX, LETTER_BOX).data.join();
}

function textsOf(
  { title, subtitle, x, y, legend, lines, message, cells = [], panels = [] }: Chart,
): string[] {
  return [
    ...panels.flatMap(({ label, chart }) => [label, ...textsOf(chart)]),
    ...cells.map(({ label }) => label),
    title,
    ...subtitle,
    ...[x, y].flatMap((axis) => [axis.title, ...axis.ticks.map(({ label }) => label)]),
    legend.title,
    ...[...legend.entries, ...legend.bar?.labels ?? [], ...lines].map(({ label }) => label),
    message ?? "",
  ];
}

/** The chart as a PNG of twice the figure's size, for sharp print. */
export function renderPng(chart: Chart): Uint8Array {
  if (chart.panels !== undefined) return renderPanelsPng(layOut(chart, measure));
  return drawingSurface(undefined, figureSize).renderToBufferSync(
    chartConfiguration(chart, PIXEL_RATIO, measure),
  );
}

/** The chart as an SVG whose text is text, so that it can be searched and edited. */
export function renderSvg(chart: Chart): string {
  const svg = chart.panels === undefined
    ? renumberIds(drawSvg(chart), "clip")
    : renderPanelsSvg(layOut(chart, measure));
  return nameSubstitutes(svg);
}

function renderPanelsPng(layout: Layout): Uint8Array {
  const canvas = createCanvas(layout.width * PIXEL_RATIO, layout.height * PIXEL_RATIO);
  const context = canvas.getContext("2d");
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  drawSurroundings(context, layout);
  for (const { chart, x, y, frame } of layout.panels) {
    const drawn = drawOn(chart, undefined, PIXEL_RATIO, frame);
    context.drawImage(drawn.canvas, x, y, frame.width, frame.height);
    drawn.destroy();
  }
  return canvas.toBuffer("image/png");
}

/** Each panel is an SVG inside of that which holds titles and legend. */
function renderPanelsSvg(layout: Layout): string {
  const canvas = createCanvas(layout.width, layout.height, SvgExportFlag.NoPrettyXML);
  drawSurroundings(canvas.getContext("2d"), layout);
  const around = renumberIds(new TextDecoder().decode(canvas.getContent()), "clip");
  const panels = layout.panels.map(({ chart, x, y, frame }, index) => {
    const svg = renumberIds(drawSvg(chart, frame), `panel-${index}`);
    return svg.replace(/^<\?xml[^>]*>\s*/, "").replace("<svg ", `<svg x="${x}" y="${y}" `);
  });
  return around.replace(/<\/svg>\s*$/, `${panels.join("\n")}\n</svg>\n`);
}

function drawSvg(chart: Chart, frame?: Frame): string {
  const drawn = drawOn(chart, "svg", 1, frame);
  const svg = new TextDecoder().decode(drawn.canvas.getContent());
  drawn.destroy();
  return svg;
}

/** The part of ChartJSNodeCanvas that its types keep private: the way to its canvas. */
interface OpenSurface {
  renderChart(configuration: ChartConfiguration): {
    readonly canvas: Canvas & { getContent(): Uint8Array };
    destroy(): void;
  };
}

function drawOn(chart: Chart, type: "svg" | undefined, ratio: number, frame?: Frame) {
  const surface: unknown = drawingSurface(type, frame ?? figureSize);
  return (surface as OpenSurface).renderChart(chartConfiguration(chart, ratio, measure, frame));
}

function drawingSurface(
  type: "svg" | undefined,
  { width, height }: { width: number; height: number },
): ChartJSNodeCanvas {
  return new ChartJSNodeCanvas({
    width,
    height,
    ...(type === undefined ? {} : { type }),
    chartCallback: ({ defaults }) => {
      defaults.font.family = fontFamily();
      defaults.font.size = 12;
      defaults.color = ink.text;
    },
  });
}

/** Skia numbers ids by one counter for the process; they would tell what was drawn before. */
function renumberIds(svg: string, prefix: string): string {
  const ids = new Map<string, string>();
  for (const [, id] of svg.matchAll(/\bid="([^"]+)"/g)) ids.set(id!, `${prefix}-${ids.size}`);
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
