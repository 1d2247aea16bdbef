/**
 * Judges what a paper claims by the runs of an experiment. "Undecided" means that the runs do not
 * carry the information: none was selected, one stopped before its budget, or the budget is too
 * small to tell.
 */
import type { Verdict } from "../schemas/artifacts.ts";
import type { ClaimSettings } from "../schemas/claims.ts";
import type { Axes } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { divergence } from "./divergence.ts";
import { spreadOf } from "./statistics.ts";
import {
  bestValue,
  finalValue,
  spreadOfSteps,
  stepsToThreshold,
  stoppedEarly,
} from "./threshold.ts";
import {
  writeCount,
  writeFraction,
  writeNumber,
  writeSetting,
  writeSteps,
  writeWords,
} from "./wording.ts";

type ClaimOf<K extends ClaimSettings["kind"]> = Extract<ClaimSettings, { kind: K }>;

/** The verdict, and what was measured in words. */
type Finding = readonly [verdict: Verdict["verdict"], measured: string];

/** Holds the claim against the runs it selects. */
export function judgeClaim(claim: ClaimSettings, curves: readonly RunCurve[]): Verdict {
  const selected = "where" in claim ? selectRuns(curves, claim.where) : curves;
  const [verdict, measured] = selected.length === 0
    ? ["undecided", "no run of the experiment matches"] as const
    : measure(claim, selected);
  const { name, kind, source } = claim;
  return {
    name,
    kind,
    verdict,
    expected: expectation(claim),
    measured: [measured, ...selected.flatMap(describeDivergence)].join("; "),
    ...(source === undefined ? {} : { source }),
  };
}

function describeDivergence({ run, points }: RunCurve): string[] {
  const step = divergence(points);
  return step === null ? [] : [`run ${run} diverged at step ${writeNumber(step)}`];
}

/** The runs whose axes have these values; a number matches its text, as a table may hold either. */
function selectRuns(
  curves: readonly RunCurve[],
  where: Axes,
): RunCurve[] {
  return curves.filter((curve) =>
    Object.entries(where).every(([path, value]) => String(curve.axes[path]) === String(value))
  );
}

function expectation(claim: ClaimSettings): string {
  switch (claim.kind) {
    case "steps": {
      const { median } = spreadOf(claim.published);
      const [from, to] = [median / claim.factor, median * claim.factor];
      return `median steps until ${goal(claim)} between ${writeNumber(from)} and ` +
        `${writeNumber(to)} (published ${writeSteps(median)}, factor ${claim.factor})${at(claim)}`;
    }
    case "never":
      return `no run reaches ${goal(claim)}${at(claim)}`;
    case "reaches":
      return `every run reaches ${goal(claim)}${at(claim)}`;
    case "monotone":
      return `median steps until ${goal(claim)} are ${claim.direction} ` +
        `along ${writeSetting(claim.along)}${span(claim)}`;
    case "delay":
      return `${goal({ ...claim, metric: claim.late })} takes at least ${claim.factor} times the ` +
        `steps of ${writeWords(claim.early)}, in the median${at(claim)}`;
    case "accuracy":
      return `median ${claim.statistic} ${writeWords(claim.metric)} ${bounds(claim)}${at(claim)}`;
  }
}

function measure(claim: ClaimSettings, curves: readonly RunCurve[]): Finding {
  switch (claim.kind) {
    case "steps":
      return measureSteps(claim, curves);
    case "never":
    case "reaches":
      return measureReaching(claim, curves);
    case "monotone":
      return measureMonotone(claim, curves);
    case "delay":
      return measureDelay(claim, curves);
    case "accuracy":
      return measureAccuracy(claim, curves);
  }
}

function measureSteps(claim: ClaimOf<"steps">, curves: readonly RunCurve[]): Finding {
  const stopped = describeStopped(curves, claim.metric, claim.threshold);
  if (stopped !== null) return ["undecided", stopped];
  const published = spreadOf(claim.published).median;
  const steps = stepsOf(curves, claim.metric, claim.threshold);
  const { median } = spreadOfSteps(steps);
  const measured = `median ${describeMedian(median)} (${list(curves, steps.map(writeSteps))}); ` +
    `published ${writeSteps(published)}`;
  if (median === null) {
    const healthy = curves.filter(({ points }) => divergence(points) === null);
    if (healthy.length === 0) return ["fails", measured];
    const budget = Math.min(...healthy.map((curve) => curve.budget));
    return budget >= published * claim.factor
      ? ["fails", `${measured}; budget ${writeNumber(budget)} steps`]
      : ["undecided", `${measured}; the budget of ${writeNumber(budget)} steps is too small`];
  }
  const ratio = median / published;
  const holds = ratio <= claim.factor && ratio >= 1 / claim.factor;
  return [holds ? "holds" : "fails", `${measured}; ratio ${writeNumber(ratio, 2)}`];
}

function measureReaching(
  claim: ClaimOf<"never" | "reaches">,
  curves: readonly RunCurve[],
): Finding {
  const steps = stepsOf(curves, claim.metric, claim.threshold);
  const reached = steps.filter((value) => value !== null).length;
  const never =
    curves.filter((curve, index) => steps[index] === null && !stoppedEarly(curve)).length;
  const measured = `${reached} of ${writeCount(curves.length, "run")} reached it ` +
    `(${steps.map(writeSteps).join(", ")})`;
  const [against, inFavour] = claim.kind === "never" ? [reached, never] : [never, reached];
  if (against > 0) return ["fails", measured];
  if (inFavour === curves.length) return ["holds", measured];
  return ["undecided", `${measured}; ${describeStopped(curves, claim.metric, claim.threshold)}`];
}

