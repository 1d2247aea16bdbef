/** What training programs are fed in tests: random examples, and the weights a run starts with. */
import type { Value, Values } from "../../engines/engine.ts";
import { rangesOf } from "../../models/shared_rows.ts";
import { randomKey, randomWord } from "../../random/counter.ts";
import type { DataShape, TokenInput } from "../../schemas/data_shape.ts";
import { names } from "../../training/manifest.ts";
import { describePrograms, type Recipe } from "../../training/programs.ts";
import { initialState } from "../../training/state.ts";
import { normals } from "./networks.ts";

const [ROWS, BATCH] = [10, 6];

/** Integers below a bound, the same for the same name and seed. */
function integers(name: string, shape: readonly number[], below: number, seed = 0) {
  const key = randomKey(seed, name);
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Int32Array.from({ length }, (_, at) => randomWord(key, at) % below) };
}

function tokens(input: TokenInput, rows: number): Value {
  const { positions, vocabulary } = input;
  const ranges = rangesOf(input);
  const { shape, data } = integers("inputs", [rows, positions], vocabulary);
  const within = (token: number, at: number) => {
    const [from, end] = ranges[at % positions]!;
    return from + token % (end - from);
  };
  return { shape, data: data.map(within) };
}

/** Rows of random inputs, with random targets. */
export function randomData({ input, output }: DataShape, rows: number) {
  return {
    inputs: input.kind === "tokens"
      ? tokens(input, rows)
      : normals("inputs", [rows, ...input.shape]),
    targets: output.kind === "classes"
      ? integers("targets", [rows, output.answers], output.classes)
      : normals("targets", [rows, output.width]),
  };
}

/** Feeds for some steps from the initial weights of a seed; the data are the same for all. */
export function trainFeeds(
  recipe: Recipe,
  hyperparameters: Readonly<Record<string, number>>,
  steps: number,
  seed = 0,
): Values {
  const manifest = describePrograms(recipe);
  const { inputs, targets } = randomData(recipe.data, ROWS);
  const keys = Array.from({ length: steps }, (_, step) => randomKey(seed, "dropout", step));
  return {
    ...initialState(manifest, seed).tensors,
    ...Object.fromEntries(
      Object.entries(hyperparameters).map(([name, value]) => [
        names.hyperparameter(name),
        { shape: [], data: Float32Array.of(value) },
      ]),
    ),
    [names.inputs]: inputs,
    [names.targets]: targets,
    [names.batch]: integers("batch", [steps, BATCH], ROWS, seed),
    [names.learningRate]: { shape: [steps], data: new Float32Array(steps).fill(0.01) },
    [names.updates]: { shape: [], data: Float32Array.of(0) },
    ...manifest.random
      ? { [names.key]: { shape: [steps, 2], data: Uint32Array.from(keys.flat()) } }
      : {},
  };
}
