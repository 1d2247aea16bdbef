/**
 * A run as measures and figures see it: how it is labelled, what it was allowed to spend, and
 * the rows of its history.
 */
import { z } from "zod";
import { HistoryRow } from "../schemas/artifacts.ts";
import { AxisValue } from "../schemas/fields.ts";

export const RunLabel = z.strictObject({
  run: z.string().min(1),
  seed: z.int().min(0),
  /** Optimizer steps the run was allowed; it may stop earlier when its goal is met. */
  budget: z.int().min(1),
  /** Swept fields by path, for instance `split.trainFraction`. */
  axes: z.record(z.string(), AxisValue),
});
export type RunLabel = Readonly<z.infer<typeof RunLabel>>;

export interface RunCurve extends RunLabel {
  /** In the order of their steps. */
  readonly points: readonly HistoryRow[];
}

/** What a history row measures, beside its step. */
export type Metric = Exclude<keyof HistoryRow, "step">;

/**
 * The rows of a `history.jsonl`.
 * @throws {SyntaxError} naming `run` and the line that is not a history row, or does not rise.
 */
export function parseHistory(text: string, run: string): HistoryRow[] {
  const rows: HistoryRow[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const where = `Cannot read line ${index + 1} of the history of run ${run}`;
    const row = parseRow(line, where);
    const before = rows.at(-1)?.step ?? -1;
    if (row.step <= before) {
      throw new SyntaxError(`${where}: steps must rise, but ${row.step} follows ${before}`);
    }
    rows.push(row);
  }
  return rows;
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
