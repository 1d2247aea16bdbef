/** The columns that the history of an experiment will have. */
import { measureColumns, type MeasureSettings } from "../measures/mod.ts";
import { columnsOfData } from "./columns.ts";
import { measurableOf } from "./measurable.ts";
import type { Run } from "./run_settings.ts";

/** Columns of any of these runs, in their order: what training gives, then the measures. */
export function knownColumns(
  runs: readonly Run[],
  measures: readonly MeasureSettings[],
): string[] {
  const different = [...new Map(runs.map((run) => [run.settings, run])).values()];
  return [
    ...new Set([
      ...different.flatMap(({ data }) => columnsOfData(data)),
      ...measures.flatMap((measure) =>
        different.flatMap((run) => measureColumns(measure, measurableOf(run)))
      ),
    ]),
  ];
}
