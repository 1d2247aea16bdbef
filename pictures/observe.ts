/** A moment of a run: what its observing program says of all rows, with one checkpoint's weights. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import type { Rows } from "../numerics/fourier.ts";
import { measurableOf } from "../schemas/measurable.ts";
import type { Run } from "../schemas/run_settings.ts";
import { type ResiduePairs, residuePairs } from "../tasks/residue_pairs.ts";
import { names } from "../training/manifest.ts";
import { observeRows } from "../training/observation.ts";
import type { Attention, Moment } from "./moment.ts";

/** Of other tasks, whose rows are no square, so many rows to validate on are looked at. */
const ROWS_LOOKED_AT = 512;

/** Above, pictures of all pairs would be larger than what they show. */
const MOST_PAIRS = 40_000;

/** What all moments of a run have in common. */
export interface Observed {
  readonly run: Run;
  /** The observing program, which holds the inputs of the data set. */
  readonly program: Executable;
  /** Row indices of the training set and of the one to validate on. */
  readonly sets: Readonly<Record<string, Int32Array>>;
}

/** `tensors` are those of the checkpoint, the parameters among them. */
export async function observeMoment(
  { run, program, sets }: Observed,
  step: number,
  tensors: Values,
): Promise<Moment> {
  const { settings, data: { data } } = run;
  const { observations, parameters } = measurableOf(run);
  const weights = Object.fromEntries(parameters.map(({ name }) => [name, tensors[name]!]));
  const all = residuePairs(settings.task, settings.split.seed);
  const pairs = all !== null && all.a.length <= MOST_PAIRS ? all : null;
  const rows = pairs === null
    ? sets.validation!.subarray(0, ROWS_LOOKED_AT)
    : Int32Array.from(pairs.a, (_, row) => row);
  const attention = Object.keys(observations).filter((name) => observations[name]!.length === 4);
  const features = featuresOf(observations);
  const wanted = [...attention, ...features === null ? [] : [features]].map(names.observed);
  const found = await observeRows(program, weights, rows, [...wanted, names.outputs]);
  const trained = new Uint8Array(rows.length);
  if (pairs !== null) { for (const row of sets.train!) trained[row] = 1; }
  const answers = data.output.kind === "classes" ? data.output.answers : 1;
  return {
    step,
    pairs,
    trained,
    features: features === null
      ? null
      : firstOfRow(found.get(names.observed(features))!, rows.length),
    outputs: data.output.kind === "classes"
      ? firstOfRow(found.get(names.outputs)!, rows.length, answers)
      : null,
    areLogits: settings.objective.kind !== "meanSquaredError",
    embedding: pairs && embeddingOf(run, pairs, weights),
    attention: attention.map((name): Attention => {
      const { shape, data } = found.get(names.observed(name))!;
      return { name, heads: shape[1]!, queries: shape[2]!, keys: shape[3]!, data };
    }),
  };
}

/** The last features before the answer: what transformers read out, else the last layer. */
function featuresOf(observations: Readonly<Record<string, readonly number[]>>): string | null {
  if (observations.readout) return "readout";
  return Object.keys(observations).findLast((name) => observations[name]!.length === 2) ?? null;
}

/** Of rows that have several positions, the first. */
function firstOfRow({ shape, data }: Value, rows: number, answers = shape[0]! / rows): Rows {
  const width = data.length / (rows * answers);
  if (answers === 1) return { rows, width, data };
  const first = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const start = row * answers * width;
    first.set((data as Float32Array).subarray(start, start + width), row * width);
  }
  return { rows, width, data: first };
}

/** The weights that the first operand meets first: rows of the first matrix, one for each token. */
function embeddingOf(run: Run, pairs: ResiduePairs, weights: Values): Rows | null {
  const { input } = run.data.data;
  const { parameters } = measurableOf(run);
  const first = parameters.find(({ shape }) => shape.length === 2);
  if (first === undefined || input.kind !== "tokens") return null;
  const { vocabulary, positions } = input;
  const [rows, width] = [first.shape[0]!, first.shape[1]!];
  if (rows !== vocabulary && rows !== vocabulary * positions) return null;
  const { data: numbers } = weights[first.name]!;
  return {
    rows: pairs.modulus,
    width,
    data: Float32Array.from(
      { length: pairs.modulus * width },
      (_, at) => numbers[pairs.tokens[Math.floor(at / width)]! * width + at % width]!,
    ),
  };
}
