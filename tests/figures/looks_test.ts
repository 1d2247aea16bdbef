/** Ours and those of others are told apart by colour, by lightness and by markers. */
import assert from "node:assert/strict";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import type { RunCurve } from "../../tables/curves.ts";
import { syntheticRun } from "./fixture/runs.ts";

const operations = ["x+y", "x-y", "x*y", "x/y", "x^2"];

/** Runs of ours, then of two others, of each operation. */
const curves: RunCurve[] = ["ours", "published", "elsewhere"].flatMap((origin) =>
  operations.map((operation) =>
    syntheticRun({
      run: `${origin} ${operation}`,
      axes: { origin, "task.operation": operation },
      train: 20,
      validation: 200,
    })
  )
);

function draw(figure: object, of = curves) {
  const request = { figure: { name: "f", ...figure }, title: "T" };
  return makeChart(FigureRequest.parse(request), of);
}

const channels = (colour: string) =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];

Deno.test("beside logs of others, our lines are blue, theirs orange with hollow markers", () => {
  const { series } = draw({ kind: "accuracyVsSteps" });
  for (const { keys, style } of series) {
    const [red, , blue] = channels(style.colour);
    const isOurs = keys.origin === "ours";
    assert.equal(isOurs, blue > red, style.colour);
    assert.deepEqual([style.marker === "none", !style.hollow], [isOurs, isOurs]);
  }
  const ofOrigin = (origin: string) => series.find(({ keys }) => keys.origin === origin)!.style;
  assert.notEqual(ofOrigin("published").marker, ofOrigin("elsewhere").marker);
});

Deno.test("points over a setting keep the marker of what is measured, hollow for others", () => {
  const { series, legend } = draw({ kind: "alphaVsSteps", x: "task.operation" });
  const markers = (origin: string) =>
    series.filter(({ keys }) => keys.origin === origin).map(({ style }) => style.marker);
  assert.deepEqual(markers("ours"), markers("published"));
  assert.deepEqual(series.map(({ style }) => style.hollow), [false, false, true, true, true, true]);
  const samples = legend.entries.slice(0, 3).map(({ label, style }) => [label, style!.hollow]);
  assert.deepEqual(samples, [["ours", false], ["published", true], ["elsewhere", true]]);
});

Deno.test("runs of one origin look as they do alone", () => {
  const ours = curves.slice(0, 5);
  const alone = ours.map((curve) => ({
    ...curve,
    axes: { "task.operation": curve.axes["task.operation"]! },
  }));
  const styles = (of: readonly RunCurve[]) =>
    draw({ kind: "lossVsSteps" }, [...of]).series.map(({ style }) => style);
  assert.deepEqual(styles(ours), styles(alone));
});
