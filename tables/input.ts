/** The table of an experiment as a stage receives it. */
import type { StageContext } from "../dag/stage.ts";
import type { RunCurve } from "./curves.ts";
import { readTable } from "./parquet.ts";

/**
 * The runs in the one file of the input `table`.
 * @throws {RangeError} when the action lists none, or several.
 */
export async function readTableInput(context: StageContext): Promise<RunCurve[]> {
  const tables = context.inputs.table ?? [];
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    throw new RangeError(`Input "table" must list one file, but it lists ${tables.length}`);
  }
  return await readTable(await context.read(table));
}
