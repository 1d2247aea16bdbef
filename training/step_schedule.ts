/** At which steps something happens: evaluations and checkpoints. */
import { power } from "../numerics/elementary.ts";

/** Every n steps, or n times in each factor of ten. */
export type StepSchedule = { readonly every: number } | { readonly perDecade: number };

/**
 * The scheduled steps s with `from < s <= to`, ascending and distinct. Logarithmic schedules give
 * round(10^(k/n)) for k = 0, 1, 2 …; near the start, where these coincide, every step. The steps
 * depend on nothing but the schedule, so that a longer run repeats those of a shorter one.
 */
export function scheduledSteps(schedule: StepSchedule, from: number, to: number): number[] {
  const steps: number[] = [];
  if ("every" in schedule) {
    const first = Math.floor(from / schedule.every) + 1;
    for (let k = first; k * schedule.every <= to; k++) steps.push(k * schedule.every);
    return steps;
  }
  for (let k = 0, last = from;; k++) {
    const step = Math.round(power(10, k / schedule.perDecade));
    if (step > to) return steps;
    if (step > last) {
      steps.push(step);
      last = step;
    }
  }
}

/**
 * The scheduled steps of a run of `steps` steps from its start, the last step always among them.
 * Of a longer run, only what lies beyond the last scheduled step is different.
 */
export function scheduledStepsWithLast(schedule: StepSchedule, steps: number): number[] {
  const scheduled = scheduledSteps(schedule, 0, steps);
  return scheduled.at(-1) === steps ? scheduled : [...scheduled, steps];
}
