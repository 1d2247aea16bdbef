/**
 * When a run reaches a threshold (T99 and V99 of the grokking literature), and how good it gets.
 * Steps count finished updates; null is "never" and is kept apart from every number.
 */
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { RunCurve } from "../tables/curves.ts";
import { divergence, rowsBeforeDivergence } from "./divergence.ts";
import { spreadOf } from "./statistics.ts";

export interface StepsSpread {
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
}

/**
 * The first evaluated step at which `metric` is at least `threshold`, or at most, for one that
 * falls; null for never.
 */
export function stepsToThreshold(
  points: readonly HistoryRow[],
  metric: string,
  threshold: number,
  direction: "rising" | "falling" = "rising",
): number | null {
  const reached = points.find((row) => {
    const value = row[metric];
    if (typeof value !== "number") return false;
    return direction === "rising" ? value >= threshold : value <= threshold;
  });
  return reached?.step ?? null;
}

/**
 * Whether the run ended before its budget was spent, and could have gone on. What such a run did
 * not reach is not known to be "never"; a run that diverged never reaches it.
 */
export function stoppedEarly({ points, budget }: Pick<RunCurve, "points" | "budget">): boolean {
  return (points.at(-1)?.step ?? 0) < budget && divergence(points) === null;
}

/** Median and range of steps over seeds; never counts as infinitely many steps. */
export function spreadOfSteps(steps: readonly (number | null)[]): StepsSpread {
  const { median, lowest, highest } = spreadOf(steps.map((value) => value ?? Infinity));
  const orNever = (value: number) => Number.isFinite(value) ? value : null;
  return { median: orNever(median), lowest: orNever(lowest), highest: orNever(highest) };
}

/** The largest value of a metric over a run, or null when it has none. */
export function bestValue(points: readonly HistoryRow[], metric: string): number | null {
  return points.reduce<number | null>(
    (best, { [metric]: value = null }) =>
      value === null ? best : Math.max(value, best ?? -Infinity),
    null,
  );
}

/** The smallest value of a metric over a run, or null when it has none. */
export function lowestValue(points: readonly HistoryRow[], metric: string): number | null {
  return points.reduce<number | null>(
    (lowest, { [metric]: value = null }) =>
      value === null ? lowest : Math.min(value, lowest ?? Infinity),
    null,
  );
}

/** The last value of a metric in a run, or null when it was not finite or never measured. */
export function finalValue(points: readonly HistoryRow[], metric: string): number | null {
  return points.findLast((row) => row[metric] !== undefined)?.[metric] ?? null;
}

const statistics = { best: bestValue, lowest: lowestValue, final: finalValue } as const;
export const statisticNames = ["best", "lowest", "final"] as const;
export type Statistic = (typeof statisticNames)[number];

/** A statistic of a metric until the run ended or diverged; one that diverged has no final value. */
export function statisticOf(
  points: readonly HistoryRow[],
  metric: string,
  statistic: Statistic,
): number | null {
  if (statistic === "final" && divergence(points) !== null) return null;
  return statistics[statistic](rowsBeforeDivergence(points), metric);
}
