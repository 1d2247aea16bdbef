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
 * The class of a run; null where it stopped, or stands now, before that can be told, and where it
 * has no accuracies. Of one that goes on from a checkpoint, updates count from there, and it has
 * none where it knew its training rows there already and generalises: nobody can tell how long it
 * has known them. Of logs of others the accuracy of batches stands for that of training where they
 * have no other.
 */
export function outcomeOf(
  curve: Pick<RunCurve, "points" | "budget" | "start">,
  { train, validation, delay }: OutcomeSettings = defaultOutcome,
): Outcome | null {
  const { points, start } = curve;
  const isThere = (name: string) => points.some((row) => typeof row[name] === "number");
  const taught = ["trainAccuracy", "batchAccuracy"].find(isThere);
  if (taught === undefined || !isThere("validationAccuracy")) return null;
  if (points.at(-1)!.step === start) return null; // a network that is looked at, and not trained
  return classify({
    memorised: stepsToThreshold(points, taught, train),
    generalised: stepsToThreshold(points, "validationAccuracy", validation),
    stoppedEarly: stoppedEarly(curve),
    ...start === undefined ? {} : { start },
  }, delay);
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
