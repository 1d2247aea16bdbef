/** Words that all figures write in the same way: headline, seeds, diverged runs, chance line. */
import { divergence } from "../measures/divergence.ts";
import { writeCount, writeNumber } from "../measures/wording.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Chart } from "./chart.ts";
import type { ChartRequest } from "./kind.ts";

const NAMED_RUNS = 2; // diverged runs that are listed by name

/** Title and subtitle: of which experiment, what is shown, and how the runs were summarized. */
export function headline(
  { figure, title, subtitle, progress }: ChartRequest<unknown>,
  curves: readonly RunCurve[],
  shown: string,
  notes: readonly string[],
): Pick<Chart, "title" | "subtitle"> {
  const summary = [shown, ...notes].filter((part) => part !== "").join("; ");
  const partial = progress === undefined
    ? ""
    : `not finished: ${progress.runs} of ${writeCount(progress.of, "run")}`;
  return {
    title: figure.title ?? title,
    subtitle: [subtitle ?? "", summary, describeDiverged(curves), partial].filter((line) =>
      line !== ""
    ),
  };
}

/** "median of 3 seeds, bars: their range", for groups of so many runs each. */
export function describeSeeds(counts: readonly number[], range: string | null): string {
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (most <= 1) return "";
  const seeds = fewest === most ? writeCount(most, "seed") : `${fewest} to ${most} seeds`;
  return `median of ${seeds}` + (range === null ? "" : `, ${range}: their range`);
}

/** "1 run diverged: seed-1 at step 230", the first few by name. */
function describeDiverged(curves: readonly RunCurve[]): string {
  const diverged = curves.flatMap(({ run, points }) => {
    const step = divergence(points);
    return step === null ? [] : [`${run} at step ${writeNumber(step)}`];
  });
  if (diverged.length === 0) return "";
  const more = diverged.length - NAMED_RUNS;
  const named = [...diverged.slice(0, NAMED_RUNS), ...more > 0 ? [`and ${more} more`] : []];
  return `${writeCount(diverged.length, "run")} diverged: ${named.join(", ")}`;
}

export function chanceLine({ chance }: ChartRequest<unknown>): Chart["lines"] {
  if (chance === undefined) return [];
  return [{ y: chance, label: `chance ${Number(chance.toPrecision(2))}` }];
}

/** 0.99 as "99 %". */
export function writePercent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(3))} %`;
}
