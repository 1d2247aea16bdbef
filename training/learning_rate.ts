/** The learning rate over time. */

export type LearningRateSchedule =
  | { readonly kind: "constant" }
  | { readonly kind: "linearWarmup"; readonly steps: number; readonly from: number };

/**
 * The factor on the learning rate at a 0-based step. Linear warm-up is from + (1 - from) s / steps,
 * then 1: openai/grok has from 0 (its first update has rate 0), torch's LinearLR from 0.1.
 */
export function learningRateFactor(schedule: LearningRateSchedule, step: number): number {
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "linearWarmup":
      return schedule.from + (1 - schedule.from) * Math.min(step / schedule.steps, 1);
  }
}
