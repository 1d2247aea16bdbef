import assert from "node:assert/strict";
import { lightning } from "../../logs/lightning.ts";
import { LogError } from "../../logs/log.ts";
import { openaiGrok } from "../../state_dicts/openai_grok.ts";
import { hparamsYaml, logFiles, metricsCsv } from "./lightning_log.ts";

const settings = { steps: "updates", accuracies: "percent", columns: {} } as const;
const small = metricsCsv({ train: { 9: 1, 19: 100 }, validation: { 11: 2, 19: 50 } });

Deno.test("a log is a history with our columns: percent as fractions, steps as updates done", () => {
  assert.deepEqual(lightning.history(settings, logFiles(small)), [
    { step: 10, batchAccuracy: 0.01, batchLoss: 4.96, learningRate: 0 },
    {
      step: 12,
      trainAccuracy: 1,
      trainLoss: 0.25,
      validationAccuracy: 0.02,
      validationLoss: 4.92,
    },
    {
      step: 20,
      trainAccuracy: 1,
      trainLoss: 0.25,
      validationAccuracy: 0.5,
      validationLoss: 3,
      learningRate: 0.001,
      batchAccuracy: 1,
      batchLoss: 1,
    },
  ]);
});

Deno.test("steps are the log's own where that is asked for", () => {
  const steps = lightning.history({ ...settings, steps: "logged" }, logFiles(small))
    .map(({ step }) => step);
  assert.deepEqual(steps, [9, 11, 19]);
});

Deno.test("columns are known by their names, wherever they stand and whatever else there is", () => {
  const files = logFiles("val_acc,gpu,step\n0.25,,3\n,7.5,4\n");
  const other = { ...settings, accuracies: "fraction", columns: { val_acc: "validationAccuracy" } };
  assert.deepEqual(lightning.history({ ...other, accuracies: "fraction" }, files), [
    { step: 4, validationAccuracy: 0.25 },
    { step: 5, gpu: 7.5 },
  ]);
});

Deno.test("numbers that are not finite are null, as in our own histories", () => {
  const files = logFiles("step,val_loss,train_loss\n0,nan,\n1,inf,1\n");
  assert.deepEqual(lightning.history(settings, files), [
    { step: 1, validationLoss: null },
    { step: 2, validationLoss: null, batchLoss: 1 },
  ]);
});

Deno.test("norms have our names; heads that are one tensor here are their root mean square", () => {
  const names = openaiGrok.pieces({ layers: 1, heads: 2 }).map(({ theirs }) => theirs);
  const norms = Object.fromEntries(names.map((name) => [`transformer.${name}`, 0.5]));
  const head = (index: number) =>
    `transformer.decoder.blocks.0.self_attn.attn_heads.${index}.Wq.weight`;
  const files = logFiles(
    metricsCsv({
      train: {},
      validation: { 1: 1 },
      norms: { ...norms, [head(0)]: 3, [head(1)]: 4 },
    }),
  );
  const [row] = lightning.history(settings, files);
  assert.equal(row!["parameterNorms/blocks.0.attention.query"], Math.sqrt(12.5));
  assert.equal(row!["parameterNorms/blocks.0.attention.key"], 0.5);
  assert.equal(row!["parameterNorms/output.weight"], 0.5);
  assert.equal(Object.keys(row!).filter((name) => name.startsWith("parameterNorms/")).length, 12);
});

Deno.test("norms of a network that is not known keep their names", () => {
  const norms = { "encoder.weight": 2 };
  const files = logFiles(metricsCsv({ train: {}, validation: { 1: 1 }, norms }));
  assert.equal(lightning.history(settings, files)[0]!["parameterNorms/encoder.weight"], 2);
});

