/** A goal that runs reach after some steps, or never: what most claims are about. */
import { z } from "zod";
import { divergence } from "../measures/divergence.ts";
import { stepsToThreshold, stoppedEarly } from "../measures/threshold.ts";
import { writeCount, writeNumber, writeWords } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { RunCurve } from "../tables/curves.ts";

export interface Goal {
  readonly metric: string;
  readonly threshold: number;
  readonly approach: "rising" | "falling";
}

export const metric = z.string().min(1).meta({
  description: "a column of the history; batchAccuracy is measured while training, with dropout, " +
    "trainAccuracy and validationAccuracy without",
});

/** The fields that say when a column is where it should be. */
export const thresholdFields = {
  threshold: z.number().default(0.99).meta({
    description: "the value to be reached; an accuracy is a fraction from 0 to 1",
  }),
  approach: z.enum(["rising", "falling"]).default("rising").meta({
    description: "whether the threshold is reached from below, as by accuracies, or from above, " +
      "as by losses",
  }),
};

export const goalFields = { metric, ...thresholdFields };

export function* checkGoal({ metric, threshold, approach }: Goal): Generator<Problem> {
  if (!metric.endsWith("Accuracy")) return;
  if (threshold > 1 || (threshold <= 0 && approach === "rising")) {
    const message =
      `must be above 0 and at most 1 for ${metric}, found ${threshold}: an accuracy ` +
      "is a fraction";
    yield { path: ["threshold"], message };
  }
}

/**
 * Steps of each run to the goal; null is never. A run that diverged counts as never there, whatever
 * it reached before: at chance, or where it did not stay.
 */
export function stepsTo(
  { metric, threshold, approach }: Goal,
  curves: readonly RunCurve[],
): (number | null)[] {
  return curves.map(({ points }) =>
    divergence(points) === null ? stepsToThreshold(points, metric, threshold, approach) : null
  );
}

/** Says which run stopped before its budget without reaching the goal, if one did. */
export function describeStopped(goal: Goal, curves: readonly RunCurve[]): string | null {
  const steps = stepsTo(goal, curves);
  const stopped = curves.find((curve, index) => steps[index] === null && stoppedEarly(curve));
  if (stopped === undefined) return null;
  const last = stopped.points.at(-1)?.step ?? 0;
  return `run ${stopped.run} stopped at step ${writeNumber(last)} of ` +
    `${writeNumber(stopped.budget)} before ${writeWords(goal.metric)} reached ${goal.threshold}`;
}

/** "validation accuracy 0.99"; "train loss 0.01 or less" for what falls. */
export function writeGoal({ metric, threshold, approach }: Goal): string {
  return `${writeWords(metric)} ${threshold}${approach === "falling" ? " or less" : ""}`;
}

/** "3 seeds: 3 300, 3 410, never"; "runs" where they differ in more than the seed. */
export function listRuns(curves: readonly RunCurve[], values: readonly string[]): string {
  const settings = new Set(curves.map(({ axes }) => JSON.stringify(axes)));
  return `${writeCount(values.length, settings.size > 1 ? "run" : "seed")}: ${values.join(", ")}`;
}
