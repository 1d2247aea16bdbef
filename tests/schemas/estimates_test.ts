/** Experiments that no machine could run are refused before anything is built. */
import assert from "node:assert/strict";
import { estimateRun } from "../../schemas/estimates.ts";
import { load, refuse, sample } from "./samples.ts";

Deno.test("a network's parameters, its checkpoints and the memory of training are estimated", () => {
  const { settings, data } = load(sample).runs[0]!;
  const estimate = estimateRun(settings, data);
  const parameters = 2 * 11 * 8 + 8 * 11; // of the quadratic network over 11 residues
  assert.equal(estimate.parameters, parameters);
  assert.equal(estimate.checkpointBytes, 4 * 3 * parameters); // AdamW keeps two numbers for each
  assert.ok(estimate.trainingBytes > 4 * 7 * parameters);
});

Deno.test("numbers that are too large are refused, each at its place", () => {
  const wide = "model={ kind: transformer, layers: 1000000000 }";
  const refusals: [set: string[], message: RegExp][] = [
    [["task.modulus=1000000000"], /task.modulus: must be at most 100000, found 1000000000/],
    [
      ["task.operands=1000000000000000"],
      /task.operands: must be at most 64, found 1000000000000000/,
    ],
    [["task.operands=30"], /task.modulus: the table would have 1\.7\d+e\+31 rows/],
    [
      ["model.width=1000000000000000"],
      /model.width: the .* would have 3\.3e\+16 parameters/,
    ],
    [["model.width=9000000"], /model.width: the .* would have 297000000 parameters, and at most/],
    [[wide], /model.layers: must be at most 1000, found 1000000000/],
    [
      ["model={ kind: transformer, heads: 1, width: 100000 }"],
      /model.width: the transformer would/,
    ],
    [
      ["model={ kind: mlp, hiddenWidths: [8, 100000, 100000] }"],
      /model.hiddenWidths\[1\]: the .* would have/,
    ],
    [
      ["task.modulus=9973", "model.width=1000", "sweep.grid.split.trainFraction=[0.5]"],
      /training.batch.size: training the .* would take \d+ GB of memory at least/,
    ],
    [
      ["seeds=[0]", "training.steps=1e15"],
      /checkpoints.every: every 1000 of 1000000000000000 steps/,
    ],
  ];
  for (const [set, message] of refusals) assert.match(refuse(sample, ...set), message);
});

Deno.test("the evaluations and checkpoints of all runs together are bounded", () => {
  const seeds = `seeds=[${Array.from({ length: 100 }, (_, seed) => seed)}]`;
  const long = ["training.steps=100000", "evaluation={ every: 1 }"];
  assert.match(refuse(sample, seeds, ...long), /evaluation: 20000000 evaluations in all 200 runs/);
  const often = ["training.steps=20000", "checkpoints={ every: 10 }"];
  assert.match(refuse(sample, seeds, ...often), /checkpoints: 400000 checkpoints in all 200 runs/);
  const large = ["training.steps=10000", "checkpoints={ every: 100 }", "model.width=1000000"];
  assert.match(
    refuse(sample, seeds, ...large),
    /checkpoints: \d+ GB of checkpoints in all 200 runs/,
  );
  load(sample, seeds, "training.steps=20000", "checkpoints={ every: 1000 }");
});
