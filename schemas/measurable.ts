/** What can be measured of runs: their inner tensors, parameters and sets. */
import type { Measurable } from "../measures/measure.ts";
import { buildModel } from "../models/mod.ts";
import { observationShapes } from "../training/programs.ts";
import { modulusOfPairs } from "../tasks/residue_pairs.ts";
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
    modulus: modulusOfPairs(settings.task),
  };
  known.set(settings, measurable);
  return measurable;
}
