/**
 * What became of a run, as one of four classes: it learned nothing, it knows its training rows by
 * heart, it grokked (the other rows came long after), or it knew both at about the same time. The
 * classes are those of Liu et al. 2022 (arXiv:2205.10343, figure 6: confusion, memorization,
 * grokking, comprehension).
 */
import { z } from "zod";
import type { RunCurve } from "../tables/curves.ts";
import { stepsToThreshold, stoppedEarly } from "./threshold.ts";

export const outcomeNames = ["noLearning", "memorised", "grokked", "generalisedAtOnce"] as const;
export type Outcome = (typeof outcomeNames)[number];

/** As legends and sentences call them. */
export const outcomeTitles: Readonly<Record<Outcome, string>> = {
  noLearning: "no learning",
  memorised: "memorised",
  grokked: "grokked",
  generalisedAtOnce: "generalised at once",
};

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

/** The class of a run; null where it stopped, or stands now, before that can be told. */
export function outcomeOf(
  curve: Pick<RunCurve, "points" | "budget">,
  { train, validation, delay }: OutcomeSettings = defaultOutcome,
): Outcome | null {
  const memorised = stepsToThreshold(curve.points, "trainAccuracy", train);
  const generalised = stepsToThreshold(curve.points, "validationAccuracy", validation);
  if (generalised !== null) {
    return generalised >= delay * Math.max(memorised ?? Infinity, 1)
      ? "grokked"
      : "generalisedAtOnce";
  }
  if (stoppedEarly(curve)) return null;
  return memorised === null ? "noLearning" : "memorised";
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
