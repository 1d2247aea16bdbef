/** What can be measured of runs, and measures that cannot be had. */
import type { Measurable } from "../measures/measure.ts";
import { findMeasure, measureName, type MeasureSettings } from "../measures/mod.ts";
import { buildModel } from "../models/mod.ts";
import { observationShapes } from "../training/programs.ts";
import type { Problem } from "./diagnostics.ts";
import { parsePath } from "./fields.ts";
import type { Run } from "./run_settings.ts";

const known = new WeakMap<Run["settings"], Measurable>();

/** What a measure can ask of a run; worked out once for each of its settings. */
export function measurableOf({ settings, data: { data, sets } }: Run): Measurable {
  const found = known.get(settings);
  if (found !== undefined) return found;
  const model = buildModel(settings.model, data);
  const measurable = {
    observations: observationShapes({ model, data }),
    parameters: model.parameters,
    sets: Object.keys(sets),
    data,
  };
  known.set(settings, measurable);
  return measurable;
}

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