Deno.test("a log that is none is refused with file and line", () => {
  const refuse = (text: string, columns = {}) => {
    try {
      lightning.history({ ...settings, columns }, logFiles(text));
    } catch (error) {
      assert.ok(error instanceof LogError);
      return `${error.file}:${error.line} ${error.message}`;
    }
    assert.fail("the log was accepted");
  };
  assert.match(refuse("epoch,loss\n1,2\n"), /^metrics.csv:1 has no column step/);
  assert.match(refuse("step,val_loss\n0,1\nx,2\n"), /:3 step must be a whole number, found "x"$/);
  assert.match(refuse("step,val_loss\n0,low\n"), /:2 validationLoss must be a number, found "low"/);
  assert.match(refuse("step,val_accuracy\n0,101\n"), /:2 validationAccuracy must be 0 to 100/);
  assert.match(refuse("step,val_loss\n0,1,2\n"), /:2 has 3 cells under a header of 2/);
  assert.match(refuse("step,val_loss\n0,\n"), /null has no row with a number/);
  assert.match(refuse("step,val_loss\n0,1\n", { val_acc: "x" }), /:1 has no column "val_acc"/);
});

Deno.test("facts are our settings, as far as hparams.yaml says them", () => {
  const facts = lightning.facts(settings, logFiles(small, hparamsYaml), ["logs", "version_0"]);
  assert.deepEqual(facts, {
    seed: null, // -1 is none
    settings: {
      "model.dropout": 0.1,
      "model.heads": 4,
      "model.kind": "transformer",
      "model.layers": 2,
      "model.width": 128,
      "optimizer.kind": "adamw",
      "optimizer.learningRate": 0.001,
      "optimizer.weightDecay": 0.1,
      "split.trainFraction": 0.5,
      "task.modulus": 3, // 5 + 4 rows are 3 × 3
      "task.operands": 2,
      "task.operation": "x+y",
    },
  });
});

Deno.test("noise on updates is the factor of a rule, where there is any", () => {
  const noise = (hparams: string) =>
    lightning.facts(settings, logFiles(small, hparams), []).settings["weights.0.factor"];
  assert.equal(noise("noise_factor: 0.05\n"), 0.05);
  assert.equal(noise("noise_factor: 0\n"), undefined);
});

Deno.test("modulus and operands follow from the number of rows", () => {
  const factsOf = (rows: readonly [number, number], hparams = "", path: string[] = []) => {
    const files = logFiles(metricsCsv({ train: { 0: 1 }, validation: {}, rows }), hparams);
    const { settings: found } = lightning.facts(settings, files, path);
    return [found["task.modulus"], found["task.operands"], found["split.trainFraction"]];
  };
  assert.deepEqual(factsOf([4704, 4705]), [97, 2, 0.5]);
  assert.deepEqual(factsOf([2979, 26812]), [31, 3, 0.1]);
  assert.deepEqual(factsOf([92352, 831169]), [31, 4, 0.1]);
  assert.deepEqual(factsOf([4656, 4656], "math_operator: /\n"), [97, 2, 0.5]);
  assert.deepEqual(factsOf([4077, 2718], "A_fraction: 0.3\n"), [151, 2, 0.6]); // 45 × 151
  assert.deepEqual(factsOf([7200, 7200]), [undefined, undefined, 0.5]); // S5 has no modulus
  // More rows than the operands give, as where other equations are mixed in: only names help.
  assert.deepEqual(factsOf([10, 5], "", ["p=31", "K=3"]), [31, 3, 0.667]);
});

Deno.test("the optimizer is told by hparams, else by a folder, else it is that of older logs", () => {
  const optimizer = (hparams: string, ...path: string[]) =>
    lightning.facts(settings, logFiles(small, hparams), path).settings["optimizer.kind"];
  assert.equal(optimizer("optimizer: RMSprop\n", "1AdamW_lr0.001"), "rmsprop");
  assert.equal(optimizer("optimizer: SGD_with_Nesterov_momentum\n", "x"), "sgd");
  assert.equal(optimizer("", "1AdamW_lr0.001", "Transformer_50%"), "adamw");
  assert.equal(optimizer("", "3Adam+full_batch"), "adam");
  assert.equal(optimizer("", "Different_p", "SGD_p=151"), "sgd");
  assert.equal(optimizer("", "version_0"), "adamw");
});
