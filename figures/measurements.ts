/** Numbers that one run is summed up in, for figures over a setting. */
import {
  type Statistic,
  statisticOf,
  stepsToThreshold,
  stoppedEarly,
} from "../measures/threshold.ts";
import { writeCount, writeNumber } from "../measures/wording.ts";
import type { ClaimSettings } from "../schemas/claims.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Axis, Chart, Series } from "./chart.ts";
import type { PublishedPoint } from "./kind.ts";
import { logarithmicAxis, withNever, withZero } from "./scales.ts";
import type { Measurement } from "./setting_plot.ts";

/** A metric is there when it is at a threshold or beyond it, in the direction it moves. */
export interface Goal {
  readonly threshold: number;
  readonly direction: "rising" | "falling";
}

/**
 * Steps to a goal. Runs that stopped early without reaching it are neither a number nor never;
 * those that diverged never reach it.
 */
export function stepsTo(metric: string, { threshold, direction }: Goal): Measurement["valueOf"] {
  return (curve) => {
    const steps = stepsToThreshold(curve.points, metric, threshold, direction);
    return steps === null && stoppedEarly(curve) ? undefined : steps;
  };
}

/** A statistic of a metric; runs that have none are left out. */
export function valueOf(metric: string, statistic: Statistic): Measurement["valueOf"] {
  return ({ points }) => statisticOf(points, metric, statistic) ?? undefined;
}

/** How many runs are missing because they stopped before they reached the goal. */
export function describeUnknown(
  curves: readonly RunCurve[],
  measurements: readonly Measurement[],
): string {
  const most = Math.max(
    ...measurements.map((one) => curves.filter((run) => one.valueOf(run) === undefined).length),
  );
  return most <= 0 ? "" : `${writeCount(most, "run")} stopped before the threshold, not shown`;
}

/**
 * The axis of steps, with margins for 0 and "never" where a run needs them, and a line at the
 * budget; `others` are further heights to be seen.
 */
export function stepsAxis(
  series: readonly Series[],
  curves: readonly RunCurve[],
  title: string,
  others: readonly number[] = [],
): { y: Axis; lines: Chart["lines"] } {
  const budgets = [...new Set(curves.map((curve) => curve.budget))];
  const budget = Math.max(...budgets);
  const points = series.flatMap((one) => one.points);
  const values = points.flatMap(({ y, lowest, highest }) => [y, lowest, highest]);
  const numbers = [...others, ...values.filter((value) => value !== null)]
    .filter((value) => value > 0);
  const minimum = Math.min(...numbers, budget / 10) / 1.6;
  const maximum = Math.max(...numbers, budget) * 1.25;
  const numeric = logarithmicAxis({ title, column: "steps", minimum, maximum });
  const axis = values.includes(0) ? withZero(numeric) : numeric;
  return {
    y: values.includes(null) ? withNever(axis) : axis,
    lines: budgets.length > 1 ? [] : [{
      y: budget,
      label: `budget ${writeNumber(budget)} step${budget === 1 ? "" : "s"}`,
    }],
  };
}

/**
 * The steps that claims publish for these metrics at one value of `x`; `series` names the metrics.
 * A "never" without a source is the author's own.
 */
export function publishedSteps(
  { x, threshold, direction }: Goal & { readonly x: string },
  series: ReadonlyMap<string, string>,
  claims: readonly ClaimSettings[],
): PublishedPoint[] {
  return claims.flatMap((claim): PublishedPoint[] => {
    if (claim.kind !== "steps" && claim.kind !== "never") return [];
    const value = claim.where[x];
    const name = series.get(claim.metric);
    const isHere = value !== undefined && Object.keys(claim.where).length === 1;
    if (!isHere || name === undefined) return [];
    if (claim.threshold !== threshold || claim.approach !== direction) return [];
    if (claim.kind === "steps") {
      return claim.published.map((y) => ({ x: value, y, series: name }));
    }
    return claim.source === undefined ? [] : [{ x: value, y: "never", series: name }];
  });
}
