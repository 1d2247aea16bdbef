import assert from "node:assert/strict";
import type { ChartSpec } from "../../../web/curves/chart_spec.ts";
import { smoothed, smoothValues } from "../../../web/curves/smooth.ts";

Deno.test("smoothValues() keeps a constant, begins with the first value, and leaves gaps", () => {
  const same = smoothValues([2, 2, null, 2], 0.9).map((value) => value && Math.round(value * 1e9));
  assert.deepEqual(same, [2e9, 2e9, null, 2e9]);
  // (0.5 · 0.5 · 1 + 0.5 · 4) / (1 - 0.25)
  assert.deepEqual(smoothValues([1, 4], 0.5), [1, 3]);
});

const spec: ChartSpec = {
  id: "accuracy",
  title: "Accuracy",
  unit: "over steps",
  lines: [
    { label: "train", colour: "blue", steps: [0, 1], values: [1, 4] },
    { label: "all", colour: "red", steps: [0], values: [1], band: { low: [0], high: [2] } },
  ],
  marks: [],
  phases: [],
  y: "linear",
  command: "",
};

Deno.test("smoothed() has the raw curve faint below, tells its values, and leaves medians alone", () => {
  const { lines, unit } = smoothed(spec, 0.5);
  assert.deepEqual(lines.map(({ label }) => label), ["train (raw)", "train", "all"]);
  assert.deepEqual(lines.map(({ values }) => values), [[1, 4], [1, 3], [1]]);
  assert.deepEqual(lines[1]!.told, [1, 4]);
  assert.match(unit, /smoothed 0.5/);
});

Deno.test("smoothed() by nothing is the chart itself", () => {
  assert.equal(smoothed(spec, 0), spec);
});
