/** Figures over layers: the places on the axis, one line for each checkpoint, and refusals. */
import assert from "node:assert/strict";
import { chartCsv } from "../../figures/chart.ts";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import type { RunCurve } from "../../tables/curves.ts";
import { refuse, sample } from "../schemas/samples.ts";

const run = (seed: number): RunCurve => ({
  run: `seed-${seed}`,
  seed,
  budget: 20,
  axes: {},
  points: [10, 20].map((step) => ({
    step,
    trainAccuracy: 1,
    ...Object.fromEntries(
      [0, 0.5, 1].flatMap((fraction) => [
        [`truncation/trainAccuracy/${fraction}`, (1 - fraction) * step / 20],
        [`truncation/validationAccuracy/${fraction}`, (1 - fraction) * (seed + 1) / 4],
      ]),
    ),
    "featureRank/layers.0": 7,
    "featureRank/layers.1": step,
  })),
});
const draw = (settings: object) =>
  makeChart(
    FigureRequest.parse({ figure: { name: "f", kind: "overLayers", ...settings }, title: "T" }),
    [run(0), run(1), run(2)],
  );
const csvLines = (settings: object) => chartCsv(draw(settings)).trim().split("\n");
const accuracies = ["truncation/trainAccuracy", "truncation/validationAccuracy"];

Deno.test("overLayers draws the last checkpoint over fractions, as numbers, with medians", () => {
  const chart = draw({ metrics: accuracies, xTitle: "fraction set to zero" });
  assert.equal(chart.x.title, "fraction set to zero");
  assert.equal(chart.x.categories, undefined);
  const lines = csvLines({ metrics: accuracies });
  assert.deepEqual(lines.slice(1), [
    "measured,truncation train accuracy,0,1,1,1,3",
    "measured,truncation train accuracy,0.5,0.5,0.5,0.5,3",
    "measured,truncation train accuracy,1,0,0,0,3",
    "measured,truncation validation accuracy,0,0.5,0.25,0.75,3",
    "measured,truncation validation accuracy,0.5,0.25,0.125,0.375,3",
    "measured,truncation validation accuracy,1,0,0,0,3",
  ]);
});

Deno.test("overLayers draws a line for each checkpoint that is asked for", () => {
  const lines = csvLines({ metrics: ["truncation/trainAccuracy"], steps: [10, 20] });
  assert.match(lines[0]!, /^source,step,/);
  assert.deepEqual(lines.slice(1).map((line) => line.split(",").slice(1, 5).join()), [
    "10,truncation train accuracy,0,0.5",
    "10,truncation train accuracy,0.5,0.25",
    "10,truncation train accuracy,1,0",
    "20,truncation train accuracy,0,1",
    "20,truncation train accuracy,0.5,0.5",
    "20,truncation train accuracy,1,0",
  ]);
});

Deno.test("overLayers draws layers with names at places of their own", () => {
  const chart = draw({ metrics: ["featureRank"] });
  assert.deepEqual(chart.x.categories, ["layers.0", "layers.1"]);
  assert.deepEqual(chart.series[0]!.points.map(({ y }) => y), [7, 20]);
});

Deno.test("overLayers draws a line for each set of a measure that has several", () => {
  assert.deepEqual(csvLines({ metrics: ["truncation"] }), csvLines({ metrics: accuracies }));
});

/** Curves of runs with these layers, each told apart by its depth. */
const ofDepths = (lists: readonly (readonly string[])[]): RunCurve[] =>
  lists.map((layers) => ({
    ...run(0),
    axes: { "model.layers": layers.length },
    points: [{ step: 1, ...Object.fromEntries(layers.map((name) => [`featureRank/${name}`, 1])) }],
  }));
const drawDepths = (lists: readonly (readonly string[])[]) =>
  makeChart(
    FigureRequest.parse({
      figure: { name: "f", kind: "overLayers", metrics: ["featureRank"] },
      title: "T",
    }),
    ofDepths(lists),
  );

Deno.test("overLayers puts layers of deeper networks where they stand there, and goes one way", () => {
  const chart = drawDepths([["0", "1", "head"], ["0", "1", "2", "3", "head"]]);
  assert.deepEqual(chart.x.categories, ["0", "1", "2", "3", "head"]);
  assert.deepEqual(chart.series.map(({ points }) => points.map(({ x }) => x)), [
    [0, 1, 4],
    [0, 1, 2, 3, 4],
  ]);
});

Deno.test("overLayers never joins runs that share no layer", () => {
  const { series } = drawDepths([["a", "b"], ["c", "d", "e"]]);
  assert.deepEqual(series.map(({ points }) => points.length), [2, 3]);
});

Deno.test("overLayers says what no run has measured", () => {
  assert.equal(draw({ metrics: ["lost"] }).message, "no run has measured lost");
});

Deno.test("overLayers refuses a column without layers, and one that is not there", () => {
  const wrong = (metric: string) =>
    refuse(sample, `figures=[{ name: f, kind: overLayers, metrics: [${metric}] }]`);
  assert.match(wrong("trainLoss"), /trainLoss is one number, without layers; use overSteps/);
  assert.match(wrong("rank"), /rank is not a column of this experiment's history/);
});
