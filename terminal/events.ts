/** Events in words, the same for bars and for lines. */
import { threadsEach } from "../dag/executors/executor.ts";
import type { Event } from "../schemas/events.ts";
import { formatCount, formatDuration, formatPercent } from "./format.ts";
import type { Machine, TrainingProgress, WorkEstimate } from "./work_estimate.ts";

type Progressed = Extract<Event, { type: "actionProgress" }>;
type Damaged = Extract<Event, { type: "objectDamaged" }>;

/** `train/quickstart/trainFraction-0.3_seed-0` as its last part: the rest is the same for all. */
export function shortName(action: string): string {
  return action.split("/").at(-1)!;
}

/**
 * `train  99.7 %  validation   4.1 %`, a dash where nothing was measured yet; or at which step the
 * run diverged.
 */
export function describeAccuracies(values: Progressed["values"]): string {
  if (typeof values.divergedAt === "number") return describeDivergence(values.divergedAt);
  const percent = (value: number | null | undefined) =>
    typeof value === "number" ? formatPercent(value) : "–".padStart(7);
  return `train ${percent(values.trainAccuracy)}  ` +
    `validation ${percent(values.validationAccuracy)}`;
}

export function describeDivergence(step: number): string {
  return `diverged at step ${step}`;
}

/** What a run that was stopped leaves: `250 steps trained, 200 of them kept in checkpoints`. */
export function describeTrained({ steps, kept }: { steps: number; kept: number }): string {
  return `${formatCount(steps, "step")} trained, ${kept} of them kept in checkpoints`;
}

/** `step  480/1200`, as wide at every step. */
export function describeStep({ step, steps }: TrainingProgress): string {
  const total = String(steps);
  return `step ${String(step).padStart(total.length)}/${total}`;
}

/** `12 s left`, or nothing while that is not known. */
export function describeTimeLeft(secondsLeft: number | null): string {
  return secondsLeft === null ? "" : `${formatDuration(secondsLeft)} left`;
}

export function describeDamage({ action, hash }: Damaged): string {
  return `Object ${hash}, which ${action} reads, is not whole: it is set aside and made again`;
}

/** What there is to do, and what will train; null where there is nothing. */
export function describeDue(work: WorkEstimate): string | null {
  const { actions, trainings } = work.overall();
  if (actions.due === 0) return null;
  const engines = work.engines();
  return `${formatCount(actions.due, "action")} to bring up to date` +
    (trainings.due > 0 ? `, ${formatCount(trainings.due, "run")} to train among them` : "") +
    (engines.length > 0 ? `, on ${engines.join(" and ")}` : "") +
    (trainings.due > 0 ? `, ${describeThreads(trainings.due, work.machine)}` : "");
}

/** How many trainings share the cores, and what each has of them. */
function describeThreads(due: number, { jobs, cores }: Machine): string {
  const atOnce = Math.min(jobs, due);
  const threads = formatCount(threadsEach(cores, atOnce), "thread");
  return atOnce === 1 ? `with ${threads}` : `${atOnce} at once with ${threads} each`;
}
