/** A moment of a run: what its observing program says of all rows, with one checkpoint's weights. */
import type { Executable, Values } from "../engines/engine.ts";
import { firstOfEach, type Rows } from "../numerics/fourier.ts";
import { type ResiduePairs, rowsOfResidues } from "../numerics/residues.ts";
import { embeddingName, lastFeatures } from "../measures/measure.ts";
import { measurableOf } from "../schemas/measurable.ts";
import type { Run } from "../schemas/run_settings.ts";
import { residuePairs } from "../tasks/residue_pairs.ts";
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
  const features = lastFeatures({ observations });
  const wanted = [...attention, ...features === null ? [] : [features]].map(names.observed);
  const found = await observeRows(program, weights, rows, [...wanted, names.outputs]);
  const trained = new Uint8Array(rows.length);
  if (pairs !== null) { for (const row of sets.train!) trained[row] = 1; }
  return {
    step,
    pairs,
    trained,
    features: features === null
      ? null
      : firstOfEach(found.get(names.observed(features))!, rows.length),
    outputs: data.output.kind === "classes"
      ? firstOfEach(found.get(names.outputs)!, rows.length)
      : null,
    areLogits: settings.objective.kind !== "meanSquaredError",
    embedding: pairs && embeddingOf(run, pairs, weights),
    attention: attention.map((name): Attention => {
      const { shape, data } = found.get(names.observed(name))!;
      return { name, heads: shape[1]!, queries: shape[2]!, keys: shape[3]!, data };
    }),
  };
}

/** The weights that stand for the numbers; null where the network has none. */
function embeddingOf(run: Run, pairs: ResiduePairs, weights: Values): Rows | null {
  const name = embeddingName(measurableOf(run));
  if (name === null) return null;
  const { shape, data } = weights[name]!;
  return rowsOfResidues(pairs, shape[1]!, data);
}
