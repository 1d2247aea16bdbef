/**
 * The programs of a run, built from model, objective and optimizer: one that trains (many steps per
 * call), one that evaluates, one that differentiates, one that observes inner tensors, and one that
 * answers.
 */
import { gradients } from "../graph/autodiff.ts";
import { nextName } from "../graph/next_name.ts";
import type { Program, ProgramOutput } from "../graph/program.ts";
import { simplify } from "../graph/simplify.ts";
import { resolveShape } from "../graph/shape.ts";
import { input, type Tensor } from "../graph/tensor.ts";
import { answerWidth, type Model } from "../models/model.ts";
import type { Objective } from "../objectives/objective.ts";
import type { BuiltOptimizer } from "../optimizers/mod.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import { slopeNames } from "./gradient.ts";
import { type Manifest, names, type StateSlot } from "./manifest.ts";

export interface Recipe {
  readonly model: Model;
  readonly objective: Objective;
  readonly optimizer: BuiltOptimizer;
  readonly data: DataShape;
  /** Names of the parameters that training leaves as they are. */
  readonly frozen?: readonly string[];
  /** Whether training and evaluation compute once what rows of a batch have in common. */
  readonly sharesRows?: boolean;
}

/** What the loop that feeds these programs has to know of them. */
export function describePrograms(recipe: Recipe): Manifest {
  const { model, optimizer, frozen = [] } = recipe;
  return {
    parameters: model.parameters,
    frozen,
    slots: listSlots(recipe),
    hyperparameters: optimizer.hyperparameters,
    random: isRandom(recipe),
    observations: Object.keys(observe(recipe).observed),
  };
}

function isRandom({ model, optimizer }: Recipe): boolean {
  return model.random || optimizer.random === true;
}

function listSlots({ model, optimizer, frozen = [] }: Recipe): StateSlot[] {
  return model.parameters.filter(({ name }) => !frozen.includes(name)).flatMap((parameter) =>
    optimizer.slots(parameter).map((slot) => ({ parameter: parameter.name, ...slot }))
  );
}

/**
 * One optimizer step on the rows `step.batch` of the data, looped: state is every parameter that is
 * trained, its slots and the number of updates; each step gives its mean loss, and accuracy where
 * classes are asked for, before the update.
 */
export function buildTrainProgram(recipe: Recipe): Program {
  const { model, optimizer, frozen = [] } = recipe;
  const data = dataInputs(recipe.data);
  const batch = input(names.batch, ["batch"], "int");
  const learningRate = input(names.learningRate, []);
  const key = isRandom(recipe) ? input(names.key, [2], "key") : null;
  const updates = input(names.updates, []);
  const parameters = parameterInputs(model);
  const trained = model.parameters.filter(({ name }) => !frozen.includes(name));
  const hyperparameters = Object.fromEntries(
    optimizer.hyperparameters.map((name) => [name, input(names.hyperparameter(name), [])]),
  );
  const slots = listSlots(recipe).map(({ parameter, name, shape }) => ({
    parameter,
    name,
    tensor: input(names.slot(parameter, name), shape),
  }));

  const examples = gatherRows(data, batch);
  const outputs = model.outputs(examples.inputs, forward(parameters, key, recipe));
  const { losses, ...accuracies } = measureRows(recipe, outputs, examples.targets);
  const loss = losses.mean();
  const scalars = { learningRate, time: updates.add(1), hyperparameters };
  const slopes = gradients(loss, trained.map(({ name }) => parameters[name]!));
  const weights = trained.map((parameter, index) => ({
    parameter,
    value: parameters[parameter.name]!,
    gradient: slopes[index]!,
    slots: Object.fromEntries(
      slots.filter((slot) => slot.parameter === parameter.name)
        .map(({ name, tensor }) => [name, tensor]),
    ),
  }));

  const next: ProgramOutput[] = [];
  const carry = (name: string, tensor: Tensor) =>
    next.push({ role: "state", name: nextName(name), tensor });
  for (const [index, update] of optimizer.update(weights, scalars, key).entries()) {
    const { name } = trained[index]!;
    carry(name, update.value);
    for (const slot of Object.keys(weights[index]!.slots)) {
      carry(names.slot(name, slot), update.slots[slot]!);
    }
  }
  carry(names.updates, scalars.time);

  const role = <R>(role: R, tensors: readonly Tensor[]) =>
    tensors.map((tensor) => ({ role, tensor }));
  const isFrozen = Object.keys(parameters).filter((name) => frozen.includes(name));
  return simplify({
    name: "train",
    inputs: [
      ...role("fixed" as const, [
        ...Object.values(data),
        ...Object.values(hyperparameters),
        ...isFrozen.map((name) => parameters[name]!),
      ]),
      ...role("step" as const, [batch, learningRate, ...key ? [key] : []]),
      ...role("state" as const, [
        ...weights.map(({ value }) => value),
        ...slots.map(({ tensor }) => tensor),
        updates,
      ]),
    ],
    outputs: [
      ...next,
      { role: "step", name: names.loss, tensor: loss },
      ...Object.entries({
        [names.accuracy]: accuracies.correct,
        [names.answerAccuracy]: accuracies.correctAnswers,
      }).flatMap(([name, tensor]) =>
        tensor ? [{ role: "step" as const, name, tensor: tensor.mean() }] : []
      ),
    ],
  });
}