function measureMonotone(claim: ClaimOf<"monotone">, curves: readonly RunCurve[]): Finding {
  const { along, from = -Infinity, to = Infinity } = claim;
  const inside = curves.filter((curve) => {
    const value = curve.axes[along];
    return typeof value === "number" && value >= from && value <= to;
  });
  const stopped = describeStopped(inside, claim.metric, claim.threshold);
  if (stopped !== null) return ["undecided", stopped];
  const values = [...new Set(inside.map((curve) => Number(curve.axes[along])))].sort((a, b) =>
    a - b
  );
  const medians = values.map((value) => {
    const here = inside.filter((curve) => curve.axes[along] === value);
    return spreadOfSteps(stepsOf(here, claim.metric, claim.threshold)).median;
  });
  const measured = values.map((value, index) => `${value}: ${writeSteps(medians[index]!)}`).join(
    ", ",
  );
  if (values.length < 2) {
    return [
      "undecided",
      `needs two values of ${writeSetting(along)}; ${measured || "there is none"}`,
    ];
  }
  if (medians.every((median) => median === null)) return ["undecided", measured];
  const sign = claim.direction === "falling" ? 1 : -1;
  const numbers = medians.map((median) => sign * (median ?? Infinity));
  const breaks = numbers.findIndex((value, index) => value < (numbers[index + 1] ?? -Infinity));
  return breaks < 0 ? ["holds", measured] : [
    "fails",
    `${measured}; not ${claim.direction} from ${values[breaks]} to ${values[breaks + 1]}`,
  ];
}

function measureDelay(claim: ClaimOf<"delay">, curves: readonly RunCurve[]): Finding {
  const stopped = describeStopped(curves, claim.early, claim.threshold) ??
    describeStopped(curves, claim.late, claim.threshold);
  if (stopped !== null) return ["undecided", stopped];
  const early = stepsOf(curves, claim.early, claim.threshold);
  const late = stepsOf(curves, claim.late, claim.threshold);
  const pairs = list(
    curves,
    early.map((value, index) => `${writeSteps(late[index]!)} / ${writeSteps(value)}`),
  );
  if (early.includes(null)) {
    return ["undecided", `${writeWords(claim.early)} was not always reached: ${pairs}`];
  }
  const ratios = late.map((value, index) => (value ?? Infinity) / Math.max(early[index] ?? 0, 1));
  const { median } = spreadOf(ratios);
  if (!Number.isFinite(median)) {
    return ["undecided", `the median run never reaches ${writeWords(claim.late)}: ${pairs}`];
  }
  const holds = median >= claim.factor;
  return [holds ? "holds" : "fails", `median ratio ${writeNumber(median, 1)} (${pairs})`];
}

function measureAccuracy(claim: ClaimOf<"accuracy">, curves: readonly RunCurve[]): Finding {
  const statistic = claim.statistic === "best" ? bestValue : finalValue;
  const values = curves.map((curve) => statistic(curve.points, claim.metric));
  const finite = values.filter((value) => value !== null);
  if (finite.length < values.length) {
    return [
      "undecided",
      `some runs have no finite value: ${list(curves, values.map(writeFraction))}`,
    ];
  }
  const { median } = spreadOf(finite);
  const measured = `median ${writeFraction(median)} (${list(curves, values.map(writeFraction))})`;
  const { atLeast = -Infinity, atMost = Infinity } = claim;
  const [enough, within] = [median >= atLeast, median <= atMost];
  // A run that went on could only have got a better best: what it lacks may still have come.
  const couldRise = !enough || (within && claim.atMost !== undefined);
  if (claim.statistic === "best" && couldRise && curves.some(stoppedEarly)) {
    return ["undecided", `${measured}; a run stopped before its budget`];
  }
  return [enough && within ? "holds" : "fails", measured];
}

function stepsOf(curves: readonly RunCurve[], metric: string, threshold: number) {
  return curves.map((curve) => stepsToThreshold(curve.points, metric, threshold));
}

/** Says which run stopped before its budget without reaching the threshold, if one did. */
function describeStopped(
  curves: readonly RunCurve[],
  metric: string,
  threshold: number,
): string | null {
  for (const curve of curves) {
    const steps = stepsToThreshold(curve.points, metric, threshold);
    if (steps !== null || !stoppedEarly(curve)) continue;
    const last = curve.points.at(-1)?.step ?? 0;
    return `run ${curve.run} stopped at step ${writeNumber(last)} of ` +
      `${writeNumber(curve.budget)} before ${writeWords(metric)} reached ${threshold}`;
  }
  return null;
}

function describeMedian(median: number | null): string {
  return median === null ? "never" : `${writeSteps(median)} steps`;
}

/** "3 seeds: 3 300, 3 410, never"; "runs" where they differ in more than the seed. */
function list(curves: readonly RunCurve[], values: readonly string[]): string {
  const settings = new Set(curves.map(({ axes }) => JSON.stringify(axes)));
  return `${writeCount(values.length, settings.size > 1 ? "run" : "seed")}: ${values.join(", ")}`;
}

function goal({ metric, threshold }: { metric: string; threshold: number }): string {
  return `${writeWords(metric)} ${threshold}`;
}

function at({ where = {} }: { where?: Axes }): string {
  const conditions = Object.entries(where).map(([path, value]) => `${writeSetting(path)} ${value}`);
  return conditions.length === 0 ? "" : `, at ${conditions.join(", ")}`;
}

function span({ from, to }: { from?: number; to?: number }): string {
  return (from === undefined ? "" : ` from ${from}`) + (to === undefined ? "" : ` to ${to}`);
}

function bounds({ atLeast, atMost }: { atLeast?: number; atMost?: number }): string {
  const texts = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  return texts.join(" and ");
}
