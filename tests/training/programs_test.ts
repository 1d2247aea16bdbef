/** What the programs of a run compute, besides the update itself. */
import assert from "node:assert/strict";
import type { Engine } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { inputName } from "../../graph/program.ts";
import type { Model } from "../../models/model.ts";
import { buildObjective } from "../../objectives/mod.ts";
import { buildOptimizer } from "../../optimizers/mod.ts";
import { TaskSettings } from "../../tasks/mod.ts";
import { evaluateRows } from "../../training/evaluation.ts";
import { trainSegment } from "../../training/loop.ts";
import { names } from "../../training/manifest.ts";
import {
  buildAnswerProgram,
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
  type Recipe,
} from "../../training/programs.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { initialState } from "../../training/state.ts";
import { engines, runOnce } from "../engines/run_program.ts";
import { integers, recipeOf, tokenData } from "../models/networks.ts";
import {
  makeTrainer,
  modularTask,
  quietly,
  type RunOptions,
  taskData,
  trainThrough,
} from "./small_run.ts";

/** A network without weights that answers with its last tokens. */
function parrot({ input, output }: DataShape): Model {
  assert.ok(input.kind === "tokens" && output.kind === "classes");
  return {
    parameters: [],
    random: false,
    outputs: (tokens) =>
      tokens.slice(1, input.positions - output.answers, input.positions)
        .reshape([output.answers === 1 ? "batch" : `${output.answers}*batch`])
        .oneHot(output.classes).mul(10),
  };
}

function recipeWith(model: Model, data: DataShape): Recipe {
  const objective = buildObjective({ kind: "crossEntropy" }, data);
  return { model, objective, optimizer: buildOptimizer({ kind: "adam" }), data };
}

async function evaluateParrot(
  data: DataShape,
  tokens: number[][],
  targets: number[][],
  engine = referenceEngine,
) {
  const program = buildEvaluationProgram(recipeWith(parrot(data), data));
  const results = await runOnce(engine, program, {
    [names.inputs]: integers(tokens),
    [names.targets]: integers(targets),
    [names.batch]: { shape: [3], data: Int32Array.of(2, 1, 0) },
  });
  return {
    losses: [...results[names.losses]!.data].map((loss) => Number(loss.toFixed(3))),
    correct: [...results[names.correct]!.data],
    answers: [...results[names.correctAnswers]?.data ?? []],
  };
}

Deno.test("a row of two answers is right when both are, and its loss is their mean", async () => {
  const sizes = tokenData(3, 2, 4);
  const tokens = [[0, 1, 2], [0, 1, 2], [0, 1, 2]];
  const found = await evaluateParrot(sizes, tokens, [[1, 2], [1, 3], [2, 1]]);
  assert.deepEqual(found, { losses: [10, 5, 0], correct: [0, 0, 1], answers: [0, 0.5, 1] });
});

for (const engine of [referenceEngine, ...engines]) {
  Deno.test(`answers that a row does not ask for count for nothing on ${engine.name}`, async () => {
    const { input } = tokenData(3, 2, 4);
    const data = {
      input,
      output: { kind: "classes", answers: 2, classes: 4, ragged: true },
    } as const;
    const tokens = [[0, 1, 2], [0, 1, 2], [0, 1, 2]];
    // The last class and a target of -1 are told apart.
    const found = await evaluateParrot(data, tokens, [[-1, 3], [1, -1], [1, 3]], engine);
    assert.deepEqual(found, { losses: [5, 0, 10], correct: [0, 1, 0], answers: [0.5, 1, 0] });
  });
}

Deno.test("a row of one answer is right when that is", async () => {
  const sizes = tokenData(2, 1, 4);
  const found = await evaluateParrot(sizes, [[0, 1], [0, 2], [0, 3]], [[1], [2], [0]]);
  assert.deepEqual(found, { losses: [10, 0, 0], correct: [0, 1, 1], answers: [] });
});

const options: RunOptions = {
  task: modularTask(7, "sentence"),
  model: {
    kind: "transformer",
    layers: 1,
    width: 8,
    heads: 2,
    feedForwardWidth: 12,
    dropout: 0,
    weightNoise: 0,
    positions: "sinusoidal",
    readout: "last",
    attentionInitialization: "linear",
  },
  objective: "crossEntropy",
  optimizer: { kind: "adamw" },
};

Deno.test("a step reports loss and accuracy before its update", async () => {
  await using trainer = await makeTrainer(options);
  const start = initialState(trainer.manifest, 0);
  const { rows } = await trainSegment(trainer, start, { to: 1, last: true }, quietly);
  const [before, after] = rows;
  assert.ok(Math.abs(after!.batchLoss! - before!.trainLoss!) < 1e-6);
  assert.equal(after!.batchAccuracy, before!.trainAccuracy);
  assert.notEqual(after!.trainLoss, before!.trainLoss);
});

