import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { makeChart } from "../../figures/figure.ts";
import { fontFamilies, renderPng, renderSvg } from "../../figures/renderer.ts";
import { FigureRequest } from "../../figures/request.ts";
import { figureSize, shippedFamily } from "../../figures/style.ts";
import { syntheticSweep } from "./fixture/runs.ts";

const chart = makeChart(
  FigureRequest.parse({
    figure: { name: "figure", kind: "alphaVsSteps", title: "Grokking α: 10⁻³ ± µσ" },
    title: "Grokking",
  }),
  syntheticSweep([0.2, 0.8], 2),
);

Deno.test("renderPng() draws twice the size of the figure", () => {
  const png = renderPng(chart);
  const view = new DataView(png.buffer, png.byteOffset);
  assert.equal(view.getUint32(0), 0x89504e47);
  assert.deepEqual(
    [view.getUint32(16), view.getUint32(20)],
    [figureSize.width * 2, figureSize.height * 2],
  );
});

Deno.test("renderPng() and renderSvg() give the same bytes again in this process", () => {
  assert.deepEqual(renderPng(chart), renderPng(chart));
  assert.equal(renderSvg(chart), renderSvg(chart));
});

Deno.test("renderPng() and renderSvg() give the same bytes in another process", async () => {
  renderSvg(chart); // so that Skia's counter of ids differs from that of a fresh process
  const module = new URL("../../figures/renderer.ts", import.meta.url).href;
  const program = `
    const { renderPng, renderSvg } = await import(${JSON.stringify(module)});
    const chart = ${JSON.stringify(chart)};
    console.log(JSON.stringify([renderPng(chart).toBase64(), renderSvg(chart)]));`;
  const child = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    env: { TZ: "Asia/Tokyo", LC_ALL: "de_DE.UTF-8" },
    cwd: new URL("../..", import.meta.url),
  }).output();
  assert.ok(child.success, new TextDecoder().decode(child.stderr));
  const [png, svg] = JSON.parse(new TextDecoder().decode(child.stdout));
  assert.equal(png, renderPng(chart).toBase64());
  assert.equal(svg, renderSvg(chart));
});

Deno.test("all text is drawn in the shipped font, and no font of the machine is loaded", () => {
  assert.deepEqual(fontFamilies(), ["DejaVu Sans", shippedFamily]); // its own name, and ours
  const svg = renderSvg(chart);
  const texts = svg.match(/<text [^>]*>/g) ?? [];
  assert.ok(texts.length > 10);
  // Skia writes the family that it found the glyphs in, not the one that was asked for.
  for (const text of texts) assert.match(text, /font-family="DejaVu Sans, Verdana, sans-serif"/);
});

Deno.test("renderSvg() numbers its ids from 0 and uses no other", () => {
  const svg = renderSvg(chart);
  const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(ids, ids.map((_, index) => `clip-${index}`));
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.includes(id!));
});

Deno.test("the canvas is found without the link that Deno rewrites at every start", () => {
  const path = createRequire(import.meta.url).resolve("canvas");
  assert.match(path, /@napi-rs\/canvas\/node-canvas\.js$/);
});
