/** Losses and accuracies over a whole set of rows. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { names } from "./manifest.ts";

/** Rows per call: bounds memory, and fixes the order in which losses are added. */
const CHUNK_ROWS = 2048;

export interface SetResult {
  /** Mean over the rows; NaN once a network has diverged. */
  readonly loss: number;
  /** Fraction of rows answered right; a row whose loss is not finite is not among them. */
  readonly accuracy: number;
}

/** Evaluates `rows`; `feeds` holds the data and the parameters. */
export async function evaluateRows(
  program: Executable,
  feeds: Values,
  rows: Int32Array,
): Promise<SetResult> {
  let loss = 0;
  let correct = 0;
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    const batch: Value = { shape: [chunk.length], data: chunk };
    const results = await program.run({ ...feeds, [names.batch]: batch });
    const losses = results[names.losses]!;
    loss += sum(losses);
    correct += sumWhereFinite(results[names.correct]!, losses);
  }
  return { loss: loss / rows.length, accuracy: correct / rows.length };
}

/** Sum of all values in float64, first to last. */
export function sum({ data }: Value): number {
  let total = 0;
  for (const value of data) total += value;
  return total;
}

/**
 * The same, of those values whose loss is a finite number. Logits that are not numbers have a
 * largest one too, the first, so without this a diverged network would answer some rows right.
 */
export function sumWhereFinite({ data }: Value, losses: Value): number {
  let total = 0;
  for (const [index, value] of data.entries()) {
    if (Number.isFinite(losses.data[index])) total += value;
  }
  return total;
}
