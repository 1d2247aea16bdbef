/** Measures that cannot be had. */
import { findMeasure, type MeasureSettings } from "../measures/mod.ts";
import { measureName } from "../measures/measure.ts";
import type { Problem } from "./diagnostics.ts";
import { trainingColumns } from "../training/columns.ts";
import { parsePath } from "./fields.ts";
import { measurableOf } from "./measurable.ts";
import type { Run } from "./run_settings.ts";

/** Everything wrong with the measures of an experiment with these runs. */
export function checkMeasures(
  measures: readonly MeasureSettings[],
  runs: readonly Run[],
): Problem[] {
  const names = measures.map(measureName);
  const problems: Problem[] = names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{
      path: ["measures", index],
      message: `a measure is called "${name}" already; give this one a name of its own`,
    }]
  );
  const logged = new Set(
    runs.flatMap(({ data: { data, sets } }) => trainingColumns(Object.keys(sets), data.output)),
  );
  for (const [index, name] of names.entries()) {
    if (!logged.has(name)) continue;
    problems.push({
      path: ["measures", index, "name"],
      message: `"${name}" is a column of every history already; give the measure another name`,
    });
  }
  for (const [index, { kind, name: _, ...settings }] of measures.entries()) {
    for (const run of new Map(runs.map((run) => [run.settings, run])).values()) {
      for (const { fields, message } of findMeasure(kind).check(settings, measurableOf(run))) {
        const path = parsePath(fields[0]);
        problems.push({ path: ["measures", index, ...path], message });
      }
    }
  }
  return problems;
}
