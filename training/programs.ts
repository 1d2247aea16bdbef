/**
 * The three programs of a run, built from model, objective and optimizer: one that trains (many
 * steps per call), one that evaluates, and one that answers.
 */
import { gradients } from "../graph/autodiff.ts";
import { nextName } from "../graph/next_name.ts";
import type { Program, ProgramOutput } from "../graph/program.ts";
import { simplify } from "../graph/simplify.ts";
import { input, type Tensor } from "../graph/tensor.ts";
import type { Model, ModelSizes } from "../models/model.ts";
import type { Objective } from "../objectives/objective.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { type Manifest, names } from "./manifest.ts";

export interface Recipe {
  readonly model: Model;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly sizes: ModelSizes;
}

export function describePrograms({ model, optimizer }: Recipe): Manifest {
  return {
    parameters: model.parameters,
    slots: optimizer.slots,
    hyperparameters: optimizer.hyperparameters,
    random: model.random,
  };
}

/**
 * One optimizer step on the rows `step.batch` of the data, looped: state is every parameter, its
 * slots and the number of updates; each step gives its mean loss and accuracy before the update.
 */
export function buildTrainProgram(recipe: Recipe): Program {
  const { model, optimizer, sizes } = recipe;
  const data = dataInputs(sizes);
  const batch = input(names.batch, ["batch"], "int");
  const learningRate = input(names.learningRate, []);
  const key = model.random ? input(names.key, [2], "key") : null;
  const updates = input(names.updates, []);
  const parameters = model.parameters.map(({ name, shape }) => input(name, shape));
  const hyperparameters = optimizer.hyperparameters.map((name) =>
    input(names.hyperparameter(name), [])
  );

  const examples = gatherRows(data, batch);
  const logits = model.logits(examples.tokens, forward(recipe, parameters, key));
  const perRow = measureRows(recipe, logits, examples.targets);
  const loss = perRow.losses.mean();
  const scalars = {
    learningRate,
    time: updates.add(1),
    hyperparameters: Object.fromEntries(
      optimizer.hyperparameters.map((name, index) => [name, hyperparameters[index]!]),
    ),
  };

  const slots: Tensor[] = [];
  const outputs: ProgramOutput[] = [];
  const carry = (name: string, tensor: Tensor) =>
    outputs.push({ role: "state", name: nextName(name), tensor });
  const slope = gradients(loss, parameters);
  for (const [index, { name, shape }] of model.parameters.entries()) {
    const kept = optimizer.slots.map((slot) => input(names.slot(name, slot), shape));
    const update = optimizer.update(parameters[index]!, slope[index]!, kept, scalars);
    slots.push(...kept);
    carry(name, update.parameter);
    update.slots.forEach((slot, at) => carry(names.slot(name, optimizer.slots[at]!), slot));
  }
  carry(names.updates, scalars.time);
  outputs.push({ role: "step", name: names.loss, tensor: loss });
  outputs.push({ role: "step", name: names.accuracy, tensor: perRow.correct.mean() });

  const role = <R>(role: R, tensors: readonly Tensor[]) =>
    tensors.map((tensor) => ({ role, tensor }));
  return simplify({
    name: "train",
    inputs: [
      ...role("fixed" as const, [data.tokens, data.targets, ...hyperparameters]),
      ...role("step" as const, [batch, learningRate, ...key ? [key] : []]),
      ...role("state" as const, [...parameters, ...slots, updates]),
    ],
    outputs,
  });
}

/** Loss and correctness (1 or 0) of each of the rows `step.batch`, without dropout. */
export function buildEvaluationProgram(recipe: Recipe): Program {
  const data = dataInputs(recipe.sizes);
  const batch = input(names.batch, ["batch"], "int");
  const parameters = recipe.model.parameters.map(({ name, shape }) => input(name, shape));
  const examples = gatherRows(data, batch);
  const logits = recipe.model.logits(examples.tokens, forward(recipe, parameters, null));
  const { losses, correct } = measureRows(recipe, logits, examples.targets);
  const inputs = [data.tokens, data.targets, batch, ...parameters];
  return simplify({
    name: "evaluate",
    inputs: inputs.map((tensor) => ({ role: "fixed", tensor })),
    outputs: [
      { role: "result", name: names.losses, tensor: losses },
      { role: "result", name: names.correct, tensor: correct },
    ],
  });
}

/** Logits [batch, answers, classes] of tokens [batch, positions]. */
export function buildAnswerProgram(recipe: Recipe): Program {
  const { positions, answers, vocabularySize } = recipe.sizes;
  const tokens = input("tokens", ["batch", positions], "int");
  const parameters = recipe.model.parameters.map(({ name, shape }) => input(name, shape));
  const logits = recipe.model.logits(tokens, forward(recipe, parameters, null));
  return simplify({
    name: "answer",
    inputs: [tokens, ...parameters].map((tensor) => ({ role: "fixed", tensor })),
    outputs: [{
      role: "result",
      name: names.logits,
      tensor: logits.reshape(["batch", answers, vocabularySize]),
    }],
  });
}

function dataInputs({ positions, answers }: ModelSizes) {
  return {
    tokens: input(names.tokens, ["rows", positions], "int"),
    targets: input(names.targets, ["rows", answers], "int"),
  };
}

function gatherRows(data: { tokens: Tensor; targets: Tensor }, batch: Tensor) {
  return { tokens: data.tokens.gather(batch), targets: data.targets.gather(batch) };
}

function forward({ model }: Recipe, parameters: readonly Tensor[], randomKey: Tensor | null) {
  const byName = new Map(model.parameters.map(({ name }, index) => [name, parameters[index]!]));
  return {
    randomKey,
    parameter: (name: string) => {
      const tensor = byName.get(name);
      if (tensor) return tensor;
      throw new RangeError(`The model reads a parameter "${name}" that it does not list`);
    },
  };
}

/** Mean loss over the answers of each row, and 1 where all of them are right. */
function measureRows({ objective, sizes }: Recipe, logits: Tensor, targets: Tensor) {
  const { answers } = sizes;
  const flat = targets.reshape([logits.shape[0]!]);
  const losses = objective(logits, flat);
  const correct = logits.argmax().equal(flat);
  if (answers === 1) return { losses, correct };
  const rows = [targets.shape[0]!, answers];
  return {
    losses: losses.reshape(rows).mean([1]),
    correct: correct.reshape(rows).sum([1]).greater(answers - 0.5),
  };
}