/** Loss of each of the rows `step.batch` and whether it is answered right, without dropout. */
export function buildEvaluationProgram(recipe: Recipe): Program {
  const data = dataInputs(recipe.data);
  const batch = input(names.batch, ["batch"], "int");
  const parameters = parameterInputs(recipe.model);
  const examples = gatherRows(data, batch);
  const outputs = recipe.model.outputs(examples.inputs, forward(parameters, null, recipe));
  return resultsProgram("evaluate", [...Object.values(data), batch, ...Object.values(parameters)], {
    ...measureRows(recipe, outputs, examples.targets),
  });
}

/**
 * d loss / d parameter for every parameter, frozen ones too, and the loss: both are sums over the
 * rows `step.batch`, without dropout, so that those of parts of a set add up to those of the set.
 */
export function buildGradientProgram(recipe: Recipe): Program {
  const data = dataInputs(recipe.data);
  const batch = input(names.batch, ["batch"], "int");
  const parameters = parameterInputs(recipe.model);
  const examples = gatherRows(data, batch);
  const outputs = recipe.model.outputs(examples.inputs, forward(parameters, null));
  const loss = measureRows(recipe, outputs, examples.targets).losses.sum();
  return resultsProgram("gradient", [...Object.values(data), batch, ...Object.values(parameters)], {
    [names.loss]: loss,
    ...namedSlopes(loss, parameters),
  });
}

/**
 * d (v · outputs) / d parameter for every parameter, of a direction v [width of an answer's outputs],
 * summed over the rows `step.batch` and their answers: of one row, the Jacobian times v.
 */
export function buildJacobianProgram({ model, data }: Recipe): Program {
  const { inputs } = dataInputs(data);
  const batch = input(names.batch, ["batch"], "int");
  const direction = input(slopeNames.direction, [answerWidth(data)]);
  const parameters = parameterInputs(model);
  const outputs = model.outputs(inputs.gather(batch), forward(parameters, null));
  return resultsProgram(
    "jacobian",
    [inputs, batch, direction, ...Object.values(parameters)],
    namedSlopes(outputs.mul(direction).sum(), parameters),
  );
}

function namedSlopes(sum: Tensor, parameters: Readonly<Record<string, Tensor>>) {
  const slopes = gradients(sum, Object.values(parameters));
  return Object.fromEntries(
    Object.keys(parameters).map((name, index) => [slopeNames.gradient(name), slopes[index]!]),
  );
}

/** Inner tensors by their names, and the outputs, for the rows `step.batch` of the inputs. */
export function buildObservationProgram(recipe: Recipe): Program {
  const { inputs, batch, parameters, observed, outputs } = observe(recipe);
  const named = Object.entries(observed)
    .map(([name, tensor]) => [names.observed(name), tensor] as const);
  return resultsProgram("observe", [inputs, batch, ...Object.values(parameters)], {
    ...Object.fromEntries(named),
    [names.outputs]: outputs,
  });
}

/**
 * `logits` [batch, answers, classes] or `outputs` [batch, width], of `tokens` [batch, positions] or
 * `inputs` [batch, …]: names for people, who meet them in the exported network.
 */
export function buildAnswerProgram({ model, data }: Recipe): Program {
  const inputs = rowsInput(data.input.kind === "tokens" ? "tokens" : "inputs", "batch", data);
  const parameters = parameterInputs(model);
  const outputs = model.outputs(inputs, forward(parameters, null));
  const { output } = data;
  return resultsProgram("answer", [inputs, ...Object.values(parameters)], {
    ...output.kind === "classes"
      ? { logits: outputs.reshape(["batch", output.answers, output.classes]) }
      : { outputs },
  });
}

