/** The schedules of the learning rate by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import type { Knot } from "../training/learning_rate.ts";
import { constant } from "./constant.ts";
import { cosineAnneal } from "./cosine_anneal.ts";
import { linearWarmup } from "./linear_warmup.ts";
import type { ScheduleKind } from "./schedule.ts";

export const scheduleKinds = { constant, linearWarmup, cosineAnneal };

export const ScheduleSettings = kindUnion(scheduleKinds).meta({
  description: "the learning rate over time",
});
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

export function findSchedule(kind: ScheduleSettings["kind"]): ScheduleKind {
  return scheduleKinds[kind];
}

export function scheduleKnots({ kind, ...settings }: ScheduleSettings): readonly Knot[] {
  return findSchedule(kind).knots(settings);
}
