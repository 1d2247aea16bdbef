/** Aggregate: what was logged of all runs of an experiment, as one table. */
import { oneShot } from "../dag/stage.ts";
import { parseHistory, type RunCurve, type RunLabel } from "../tables/curves.ts";
import { writeTable } from "../tables/parquet.ts";

/** The runs; what was logged of one are the inputs `history/<run>` and `measures/<run>`. */
export interface AggregateParams {
  readonly runs: readonly RunLabel[];
}

export const aggregate = oneShot("aggregate", async ({ params, inputs, read }) => {
  const { runs } = params as unknown as AggregateParams;
  const decoder = new TextDecoder();
  const curves: RunCurve[] = [];
  for (const label of runs) {
    const files = [...inputs[`history/${label.run}`]!, ...inputs[`measures/${label.run}`] ?? []];
    const texts = await Promise.all(files.map(read));
    const points = parseHistory(texts.map((text) => decoder.decode(text)).join(""), label.run);
    curves.push({ ...label, points });
  }
  return { "table.parquet": await writeTable(curves) };
});
