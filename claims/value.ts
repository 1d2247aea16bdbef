/** A column lies between bounds: the largest of a run, the smallest or the last. */
import { z } from "zod";
import { divergence } from "../measures/divergence.ts";
import { spreadOf } from "../measures/statistics.ts";
import {
  type Statistic,
  statisticNames,
  statisticOf,
  stoppedEarly,
} from "../measures/threshold.ts";
import { writeFraction, writeNumber, writeSignificant, writeWords } from "../measures/wording.ts";
import type { RunCurve } from "../tables/curves.ts";
import { type Bounds, checkBounds, writeBounds } from "./bounds.ts";
import { defineClaim, type Finding } from "./claim.ts";
import { listRuns, metric } from "./goal.ts";

interface ValueClaim extends Bounds {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly until?: number | undefined;
}

const fraction = z.number().min(0).max(1);

export const value = defineClaim({
  title: "value",
  description: "a column of the history lies between bounds",
  fields: {
    metric,
    statistic: z.enum(statisticNames).meta({
      description: "the largest of the run (best), the smallest (lowest) or the last (final)",
    }),
    until: z.int().min(0).optional().meta({
      description: "what comes after this step does not count, so that final is the value there",
    }),
    atLeast: z.number().optional().meta({ description: "lower bound" }),
    atMost: z.number().optional().meta({ description: "upper bound" }),
  },
  columns: ["metric"],
  check: checkBounds,
  needs: ({ until }) => until === undefined ? null : { path: ["until"], steps: until },
  expected: describeBounds,
  measured: (claim, curves) => compareWithBounds(claim, curves, writeSignificant),
});

/** The same for accuracies, whose bounds are fractions. */
export const accuracy = defineClaim({
  title: "accuracy",
  description: "an accuracy lies between bounds",
  fields: {
    metric,
    statistic: z.enum(["best", "final"]).meta({ description: "over the run, or at its end" }),
    atLeast: fraction.optional().meta({ description: "lower bound, as a fraction from 0 to 1" }),
    atMost: fraction.optional().meta({ description: "upper bound, as a fraction from 0 to 1" }),
  },
  columns: ["metric"],
  *check(claim) {
    yield* checkBounds(claim);
    if (claim.metric.endsWith("Accuracy")) return;
    yield { path: ["metric"], message: `${claim.metric} is no accuracy; use the kind value` };
  },
  expected: describeBounds,
  measured: (claim, curves) => compareWithBounds(claim, curves, writeFraction),
});

function describeBounds({ metric, statistic, until, ...bounds }: ValueClaim): string {
  const when = until === undefined ? "" : ` until step ${writeNumber(until)}`;
  return `median ${statistic} ${writeWords(metric)}${when} ${writeBounds(bounds)}`;
}

function compareWithBounds(
  claim: ValueClaim,
  curves: readonly RunCurve[],
  write: (value: number) => string,
): Finding {
  const { metric, statistic, until, atLeast = -Infinity, atMost = Infinity } = claim;
  const cut = until === undefined ? curves : curves.map((curve) => cutAfter(curve, until));
  const values = cut.map(({ points }) =>
    divergence(points) === null ? statisticOf(points, metric, statistic) : null
  );
  const list = listRuns(curves, values.map((value) => value === null ? "none" : write(value)));
  const unknown = cut.some(({ points }, index) =>
    values[index] === null && divergence(points) === null
  );
  if (unknown) return ["undecided", `some runs have no value: ${list}`];
  // A run that diverged is outside of the bounds, on either side, whatever it reached before.
  const lower = spreadOf(values.map((value) => value ?? -Infinity)).median;
  const upper = spreadOf(values.map((value) => value ?? Infinity)).median;
  const [enough, within] = [lower >= atLeast, upper <= atMost];
  const measured = `median ${lower === upper ? write(lower) : "none"} (${list})`;
  if (cut.some(stoppedEarly) && couldChange(claim, enough, within)) {
    return ["undecided", `${measured}; a run stopped before its budget`];
  }
  return [enough && within ? "holds" : "fails", measured];
}

/** The run as if `until` had been its budget. */
function cutAfter(curve: RunCurve, until: number): RunCurve {
  const points = curve.points.filter((row) => row.step <= until);
  const isWhole = (curve.points.at(-1)?.step ?? 0) >= until;
  return { ...curve, points, budget: isWhole ? points.at(-1)?.step ?? 0 : until };
}

/** Had a run gone on, its best could only have risen, and its lowest only have fallen. */
function couldChange(claim: ValueClaim, enough: boolean, within: boolean): boolean {
  switch (claim.statistic) {
    case "best":
      return !enough || (within && claim.atMost !== undefined);
    case "lowest":
      return !within || (enough && claim.atLeast !== undefined);
    case "final":
      return claim.until !== undefined;
  }
}
