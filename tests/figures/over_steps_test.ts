import assert from "node:assert/strict";
import { chartCsv } from "../../figures/chart.ts";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import { syntheticRun } from "./fixture/runs.ts";

const run = syntheticRun({ run: "a", train: 10, validation: 100, every: 10, budget: 100 });
/** Measured at every other evaluation, as at checkpoints. */
const points = run.points.map((row) =>
  row.step % 20 === 0
    ? { ...row, "rank/layers.0": 50 - row.step / 10, "rank/layers.1": row.step - 30, ranking: 1 }
    : row
);
const draw = (figure: object) =>
  makeChart(
    FigureRequest.parse({
      figure: { name: "f", kind: "overSteps", ...figure },
      title: "Grokking",
    }),
    [{ ...run, points }],
  );

Deno.test("overSteps draws columns by name, and all layers of a measure", () => {
  const chart = draw({ metrics: ["rank", "trainLoss"] });
  assert.deepEqual(chart.series.map(({ keys }) => keys.metric), [
    "rank layers.0",
    "rank layers.1",
    "train loss",
  ]);
  assert.deepEqual(chart.series[0]!.points.map(({ x }) => x), [20, 40, 60, 80, 100]);
  assert.match(chartCsv(chart), /^rank layers.0,20,48,48,48,1$/m);
});

Deno.test("overSteps shows step 0 on a linear axis alone", () => {
  const first = (xScale: string) => draw({ metrics: ["rank"], xScale }).series[0]!.points[0]!.x;
  assert.deepEqual([first("linear"), first("logarithmic")], [0, 20]);
});

Deno.test("steps within a power of ten, as of a fork, are on a linear axis that begins with them", () => {
  const fork = { ...run, points: run.points.map((row) => ({ ...row, step: row.step + 800 })) };
  const figure = { name: "f", kind: "overSteps", metrics: ["trainLoss"] };
  const { x, subtitle } = makeChart(FigureRequest.parse({ figure, title: "Going on" }), [fork]);
  assert.deepEqual([x.scale, x.minimum, x.maximum], ["linear", 800, 900]);
  assert.doesNotMatch(subtitle.join(" "), /step 0/);
});

Deno.test("overSteps says what a logarithmic axis cannot show, and keeps it in the CSV", () => {
  const chart = draw({ metrics: ["rank"], yScale: "logarithmic" });
  assert.match(chart.subtitle.join(" "), /1 point below 0 not shown/);
  assert.match(chartCsv(chart), /^rank layers.1,20,-10,-10,-10,1$/m);
});

Deno.test("overSteps has room for its reference lines, and tells which columns nobody has", () => {
  const lines = [{ y: 400, label: "limit" }];
  const chart = draw({ metrics: ["rank", "ran"], lines, yTitle: "rank of features" });
  assert.deepEqual(chart.lines, lines);
  assert.ok(chart.y.maximum > 400);
  assert.equal(chart.y.title, "rank of features");
  assert.match(chart.subtitle.join(" "), /no run has measured ran$/);
});
