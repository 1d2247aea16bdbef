/** From axes to runs: order, names, and what is refused. */
import assert from "node:assert/strict";
import { runId } from "../../schemas/sweep.ts";
import { load, refuse, sample } from "./samples.ts";

const axes = "split.trainFraction: [0.3, 0.5]";

Deno.test("a grid is every combination, its first field slowest, seeds fastest", () => {
  const { runs } = load(sample.replace(axes, `${axes}\n    model.width: [8, 16]`));
  assert.deepEqual(runs.map(({ id }) => id), [
    "trainFraction-0.3_width-8_seed-0",
    "trainFraction-0.3_width-8_seed-1",
    "trainFraction-0.3_width-16_seed-0",
    "trainFraction-0.3_width-16_seed-1",
    "trainFraction-0.5_width-8_seed-0",
    "trainFraction-0.5_width-8_seed-1",
    "trainFraction-0.5_width-16_seed-0",
    "trainFraction-0.5_width-16_seed-1",
  ]);
  const last = runs.at(-1)!;
  assert.deepEqual(last.axes, { "split.trainFraction": 0.5, "model.width": 16 });
  assert.equal(last.settings.split.trainFraction, 0.5);
  assert.deepEqual(last.settings.model, { kind: "quadraticMlp", width: 16 });
});

Deno.test("zipped fields step together", () => {
  const zip = "zip: [{ optimizer.learningRate: [0.1, 0.2], optimizer.weightDecay: [3, 4] }]";
  const { runs } = load(`${sample}  ${zip}\n`, "seeds=[7]");
  assert.deepEqual(runs.map(({ id }) => id), [
    "trainFraction-0.3_learningRate-0.1_weightDecay-3_seed-7",
    "trainFraction-0.3_learningRate-0.2_weightDecay-4_seed-7",
    "trainFraction-0.5_learningRate-0.1_weightDecay-3_seed-7",
    "trainFraction-0.5_learningRate-0.2_weightDecay-4_seed-7",
  ]);
});

Deno.test("fields that the experiment leaves to defaults can be swept, items of lists too", () => {
  const { runs } = load(
    sample.replace(axes, "model.hiddenWidths.1: [8, 16]\n    optimizer.beta1: [0.5]"),
    "model={ kind: mlp }",
  );
  assert.deepEqual(runs.map(({ settings }) => settings.model), [
    { kind: "mlp", hiddenWidths: [256, 8], dropout: 0.1 },
    { kind: "mlp", hiddenWidths: [256, 8], dropout: 0.1 },
    { kind: "mlp", hiddenWidths: [256, 16], dropout: 0.1 },
    { kind: "mlp", hiddenWidths: [256, 16], dropout: 0.1 },
  ]);
});

Deno.test("a swept kind brings its own defaults", () => {
  const { runs } = load(
    sample.replace(axes, "model.kind: [quadraticMlp, mlp]"),
    "model={ kind: mlp }",
    "seeds=[0]",
  );
  assert.deepEqual(runs.map(({ settings }) => settings.model), [
    { kind: "quadraticMlp", width: 500 },
    { kind: "mlp", hiddenWidths: [256, 256], dropout: 0.1 },
  ]);
});

Deno.test("a swept kind is refused at its element when other keys do not fit it", () => {
  assert.match(
    refuse(sample.replace(axes, "model.kind: [quadraticMlp, mlp]")),
    /small.yaml:11:32: model.kind: model.width does not fit this kind: unknown key; known keys are/,
  );
});

Deno.test("runId() is safe as the name of a folder and keeps what differs apart", () => {
  assert.equal(
    runId({ "task.operation": "x/y if y odd else x-y" }, 0)
      .includes("/"),
    false,
  );
  assert.equal(runId({ "task.operation": "x*y" }, 3), "operation-xtimesy_seed-3");
  assert.notEqual(runId({ "a.b": "x_y" }, 0), runId({ "a.b": "x=y" }, 0));
  assert.match(runId({ "a.b": "Ω:\\_~\n" }, 0), /^[\w~-]+$/);
});

Deno.test("runId() uses whole paths where last parts coincide", () => {
  assert.equal(
    runId({ "model.kind": "mlp", "optimizer.kind": "sgd" }, 0),
    "model.kind-mlp_optimizer.kind-sgd_seed-0",
  );
  assert.equal(runId({ "split.seed": 4 }, 0), "split.seed-4_seed-0");
});

Deno.test("an axis over a field that does not exist is refused, with the one that was meant", () => {
  assert.match(
    refuse(sample.replace(axes, "split.trainFracton: [0.3]")),
    /^small.yaml:11:5: split.trainFracton: is not a field of this experiment's runs; did you mean split.trainFraction\?/,
  );
  assert.match(refuse(sample.replace(axes, "seeds: [1, 2]")), /seeds: is not a field/);
  assert.match(refuse(sample.replace(axes, "model: [1]")), /model: is not a field/);
  assert.match(refuse(sample.replace(axes, "model.heads: [1]")), /model.heads: is not a field/);
});

Deno.test("a second run of the same name is refused at the value that makes it", () => {
  assert.match(
    refuse(sample.replace(axes, "split.trainFraction: [0.3, 0.5, 0.30]")),
    /^small.yaml:11:37: split.trainFraction: makes a second run named trainFraction-0.3_seed-0/,
  );
  assert.match(refuse(sample, "seeds=[3, 3]"), /seeds\[1\]: 3 is listed twice/);
});

Deno.test("names of runs that no folder can have are refused", () => {
  const optimizer = ["learningRate", "weightDecay", "epsilon", "beta1", "beta2"]
    .map((name) => `    optimizer.${name}: [0.1234567890123456]\n`);
  const others = ["training.steps", "checkpoints.every", "evaluation.perDecade", "model.width"]
    .map((name) => `    ${name}: [123]\n`);
  const many = sample.replace("    split", `${optimizer.join("")}${others.join("")}    split`);
  assert.match(refuse(many), /sweep: makes names of runs longer than 200 bytes, as learningRate-/);
});

Deno.test("a field swept twice, and zipped lists of different lengths, are refused", () => {
  assert.match(
    refuse(`${sample}  zip: [{ split.trainFraction: [0.1] }]\n`),
    /small.yaml:12:11: split.trainFraction: is swept twice/,
  );
  assert.match(
    refuse(`${sample}  zip: [{ model.width: [1, 2], optimizer.beta1: [0.5] }]\n`),
    /small.yaml:12:32: optimizer.beta1: has 1 values beside 2 in its group/,
  );
});

Deno.test("more runs than anyone waits for are refused before they are made", () => {
  const seeds = Array.from({ length: 5001 }, (_, seed) => seed);
  assert.match(refuse(sample, `seeds=[${seeds}]`), /sweep: 10002 runs, and at most 10000/);
});
