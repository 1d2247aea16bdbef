/** Aggregate: the histories of all runs of an experiment as one table. */
import { z } from "zod";
import { oneShot } from "../dag/stage.ts";
import { parseHistory, type RunCurve, RunLabel } from "../tables/curves.ts";
import { writeTable } from "../tables/parquet.ts";

/** The runs, in the order of their histories in the input `history`. */
const Params = z.strictObject({ runs: z.array(RunLabel).min(1) });

export const aggregate = oneShot("aggregate", async (context) => {
  const { runs } = Params.parse(context.params);
  const histories = context.inputs.history ?? [];
  if (histories.length !== runs.length) {
    throw new RangeError(
      `Cannot aggregate ${runs.length} runs from ${histories.length} histories: ` +
        `the input "history" must list one file per run`,
    );
  }
  const decoder = new TextDecoder();
  const curves: RunCurve[] = [];
  for (const [index, label] of runs.entries()) {
    const points = parseHistory(decoder.decode(await context.read(histories[index]!)), label.run);
    curves.push({ ...label, points });
  }
  return { "table.parquet": await writeTable(curves) };
});
