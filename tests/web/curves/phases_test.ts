import assert from "node:assert/strict";
import { phasesOf } from "../../../web/curves/phases.ts";

const thresholds = { train: 0.99, validation: 0.99 };
const history = (train: readonly number[], validation: readonly number[]) => ({
  steps: train.map((_, at) => at * 10),
  columns: { trainAccuracy: train, validationAccuracy: validation },
});

Deno.test("a run that grokked memorises, waits, rises and has understood", () => {
  const run = history([0, 1, 1, 1, 1, 1], [0, 0.09, 0.09, 0.5, 0.99, 1]);
  assert.deepEqual(phasesOf(run, thresholds), [
    { name: "memorising", from: 0, to: 10 },
    { name: "plateau", from: 10, to: 30 },
    { name: "rise", from: 30, to: 40 },
    { name: "grokked", from: 40, to: 50 },
  ]);
});

Deno.test("a plateau begins at the floor where validation stands, and has no end in a short run", () => {
  const run = history([0, 1, 1, 1], [0, 0.5, 0.5, 0.54]);
  assert.deepEqual(phasesOf(run, thresholds), [
    { name: "memorising", from: 0, to: 10 },
    { name: "plateau", from: 10, to: 30 },
  ]);
});

Deno.test("a run that understood at once has no plateau; one that learned nothing memorises", () => {
  assert.deepEqual(
    phasesOf(history([0, 0.5, 0.99, 1], [0, 0.6, 1, 1]), thresholds).map(({ name }) => name),
    ["memorising", "grokked"],
  );
  assert.deepEqual(
    phasesOf(history([0, 0.1], [0, 0.1]), thresholds).map(({ name }) => name),
    ["memorising"],
  );
});

Deno.test("without accuracies there are no phases", () => {
  assert.deepEqual(phasesOf({ steps: [0, 1], columns: { trainLoss: [1, 0] } }, thresholds), []);
  assert.deepEqual(phasesOf({ steps: [], columns: {} }, thresholds), []);
});
