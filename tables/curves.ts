/**
 * A run as measures and figures see it: how it is labelled, what it was allowed to spend, and
 * the rows of its history.
 */
import { z } from "zod";
import { HistoryRow } from "../schemas/artifacts.ts";
import type { Outcome } from "../measures/outcome.ts";
import { AxisValue } from "../schemas/fields.ts";

export const RunLabel = z.strictObject({
  run: z.string().min(1),
  seed: z.int().min(0),
  /** Optimizer steps the run was allowed; it may stop earlier when its goal is met. */
  budget: z.int().min(1),
  /** The step at which it went on from a checkpoint; left out of runs that start by themselves. */
  start: z.int().min(0).optional(),
  /** Swept fields by path, for instance `split.trainFraction`. */
  axes: z.record(z.string(), AxisValue),
});
export type RunLabel = Readonly<z.infer<typeof RunLabel>>;

export interface RunCurve extends RunLabel {
  /** What became of it, by the experiment's thresholds; null or left out where that is not known. */
  readonly outcome?: Outcome | null;
  /** In the order of their steps. */
  readonly points: readonly HistoryRow[];
}

/**
 * The rows of a `history.jsonl`, or of several one after the other, as of training and of each
 * measure: in the order of their steps, one row for each step.
 * @throws {SyntaxError} naming `run` and the line that is not a history row, or has a column that
 *   an earlier row of this step has.
 */
export function parseHistory(text: string, run: string): HistoryRow[] {
  const rows = new Map<number, HistoryRow>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const where = `Cannot read line ${index + 1} of the history of run ${run}`;
    const row = parseRow(line, where);
    const known = rows.get(row.step) ?? { step: row.step };
    const twice = Object.keys(row).find((name) => name !== "step" && Object.hasOwn(known, name));
    if (twice !== undefined) {
      throw new SyntaxError(`${where}: step ${row.step} has a ${twice} already`);
    }
    rows.set(row.step, { ...known, ...row });
  }
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

function parseRow(line: string, where: string): HistoryRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new SyntaxError(`${where}: it is not JSON, current value is ${line.slice(0, 80)}`);
  }
  const parsed = HistoryRow.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SyntaxError(`${where}: ${z.prettifyError(parsed.error)}`);
}
