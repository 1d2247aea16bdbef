/** What became of a run, by thresholds on its accuracies. */
import assert from "node:assert/strict";
import { defaultOutcome, describeThresholds, outcomeOf } from "../../measures/outcome.ts";
import { syntheticRun } from "../figures/fixture/runs.ts";

const run = { run: "r", budget: 10000 };

Deno.test("a run that never knows its training rows has learned nothing", () => {
  assert.equal(outcomeOf(syntheticRun({ ...run, train: 90000, validation: null })), "noLearning");
});

Deno.test("a run that knows its training rows alone has memorised", () => {
  assert.equal(outcomeOf(syntheticRun({ ...run, train: 100, validation: null })), "memorised");
});

Deno.test("a run has grokked where validation comes so many times later, else at once", () => {
  const late = syntheticRun({ ...run, train: 10, validation: 2000 });
  assert.equal(outcomeOf(late), "grokked");
  assert.equal(outcomeOf(late, { ...defaultOutcome, delay: 500 }), "generalisedAtOnce");
  const soon = syntheticRun({ ...run, train: 100, validation: 100 });
  assert.equal(outcomeOf(soon), "generalisedAtOnce");
});

Deno.test("thresholds say from where on rows are known", () => {
  const half = syntheticRun({ ...run, train: 100, validation: null });
  const points = half.points.map((row) => ({ ...row, validationAccuracy: 0.8 }));
  assert.equal(outcomeOf({ ...half, points }), "memorised");
  const thresholds = { ...defaultOutcome, validation: 0.7 };
  assert.equal(outcomeOf({ ...half, points }, thresholds), "generalisedAtOnce");
  assert.match(describeThresholds(thresholds), /generalised: 70 % of validation/);
});

Deno.test("a run that stopped, or stands, before it has generalised is not known", () => {
  const stopped = syntheticRun({ ...run, train: 100, validation: null, stop: 500 });
  assert.equal(outcomeOf(stopped), null);
  const early = syntheticRun({ ...run, train: 10, validation: 200, stop: 500 });
  assert.equal(outcomeOf(early), "grokked");
});

Deno.test("a run without accuracies has no class", () => {
  const points = [{ step: 0, trainLoss: 1, validationLoss: 2 }, {
    step: 10000,
    trainLoss: 0,
    validationLoss: 1,
  }];
  assert.equal(outcomeOf({ points, budget: 10000 }), null);
});

Deno.test("of a log of others the accuracy of batches tells when rows were known", () => {
  const points = [
    { step: 99, batchAccuracy: 1, validationAccuracy: 0.1 },
    { step: 1999, batchAccuracy: 1, validationAccuracy: 1 },
  ];
  assert.equal(
    outcomeOf({
      points: [{ step: 0, batchAccuracy: 0, validationAccuracy: 0 }, ...points],
      budget: 1999,
    }),
    "grokked",
  );
});

Deno.test("of a run that went on from a checkpoint, updates count from there", () => {
  const points = [[800, 0.2, 0.1], [820, 1, 0.2], [900, 1, 1]].map(
    ([step, trainAccuracy, validationAccuracy]) => {
      return {
        step: step!,
        trainAccuracy: trainAccuracy!,
        validationAccuracy: validationAccuracy!,
      };
    },
  );
  assert.equal(outcomeOf({ points, budget: 900, start: 800 }), "grokked"); // 20, and 100
  assert.equal(outcomeOf({ points, budget: 900 }), "generalisedAtOnce");
  assert.equal(outcomeOf({ points: points.slice(0, 1), budget: 800, start: 800 }), null);
  const soon = [...points.slice(0, 2), { ...points[2]!, step: 850 }];
  assert.equal(outcomeOf({ points: soon, budget: 850, start: 800 }), "generalisedAtOnce");
});

Deno.test("of a run that went on from a network that knew its rows, the delay is not known", () => {
  const points = (...validation: number[]) =>
    validation.map((validationAccuracy, index) => {
      return { step: 800 + 10 * index, trainAccuracy: 1, validationAccuracy };
    });
  assert.equal(outcomeOf({ points: points(0.2, 1), budget: 810, start: 800 }), null);
  assert.equal(outcomeOf({ points: points(1, 0.2), budget: 810, start: 800 }), null);
  assert.equal(outcomeOf({ points: points(0.3, 0.2), budget: 810, start: 800 }), "memorised");
});
