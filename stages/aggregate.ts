/** Aggregate: what was logged of all runs of an experiment, as one table. */
import { oneShot } from "../dag/stage.ts";
import { outcomeOf, type OutcomeSettings } from "../measures/outcome.ts";
import { parseHistory, type RunCurve, type RunLabel } from "../tables/curves.ts";
import { writeTable } from "../tables/parquet.ts";

/** The runs; what was logged of one are the inputs `history/<run>` and `measures/<run>`. */
export interface AggregateParams {
  readonly runs: readonly RunLabel[];
  /** What makes an outcome, where an experiment says so. */
  readonly outcomes?: OutcomeSettings;
}

export const aggregate = oneShot("aggregate", async ({ params, inputs, read }) => {
  const { runs, outcomes } = params as unknown as AggregateParams;
  const decoder = new TextDecoder();
  const curves: RunCurve[] = [];
  for (const label of runs) {
    const files = [...inputs[`history/${label.run}`]!, ...inputs[`measures/${label.run}`] ?? []];
    const texts = await Promise.all(files.map(read));
    const points = parseHistory(texts.map((text) => decoder.decode(text)).join(""), label.run);
    curves.push({ ...label, points, outcome: outcomeOf({ ...label, points }, outcomes) });
  }
  return { "table.parquet": await writeTable(curves) };
});
