import assert from "node:assert/strict";
import { chartCsv } from "../../figures/chart.ts";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import { syntheticRun, syntheticSweep } from "./fixture/runs.ts";

const request = (kind: string, more: object = {}) =>
  FigureRequest.parse({ figure: { name: "figure", kind }, title: "Grokking", ...more });

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

const golden = {
  accuracyVsSteps: ["90f381226c044809", "dc351907e4f742c5"],
  lossVsSteps: ["a61d819141647676", "e497e1936b526c39"],
  alphaVsSteps: ["3e58ee38e522cbb8", "ff4809b2ee96842d"],
  alphaVsAccuracy: ["d3b582eb9dca90bf", "f100ee4740b9b5e9"],
} as const;

for (const [kind, [chartHash, csvHash]] of Object.entries(golden)) {
  Deno.test(`makeChart() draws ${kind} of a sweep as it did before`, async () => {
    const chart = makeChart(request(kind), syntheticSweep([0.2, 0.3, 0.5, 0.8], 3));
    assert.deepEqual(
      [await sha256(JSON.stringify(chart)), await sha256(chartCsv(chart))],
      [chartHash, csvHash],
    );
  });

  Deno.test(`makeChart() draws ${kind} of one setting that is not swept`, () => {
    const one = syntheticSweep([0.5], 2).map((run) => ({ ...run, axes: {} }));
    const chart = makeChart(request(kind), one);
    assert.deepEqual(chart.legend.map(({ label }) => label).length, 2);
    assert.ok(chart.series.every(({ points }) => points.length > 0));
    for (const { minimum, maximum } of [chart.x, chart.y]) assert.ok(minimum < maximum);
  });
}

Deno.test("alphaVsSteps draws never above every number, in a band of its own", () => {
  const chart = makeChart(request("alphaVsSteps"), syntheticSweep([0.2, 0.8], 1));
  const validation = chart.series[1]!;
  assert.deepEqual(validation.points.map(({ y }) => y === null), [true, false]);
  assert.ok(chart.neverAbove !== null && chart.neverAbove > 100000);
  assert.equal(chart.y.ticks.at(-1)?.label, "never");
});

Deno.test("alphaVsSteps has no band and no never where every run gets there", () => {
  const chart = makeChart(request("alphaVsSteps"), syntheticSweep([0.6, 0.8], 1));
  assert.equal(chart.neverAbove, null);
  assert.ok(chart.y.ticks.every(({ label }) => label !== "never"));
});

Deno.test("alphaVsSteps leaves out runs that stopped early without an answer, and says so", () => {
  const run = { axes: { "split.trainFraction": 0.5 }, budget: 1000, train: 10 };
  const chart = makeChart(request("alphaVsSteps"), [
    syntheticRun({ ...run, run: "a", validation: 300 }),
    syntheticRun({ ...run, run: "b", stop: 500, validation: null }),
  ]);
  assert.deepEqual(chart.series[1]?.points.map(({ runs }) => runs), [1]);
  assert.match(chart.subtitle.join(" "), /1 run stopped before the threshold, not shown/);
});

Deno.test("accuracyVsSteps keeps the last value of a run that stopped early", () => {
  const chart = makeChart(request("accuracyVsSteps"), [
    syntheticRun({ run: "a", stop: 500, train: 10, validation: 100 }),
    syntheticRun({ run: "b", seed: 1, train: 10, validation: 2000 }),
    syntheticRun({ run: "c", seed: 2, train: 10, validation: 200, stop: 800 }),
  ]);
  const validation = chart.series.find(({ keys }) => keys.set === "validation")!;
  assert.ok(validation.points.filter(({ x }) => x > 1000).every(({ y }) => y! > 0.99));
  assert.match(chart.subtitle.join(" "), /stopped runs keep their last value/);
});

Deno.test("lossVsSteps leaves out what a logarithmic axis cannot show", () => {
  const run = syntheticRun({ run: "a", train: 10, validation: 100, budget: 1000 });
  const points = run.points.map((row) => ({
    ...row,
    trainLoss: row.step > 500 ? 0 : row.trainLoss,
  }));
  const chart = makeChart(request("lossVsSteps"), [{ ...run, points }]);
  assert.ok(chart.series[0]!.points.every(({ x, y }) => x <= 500 && y! > 0));
  assert.ok(chart.y.minimum > 0);
});

Deno.test("figures of a sweep in two directions make one group per value of the other", () => {
  const runs = ["adamw", "sgd"].flatMap((kind) =>
    syntheticSweep([0.3, 0.5], 1).map((run) => ({
      ...run,
      run: `${kind}-${run.run}`,
      axes: { "optimizer.kind": kind, ...run.axes },
    }))
  );
  const chart = makeChart(request("alphaVsAccuracy"), runs);
  assert.equal(chart.legendTitle, "optimizer");
  assert.deepEqual(chart.legend.map(({ label }) => label), ["adamw", "sgd", "best", "final"]);
});

Deno.test("an axis swept in step with the horizontal one makes no groups", () => {
  const runs = syntheticSweep([0.3, 0.5], 1).map((run, index) => ({
    ...run,
    axes: { ...run.axes, "training.steps": [1000, 500][index]! },
  }));
  assert.equal(makeChart(request("alphaVsSteps"), runs).series.length, 2);
});

Deno.test("title and chance reach the chart, and wrap where they are long", () => {
  const figure = { name: "a", kind: "accuracyVsSteps", title: "word ".repeat(20).trim() };
  const chart = makeChart(
    request("accuracyVsSteps", { figure, chance: 1 / 97 }),
    syntheticSweep([0.5], 1),
  );
  assert.equal(chart.title.length, 2);
  assert.deepEqual(chart.lines, [{ y: 1 / 97, label: "chance 0.01" }]);
});
