import assert from "node:assert/strict";
import {
  bestValue,
  finalValue,
  lowestValue,
  spreadOfSteps,
  stepsToThreshold,
  stoppedEarly,
} from "../../measures/threshold.ts";
import { spreadOf } from "../../measures/statistics.ts";
import { curveOf } from "./curve.ts";

Deno.test("stepsToThreshold() gives the first step at or above the threshold", () => {
  const { points } = curveOf([0.1, 0.98, 0.99, 0.5, 1]);
  assert.equal(stepsToThreshold(points, "validationAccuracy", 0.99), 20);
});

Deno.test("stepsToThreshold() gives null when the threshold is never reached", () => {
  const { points } = curveOf([0.1, 0.98, 0.989999]);
  assert.equal(stepsToThreshold(points, "validationAccuracy", 0.99), null);
});

Deno.test("stepsToThreshold() passes over what is not finite, even when the threshold is 0", () => {
  const row = curveOf([1]).points[0]!;
  const losses = [null, null, 2].map((trainLoss, index) => ({ ...row, step: index, trainLoss }));
  assert.equal(stepsToThreshold(losses, "trainLoss", 0), 2);
});

Deno.test("spreadOfSteps() counts never as infinitely many steps, so a median can be never", () => {
  assert.deepEqual(spreadOfSteps([300, null, 100]), { median: 300, lowest: 100, highest: null });
  assert.deepEqual(spreadOfSteps([300, null]), { median: null, lowest: 300, highest: null });
  assert.deepEqual(spreadOfSteps([null]), { median: null, lowest: null, highest: null });
  assert.deepEqual(spreadOfSteps([3495, 3421]), { median: 3458, lowest: 3421, highest: 3495 });
});

Deno.test("spreadOf() refuses to summarize nothing", () => {
  assert.throws(() => spreadOf([]), { name: "RangeError", message: /median of no values/ });
});

Deno.test("bestValue() and finalValue() differ when a run collapses", () => {
  const { points } = curveOf([0.1, 0.9, 0.3]);
  assert.equal(bestValue(points, "validationAccuracy"), 0.9);
  assert.equal(finalValue(points, "validationAccuracy"), 0.3);
});

Deno.test("bestValue() passes over what is not finite, finalValue() does not", () => {
  const row = curveOf([0]).points[0]!;
  const points = [{ ...row, trainLoss: 2 }, { ...row, step: 10, trainLoss: null }];
  assert.equal(bestValue(points, "trainLoss"), 2);
  assert.equal(finalValue(points, "trainLoss"), null);
});

Deno.test("finalValue() is that of the last row which has the column, be it no number", () => {
  const { points } = curveOf([0.1, 0.2, 0.3]);
  const rows = points.map((row, index) => index === 1 ? { ...row, rank: 7 } : row);
  assert.equal(finalValue(rows, "rank"), 7);
  assert.equal(finalValue(rows.with(1, { ...rows[1]!, rank: null as never }), "rank"), null);
  assert.equal(finalValue(points, "rank"), null);
});

Deno.test("lowestValue() passes over what is not finite", () => {
  const { points } = curveOf([0.4, 0.9, 0.3]);
  assert.equal(lowestValue(points, "validationAccuracy"), 0.3);
  const lost = points.map((row) => ({ ...row, trainLoss: null }));
  assert.equal(lowestValue(lost, "trainLoss"), null);
});

Deno.test("stepsToThreshold() of what falls gives the first step at or below the threshold", () => {
  const { points } = curveOf([1, 0.5, 0.1, 0.7]);
  assert.equal(stepsToThreshold(points, "validationAccuracy", 0.5, "falling"), 10);
  assert.equal(stepsToThreshold(points, "validationAccuracy", 0.05, "falling"), null);
});

Deno.test("stoppedEarly() compares the last step with the budget", () => {
  assert.equal(stoppedEarly(curveOf([0, 1], { budget: 10 })), false);
  assert.equal(stoppedEarly(curveOf([0, 1], { budget: 11 })), true);
});

Deno.test("stoppedEarly() is not said of a run that diverged: it could not have gone on", () => {
  const { points, ...curve } = curveOf([0, 1], { budget: 11 });
  const diverged = { ...points[1]!, trainLoss: null };
  assert.equal(stoppedEarly({ ...curve, points: [points[0]!, diverged] }), false);
});
