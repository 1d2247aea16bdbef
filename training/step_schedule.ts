/** At which steps something happens: evaluations, averages over batches, and checkpoints. */
import { log, power } from "../numerics/elementary.ts";

/** Every n steps, n times in each factor of ten, or at the start of passes over the data. */
export type StepSchedule = PlainSchedule | PassSchedule;

type PlainSchedule = { readonly every: number } | { readonly perDecade: number };

/** Passes over the training rows, each `passGrowth` times as late as the one before, or the next. */
export interface PassSchedule {
  readonly passGrowth: number;
  readonly stepsPerPass: number;
}

/** The schedule in steps, of one that may be in passes. */
export function inSteps(
  schedule: PlainSchedule | { readonly passGrowth: number },
  stepsPerPass: number,
): StepSchedule {
  return "passGrowth" in schedule ? { ...schedule, stepsPerPass } : schedule;
}

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
  if ("passGrowth" in schedule) {
    const { passGrowth, stepsPerPass } = schedule;
    for (let pass = 0; pass * stepsPerPass <= to; pass = nextPass(pass, passGrowth)) {
      if (pass * stepsPerPass > from) steps.push(pass * stepsPerPass);
    }
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
 * As openai/grok rounds it, which counts two epochs for each pass and every second one is empty:
 * the first even epoch that is at least int(growth * epoch).
 */
function nextPass(pass: number, growth: number): number {
  return Math.max(pass + 1, Math.ceil(Math.floor(growth * 2 * pass) / 2));
}

/** The steps s with `from < s <= to` at which the scheduled passes end. */
export function scheduledPassEnds(schedule: PassSchedule, from: number, to: number): number[] {
  const { stepsPerPass } = schedule;
  return scheduledSteps(schedule, from - stepsPerPass, to - stepsPerPass)
    .map((start) => start + stepsPerPass);
}

/**
 * The scheduled steps of a run of `steps` steps from its start, the last step always among them.
 * Of a longer run, only what lies beyond the last scheduled step is different.
 */
export function scheduledStepsWithLast(schedule: StepSchedule, steps: number): number[] {
  const scheduled = scheduledSteps(schedule, 0, steps);
  return scheduled.at(-1) === steps ? scheduled : [...scheduled, steps];
}

/** About how many steps of a run are scheduled, and never fewer, known without listing them. */
export function countScheduled(schedule: StepSchedule, steps: number): number {
  if ("every" in schedule) return steps / schedule.every;
  if ("perDecade" in schedule) return schedule.perDecade * log(steps) / Math.LN10 + 1;
  const passes = steps / schedule.stepsPerPass;
  const single = 1 / (schedule.passGrowth - 1); // until then growth is less than one pass
  return passes <= single ? passes : single + log(passes / single) / log(schedule.passGrowth) + 2;
}
