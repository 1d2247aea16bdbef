/** Losses and accuracies over a whole set of rows. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { names } from "./manifest.ts";

/** Rows per call: bounds memory, and fixes the order in which losses are added. */
export const CHUNK_ROWS = 2048;

/** What is measured of a set of rows; accuracies only where classes are asked for. */
export interface SetResult {
  /** Mean over the rows; NaN once a network has diverged. */
  readonly loss: number;
  /** Fraction of rows with all answers right; a row whose loss is not finite is not among them. */
  readonly accuracy?: number;
  /** Fraction of answers that are right, where a row has several. */
  readonly answerAccuracy?: number;
}

/** Results of the evaluation program that count what is right, by what their mean is called. */
const ACCURACIES = { accuracy: names.correct, answerAccuracy: names.correctAnswers } as const;

/** Evaluates `rows`; `feeds` holds what the program does not hold already. */
export async function evaluateRows(
  program: Executable,
  feeds: Values,
  rows: Int32Array,
): Promise<SetResult> {
  let loss = 0;
  const right: { accuracy?: number; answerAccuracy?: number } = {};
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    const batch: Value = { shape: [chunk.length], data: chunk };
    const results = await program.run({ ...feeds, [names.batch]: batch });
    const losses = results[names.losses]!;
    loss += sum(losses);
    for (const name of ["accuracy", "answerAccuracy"] as const) {
      const counted = results[ACCURACIES[name]];
      if (counted) right[name] = (right[name] ?? 0) + sumWhereFinite(counted, losses);
    }
  }
  const means = Object.entries(right).map(([name, total]) => [name, total / rows.length]);
  return { loss: loss / rows.length, ...Object.fromEntries(means) };
}

/** Sum of all values in float64, first to last. */
export function sum({ data }: Value): number {
  let total = 0;
  for (let index = 0; index < data.length; index++) total += data[index]!;
  return total;
}

/**
 * The same, of those values whose loss is a finite number. Logits that are not numbers have a
 * largest one too, the first, so without this a diverged network would answer some rows right.
 */
export function sumWhereFinite({ data }: Value, losses: Value): number {
  let total = 0;
  for (let index = 0; index < data.length; index++) {
    if (Number.isFinite(losses.data[index])) total += data[index]!;
  }
  return total;
}
