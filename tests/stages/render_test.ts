import assert from "node:assert/strict";
import { render } from "../../stages/render.ts";
import { writeTable } from "../../tables/parquet.ts";
import { syntheticSweep } from "../figures/fixture/runs.ts";
import { runOnce } from "./context.ts";

const table = await writeTable(syntheticSweep([0.2, 0.8], 2));
const figure = { name: "alpha-vs-steps", kind: "alphaVsSteps" };

Deno.test("render draws a figure as PNG and SVG and writes its numbers", async () => {
  const files = await runOnce(render, { figure, title: "Grokking" }, { table: [table] });
  const text = (name: string) => new TextDecoder().decode(files[name]);
  assert.deepEqual(Object.keys(files), ["figure.png", "figure.svg", "figure.csv"]);
  assert.equal(text("figure.png").slice(1, 4), "PNG");
  assert.match(text("figure.svg"), /<svg .*Grokking/s);
  assert.match(text("figure.csv"), /^measured,validation,0\.2,never,never,never,2$/m);
});

Deno.test("render gives the same numbers under another title", async () => {
  const inputs = { table: [table] };
  const one = await runOnce(render, { figure, title: "One" }, inputs);
  const two = await runOnce(render, { figure: { ...figure, title: "Two" }, title: "One" }, inputs);
  assert.deepEqual(one["figure.csv"], two["figure.csv"]);
  assert.notDeepEqual(one["figure.svg"], two["figure.svg"]);
});

Deno.test("render leaves remarks where there is something to say", async () => {
  const files = await runOnce(render, { figure, title: "顿悟" }, { table: [table] });
  const remarks = new TextDecoder().decode(files["remarks.txt"]);
  assert.equal(remarks, "letters that the font lacks, drawn as boxes: U+987F, U+609F\n");
});
