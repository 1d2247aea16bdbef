/** The objectives by the `kind` an experiment gives. */
import { z } from "zod";
import type { DataShape } from "../schemas/data_shape.ts";
import { kindUnion } from "../schemas/kinds.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { meanSquaredError } from "./mean_squared_error.ts";
import { stableMax } from "./stable_max.ts";
import type { Objective, ObjectiveKind } from "./objective.ts";

export const objectiveKinds = { crossEntropy, stableMax, meanSquaredError };

export const ObjectiveSettings = kindUnion(objectiveKinds).meta({
  description: "what is minimised",
});
export type ObjectiveSettings = z.infer<typeof ObjectiveSettings>;

export function findObjective(kind: ObjectiveSettings["kind"]): ObjectiveKind {
  return objectiveKinds[kind];
}

export function buildObjective(
  { kind, ...settings }: ObjectiveSettings,
  data: DataShape,
): Objective {
  return findObjective(kind).build(settings, data);
}
