/** Many layers in one figure: colours by depth, and a legend that has room. */
import assert from "node:assert/strict";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import type { RunCurve } from "../../tables/curves.ts";

const alpha = "split.trainFraction";

function run(layers: number, fraction: number): RunCurve {
  const points = [10, 20].map((step) => ({
    step,
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [`featureRank/layers.${layer}`, layer + step]),
    ),
  }));
  return { run: `${fraction}`, seed: 0, budget: 20, axes: { [alpha]: fraction }, points };
}

function draw(curves: readonly RunCurve[], figure: object = { kind: "overSteps" }) {
  const request = { figure: { name: "f", metrics: ["featureRank"], ...figure }, title: "T" };
  return makeChart(FigureRequest.parse(request), curves);
}

Deno.test("ten layers have ten colours, none of them dashes, and are called by their place", () => {
  const { series, legend } = draw([run(10, 0.5)]);
  assert.equal(new Set(series.map(({ style }) => style.colour)).size, 10);
  assert.ok(series.every(({ style }) => style.dash.length === 0));
  assert.equal(legend.title, "feature rank");
  assert.deepEqual(legend.entries.at(-1)?.label, "layers.9");
  assert.equal(series[0]!.keys.metric, "feature rank layers.0");
});

Deno.test("layers that are too many for a line each in the legend have a colour bar", () => {
  const { legend } = draw([run(40, 0.5)]);
  assert.deepEqual(legend.entries, []);
  assert.equal(legend.bar!.colours.length, 40);
  assert.deepEqual(
    legend.bar!.labels.map(({ label }) => label),
    ["layers.0", "layers.10", "layers.20", "layers.29", "layers.39"],
  );
});

Deno.test("of several settings, colours stay those of layers, and dashes tell settings apart", () => {
  for (const figure of [{ kind: "overSteps" }, { kind: "overSetting", x: "optimizer.kind" }]) {
    const curves = [0.3, 0.5].flatMap((fraction) =>
      ["sgd", "adam"].map((kind) => {
        const curve = run(10, fraction);
        const axes: Record<string, string> = figure.kind === "overSteps"
          ? {}
          : { "optimizer.kind": kind };
        return { ...curve, axes: { ...curve.axes, ...axes } };
      })
    );
    const { series, legend } = draw(curves, figure);
    assert.equal(series.length, 20);
    assert.equal(new Set(series.map(({ style }) => style.colour)).size, 10);
    const looks = series.map(({ style }) => `${style.colour} ${style.dash}`);
    assert.equal(new Set(looks).size, 20);
    assert.deepEqual(legend.entries.slice(-2).map(({ label }) => label), ["α 0.3", "α 0.5"]);
  }
});

Deno.test("more settings than there are dashes are said to share a colour", () => {
  const { subtitle, legend } = draw([1, 2, 3, 4, 5].map((part) => run(10, part / 10)));
  assert.match(subtitle.join(), /lines of one colour: 5 settings/);
  assert.equal(legend.entries.length, 10);
});
