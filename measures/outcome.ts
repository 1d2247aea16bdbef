/** What became of a run, by thresholds that an experiment may set; the classes are in
 * `outcome_class.ts`.
 */
import { z } from "zod";
import type { RunCurve } from "../tables/curves.ts";
import { classify, type Outcome } from "./outcome_class.ts";
import { stepsToThreshold, stoppedEarly } from "./threshold.ts";

export { type Outcome, outcomeNames, outcomeTitles } from "./outcome_class.ts";

const fraction = z.number().gt(0).max(1);

export const OutcomeSettings = z.strictObject({
  train: fraction.default(0.99).meta({
    description: "the training accuracy, as a fraction, from which rows are known by heart",
  }),
  validation: fraction.default(0.99).meta({
    description: "the validation accuracy, as a fraction, from which a run has generalised",
  }),
  delay: z.number().gt(1).default(5).meta({
    description: "how many times later than memorising a run generalises that has grokked; " +
      "sooner is at once",
  }),
}).meta({
  description: "what makes a run one of no learning, memorised, grokked, generalised at once; " +
    "shown by status and in tables, figures and claims",
});
export type OutcomeSettings = z.infer<typeof OutcomeSettings>;

export const defaultOutcome: OutcomeSettings = OutcomeSettings.parse({});

/**
 * The class of a run; null where it stopped, or stands now, before that can be told, where it has no
 * accuracies, and where it went on from a network that knew its rows already: nobody can tell
 * for how long. Of logs of others the accuracy of batches stands for that of training where they
 * have no other.
 */
export function outcomeOf(
  curve: Pick<RunCurve, "points" | "budget">,
  { train, validation, delay }: OutcomeSettings = defaultOutcome,
): Outcome | null {
  const { points } = curve;
  const isThere = (name: string) => points.some((row) => typeof row[name] === "number");
  const taught = ["trainAccuracy", "batchAccuracy"].find(isThere);
  if (taught === undefined || !isThere("validationAccuracy")) return null;
  const memorised = stepsToThreshold(points, taught, train);
  const generalised = stepsToThreshold(points, "validationAccuracy", validation);
  const began = points.find((row) => typeof row[taught] === "number")!.step;
  if (generalised !== null && memorised === began && began > 0) return null;
  return classify({ memorised, generalised, stoppedEarly: stoppedEarly(curve) }, delay);
}

/** The thresholds as words, for captions. */
export function describeThresholds(
  { train, validation, delay }: OutcomeSettings = defaultOutcome,
): string {
  return `memorised: ${percent(train)} of training, generalised: ${percent(validation)} of ` +
    `validation, grokked: at least ${delay} times as late`;
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(3))} %`;
}
