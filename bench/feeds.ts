/** What the timed programs are fed: the first steps of a run on random examples. */
import type { Value, Values } from "../engines/engine.ts";
import { inputName, type Program } from "../graph/program.ts";
import { resolveShape } from "../graph/shape.ts";
import { randomKey, randomNormal, randomWord } from "../random/counter.ts";
import { names } from "../training/manifest.ts";
import { describePrograms, type Recipe } from "../training/programs.ts";
import { initialState } from "../training/state.ts";

/** Sizes of "batch", "rows" and "steps", to which a program's symbols are bound. */
export type Sizes = ReadonlyMap<string, number>;

const HYPERPARAMETERS: Readonly<Record<string, number>> = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
};

/** Everything that the training program of a recipe needs, tokens from the whole vocabulary. */
export function trainingFeeds(recipe: Recipe, sizes: Sizes): Values {
  const { input, output } = recipe.data;
  if (input.kind !== "tokens" || output.kind !== "classes") {
    throw new TypeError("Only networks that read tokens and give classes are timed");
  }
  const manifest = describePrograms(recipe);
  const [batch, rows, steps] = ["batch", "rows", "steps"].map((name) => sizes.get(name)!);
  const hyperparameters = manifest.hyperparameters.map((name) =>
    [names.hyperparameter(name), filled([], HYPERPARAMETERS[name]!)] as const
  );
  return {
    ...initialState(manifest, 0).tensors,
    ...Object.fromEntries(hyperparameters),
    [names.inputs]: integers(names.inputs, [rows!, input.positions], input.vocabulary),
    [names.targets]: integers(names.targets, [rows!, output.answers], output.classes),
    [names.batch]: integers(names.batch, [steps!, batch!], rows!),
    [names.learningRate]: filled([steps!], 1e-3),
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

function filled(shape: readonly number[], value: number): Value {
  return { shape, data: new Float32Array(count(shape)).fill(value) };
}

function integers(name: string, shape: readonly number[], below: number): Value {
  const key = randomKey(0, name);
  const draw = (_: unknown, index: number) => randomWord(key, index) % below;
  return { shape, data: Int32Array.from({ length: count(shape) }, draw) };
}

function normals(name: string, shape: readonly number[]): Value {
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
