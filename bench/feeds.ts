/** What the timed programs are fed: the first steps of a run on random examples. */
import type { Value, Values } from "../engines/engine.ts";
import { inputName, type Program } from "../graph/program.ts";
import { resolveShape } from "../graph/shape.ts";
import { rangesOf } from "../models/shared_rows.ts";
import { splitOptimizer } from "../optimizers/mod.ts";
import { randomKey, randomNormal, randomWord } from "../random/counter.ts";
import type { TokenInput } from "../schemas/data_shape.ts";
import { names } from "../training/manifest.ts";
import { describePrograms } from "../training/programs.ts";
import { initialState } from "../training/state.ts";
import { type Network, type Sizes, sizesOf } from "./networks.ts";

/** Everything that the training program of a network needs, tokens as the data may have them. */
export function trainingFeeds(network: Network, sizes = sizesOf(network)): Values {
  const { recipe, settings } = network;
  const { input, output } = recipe.data;
  if (output.kind !== "classes") throw new TypeError("Only networks that give classes are timed");
  const manifest = describePrograms(recipe);
  const [batch, rows, steps] = ["batch", "rows", "steps"].map((name) => sizes.get(name)!);
  const { learningRate, hyperparameters } = splitOptimizer(settings.optimizer);
  const scalars = manifest.hyperparameters.map((name) =>
    [names.hyperparameter(name), filled([], hyperparameters[name]!)] as const
  );
  return {
    ...initialState(manifest, 0).tensors,
    ...Object.fromEntries(scalars),
    [names.inputs]: input.kind === "tokens"
      ? tokens(input, rows!)
      : normals(names.inputs, [rows!, ...input.shape]),
    [names.targets]: integers(names.targets, [rows!, output.answers], output.classes),
    [names.batch]: integers(names.batch, [steps!, batch!], rows!),
    [names.learningRate]: filled([steps!], learningRate),
    [names.updates]: filled([], 0),
    ...manifest.random ? { [names.key]: keys(steps!) } : {},
  };
}

/** Normal numbers for the matrices of a program of products, and 0 or 1 for which of a pair. */
export function productFeeds(program: Program, sizes: Sizes): Values {
  return Object.fromEntries(program.inputs.map(({ role, tensor }) => {
    const name = inputName(tensor);
    const shape = resolveShape(role === "step" ? ["steps", ...tensor.shape] : tensor.shape, sizes);
    return [name, tensor.dataType === "int" ? integers(name, shape, 2) : normals(name, shape)];
  }));
}

function tokens(input: TokenInput, rows: number): Value {
  const { positions, vocabulary } = input;
  const ranges = rangesOf(input);
  const { shape, data } = integers(names.inputs, [rows, positions], vocabulary);
  const within = (token: number, at: number) => {
    const [from, end] = ranges[at % positions]!;
    return from + token % (end - from);
  };
  return { shape, data: data.map(within) };
}

function filled(shape: readonly number[], value: number): Value {
  return { shape, data: new Float32Array(count(shape)).fill(value) };
}

function integers(name: string, shape: readonly number[], below: number) {
  const key = randomKey(0, name);
  const draw = (_: unknown, index: number) => randomWord(key, index) % below;
  return { shape, data: Int32Array.from({ length: count(shape) }, draw) };
}

export function normals(name: string, shape: readonly number[]): Value {
  const key = randomKey(0, name);
  const draw = (_: unknown, index: number) => randomNormal(key, index);
  return { shape, data: Float32Array.from({ length: count(shape) }, draw) };
}

function keys(steps: number): Value {
  const words = Array.from({ length: steps }, (_, step) => randomKey(0, "dropout", step));
  return { shape: [steps, 2], data: Uint32Array.from(words.flat()) };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