/** Shapes of the inner tensors of a network, by name, for a batch of one row. */
export function observationShapes(
  network: Pick<Recipe, "model" | "data">,
): Record<string, readonly number[]> {
  const one = new Map([["batch", 1]]);
  const shapes = Object.entries(observe(network).observed)
    .map(([name, { shape }]) => [name, resolveShape(shape, one)] as const);
  return Object.fromEntries(shapes);
}

function observe({ model, data }: Pick<Recipe, "model" | "data">) {
  const { inputs } = dataInputs(data);
  const batch = input(names.batch, ["batch"], "int");
  const parameters = parameterInputs(model);
  const observed: Record<string, Tensor> = {};
  const outputs = model.outputs(inputs.gather(batch), {
    ...forward(parameters, null),
    observe: (name, tensor) => {
      if (Object.hasOwn(observed, name)) throw new RangeError(`Two inner tensors named "${name}"`);
      return observed[name] = tensor;
    },
  });
  return { inputs, batch, parameters, observed, outputs };
}

function resultsProgram(
  name: string,
  inputs: readonly Tensor[],
  results: Readonly<Record<string, Tensor | undefined>>,
): Program {
  return simplify({
    name,
    inputs: inputs.map((tensor) => ({ role: "fixed", tensor })),
    outputs: Object.entries(results).flatMap(([name, tensor]) =>
      tensor ? [{ role: "result" as const, name, tensor }] : []
    ),
  });
}

function dataInputs(data: DataShape) {
  const { output } = data;
  return {
    inputs: rowsInput(names.inputs, "rows", data),
    targets: output.kind === "classes"
      ? input(names.targets, ["rows", output.answers], "int")
      : input(names.targets, ["rows", output.width]),
  };
}

function rowsInput(name: string, rows: string, { input: shape }: DataShape): Tensor {
  return shape.kind === "tokens"
    ? input(name, [rows, shape.positions], "int")
    : input(name, [rows, ...shape.shape]);
}

function gatherRows(data: { inputs: Tensor; targets: Tensor }, batch: Tensor) {
  return { inputs: data.inputs.gather(batch), targets: data.targets.gather(batch) };
}

function parameterInputs({ parameters }: Model): Record<string, Tensor> {
  return Object.fromEntries(parameters.map(({ name, shape }) => [name, input(name, shape)]));
}

function forward(
  parameters: Readonly<Record<string, Tensor>>,
  randomKey: Tensor | null,
  { sharesRows = false }: Pick<Recipe, "sharesRows"> = {},
) {
  return {
    randomKey,
    sharesRows,
    observe: (_: string, tensor: Tensor) => tensor,
    parameter: (name: string) => {
      const tensor = parameters[name];
      if (tensor) return tensor;
      throw new RangeError(`The model reads a parameter "${name}" that it does not list`);
    },
  };
}

/**
 * Of each row: its mean loss over the answers that it asks for; where classes are asked for, 1 if
 * all of these are right; and where there are several, the fraction that is.
 */
function measureRows(
  { objective, data: { output } }: Recipe,
  outputs: Tensor,
  targets: Tensor,
): { losses: Tensor; correct?: Tensor; correctAnswers?: Tensor } {
  if (output.kind === "numbers") return { losses: objective(outputs, targets) };
  const flat = targets.reshape([outputs.shape[0]!]);
  const losses = objective(outputs, flat);
  const right = outputs.argmax().equal(flat);
  if (output.answers === 1) return { losses, correct: right };
  const rows = [targets.shape[0]!, output.answers];
  if (output.ragged) {
    const asked = flat.oneHot(output.classes).sum([1]); // 0 for a target of -1, which is no class
    const counts = asked.reshape(rows).sum([1]);
    const rightOnes = right.reshape(rows).sum([1]); // -1 is no index of a largest logit
    return {
      losses: losses.mul(asked).reshape(rows).sum([1]).div(counts),
      correct: rightOnes.greater(counts.sub(0.5)),
      correctAnswers: rightOnes.div(counts),
    };
  }
  return {
    losses: losses.reshape(rows).mean([1]),
    correct: right.reshape(rows).sum([1]).greater(output.answers - 0.5),
    correctAnswers: right.reshape(rows).mean([1]),
  };
}