for (const engine of engines) {
  Deno.test(`rows of fewer answers are trained on, and a third set is told, on ${engine.name}`, async () => {
    const task = TaskSettings.parse({
      kind: "sequenceArithmetic",
      operation: "x+y",
      values: 4,
      outOfDomainValues: 6,
    });
    const train = async (on: Engine) => {
      await using trainer = await makeTrainer({ ...options, task, evaluation: { every: 1 } }, on);
      return (await trainThrough(trainer, [4])).rows;
    };
    const [wanted, found] = [await train(referenceEngine), await train(engine)];
    const [first, last] = [wanted[0]!, wanted.at(-1)!];
    assert.ok(last.trainLoss! < first.trainLoss!, `${first.trainLoss} to ${last.trainLoss}`);
    for (const [at, row] of found.entries()) {
      for (const set of ["train", "validation", "outOfDomain"]) {
        for (const measure of ["Loss", "AnswerAccuracy"]) {
          const [one, other] = [row, wanted[at]!].map((each) => each[set + measure]!);
          assert.ok(Math.abs(one! - other!) < 1e-3, `${set}${measure}: ${one} and ${other}`);
        }
      }
    }
  });
}

Deno.test("the answer program gives the logits that the evaluation program judges", async () => {
  await using trainer = await makeTrainer(options, referenceEngine);
  const recipe = recipeOf(options.model, taskData(options.task));
  const { tensors } = initialState({ ...trainer.manifest, slots: [] }, 0);
  const { inputs, targets } = trainer.data;
  const results = await runOnce(referenceEngine, buildAnswerProgram(recipe), {
    ...tensors,
    tokens: inputs,
  });
  const { shape, data } = results.logits!;
  assert.deepEqual(shape, [49, 2, 22 + 7 + 120]);
  const size = shape[2]!;
  const losses = Array.from(targets.data, (target, at) => {
    const logits = [...data.subarray(at * size, (at + 1) * size)];
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[target]!;
  });
  const rows = Int32Array.from({ length: 49 }, (_, row) => row);
  const whole = await evaluateRows(trainer.evaluate, {
    ...tensors,
    [names.inputs]: inputs,
    [names.targets]: targets,
  }, rows);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  assert.ok(Math.abs(whole.loss - mean) < 1e-12, `${whole.loss} and ${mean}`);
});

Deno.test("describePrograms() lists what the training program takes", () => {
  const sizes = tokenData(2, 1, 5);
  const settings = { kind: "mlp" as const, hiddenWidths: [3], dropout: 0.1 };
  const recipe = recipeOf(settings, sizes, "crossEntropy", { kind: "sgd", nesterov: true });
  const { parameters, slots, hyperparameters, random } = describePrograms(recipe);
  const expected = [
    ...parameters.map(({ name }) => name),
    ...slots.map(({ parameter, name }) => names.slot(parameter, name)),
    ...hyperparameters.map(names.hyperparameter),
    ...random ? [names.key] : [],
    ...[names.inputs, names.targets, names.batch, names.learningRate, names.updates],
  ];
  const taken = buildTrainProgram(recipe).inputs.map(({ tensor }) => inputName(tensor));
  assert.deepEqual(taken.toSorted(), expected.toSorted());
});

Deno.test("a model cannot read a parameter that it does not list", () => {
  const sizes = tokenData(1, 1, 4);
  const model: Model = {
    parameters: [],
    random: false,
    outputs: (tokens, { parameter }) => parameter("secret").gather(tokens),
  };
  assert.throws(() => buildEvaluationProgram(recipeWith(model, sizes)), {
    message: 'The model reads a parameter "secret" that it does not list',
  });
});

Deno.test("a frozen parameter is fed, and is neither updated nor given slots", () => {
  const settings = { kind: "quadraticMlp" as const, width: 3 };
  const recipe = { ...recipeOf(settings, tokenData(2, 1, 5)), frozen: ["hidden.weight"] };
  assert.deepEqual(
    describePrograms(recipe).slots.map(({ parameter }) => parameter),
    ["output.weight", "output.weight"],
  );
  const { inputs, outputs } = buildTrainProgram(recipe);
  const hidden = inputs.find(({ tensor }) => inputName(tensor) === "hidden.weight");
  assert.equal(hidden?.role, "fixed");
  assert.ok(!outputs.some(({ name }) => name === "hidden.weight.next"));
});

Deno.test("two inner tensors of one name are refused", () => {
  const model: Model = {
    parameters: [],
    random: false,
    outputs: (tokens, { observe }) => observe("a", observe("a", tokens.oneHot(4))),
  };
  assert.throws(
    () => describePrograms(recipeWith(model, tokenData(1, 1, 4))),
    { message: 'Two inner tensors named "a"' },
  );
});
