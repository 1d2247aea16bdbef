/** Runs take the path of a published one: the same numbers at the same steps. */
import { z } from "zod";
import { spreadOf } from "../measures/statistics.ts";
import { stoppedEarly } from "../measures/threshold.ts";
import { writeColumn, writeNumber, writeSignificant } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { AxisValue } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { defineClaim, type Finding } from "./claim.ts";
import { checkWhere, matchingRuns } from "./selection.ts";

interface Trajectory {
  readonly metrics: readonly string[];
  readonly steps: readonly number[];
  /** A selection of runs, or a list for each metric with a number for each step. */
  readonly against: Readonly<Record<string, AxisValue>> | readonly (readonly number[])[];
  readonly tolerance: number;
}

/** One column at one step, ours and theirs. */
interface Comparison {
  readonly metric: string;
  readonly step: number;
  /** Medians over the runs; null where one of them has nothing there. */
  readonly ours: number | null;
  readonly theirs: number | null;
}

/** Comparisons that are listed by name. */
const LISTED = 3;

export const trajectory = defineClaim({
  title: "trajectory",
  description: "columns have published values, or those of other runs such as an imported log, " +
    "at given steps",
  fields: {
    metrics: z.array(z.string().min(1)).min(1).meta({
      description: "columns of the history, such as validationLoss or parameterNorms/output.weight",
    }),
    steps: z.array(z.int().min(0)).min(1).meta({
      description: "numbers of updates; between two evaluations the line between them counts",
    }),
    against: z.union([
      z.array(z.array(z.number()).min(1)).min(1),
      z.record(z.string(), AxisValue),
    ], { error: "must be lists of numbers, or values of swept fields that select runs" }).meta({
      description: "what to compare with: published numbers, for each of metrics a list with one " +
        "for each of steps; or runs, by values of swept fields, as in origin: published",
    }),
    tolerance: z.number().gt(1).default(1.05).meta({
      description: "how far the two medians may be apart, as a ratio above 1: 1.05 is 5 %",
    }),
  },
  columns: ["metrics"],
  *check(claim, referable) {
    const { against } = claim;
    if (isTable(against)) return yield* checkTable(claim, against);
    yield* checkWhere(against, ["against"], referable);
    if (Object.keys(against).length === 0) {
      yield {
        path: ["against"],
        message: "selects every run; name an origin, as in origin: published",
      };
    }
  },
  needs: ({ steps }) => ({ path: ["steps"], steps: Math.max(...steps) }),
  expected({ metrics, steps, against, tolerance }) {
    const names = metrics.map(writeColumn).join(", ");
    const theirs = isTable(against) ? "the published numbers" : Object.values(against).join(", ");
    const at = steps.map((step) => writeNumber(step)).join(", ");
    return `${names} within a ratio of ${tolerance} of ${theirs} at steps ${at}`;
  },
  measured(claim, curves, all) {
    const { against } = claim;
    const theirs = isTable(against) ? [] : matchingRuns(all, against);
    const ours = curves.filter((curve) => !theirs.includes(curve));
    if (theirs.length === 0 && !isTable(against)) {
      return ["undecided", "there is no run to compare with"];
    }
    if (ours.length === 0) return ["undecided", "the claim selects no other run than those"];
    const compared = claim.metrics.flatMap((metric, row) =>
      claim.steps.map((step, column) => ({
        metric,
        step,
        ours: medianAt(ours, metric, step),
        theirs: isTable(against) ? against[row]![column]! : medianAt(theirs, metric, step),
      }))
    );
    return judge(claim, compared, ours);
  },
});

function isTable(against: Trajectory["against"]): against is readonly (readonly number[])[] {
  return Array.isArray(against);
}

function* checkTable(
  { metrics, steps }: Trajectory,
  table: readonly (readonly number[])[],
): Generator<Problem> {
  if (table.length !== metrics.length) {
    yield {
      path: ["against"],
      message: `has ${table.length} lists for ${metrics.length} metrics`,
    };
  }
  for (const [row, numbers] of table.entries()) {
    if (numbers.length === steps.length) continue;
    yield {
      path: ["against", row],
      message: `has ${numbers.length} numbers for ${steps.length} steps`,
    };
  }
}

function medianAt(curves: readonly RunCurve[], metric: string, step: number): number | null {
  const values = curves.map((curve) => valueAtStep(curve, metric, step));
  const numbers = values.filter((value) => value !== null);
  return numbers.length < values.length ? null : spreadOf(numbers).median;
}

/** The value at a step, between two rows that of the line between them; null outside of them. */
function valueAtStep({ points }: RunCurve, metric: string, step: number): number | null {
  const rows = points.filter((row) => typeof row[metric] === "number");
  const after = rows.findIndex((row) => row.step >= step);
  if (after < 0) return null;
  const [before, next] = [rows[after - 1], rows[after]!];
  if (next.step === step) return next[metric]!;
  if (before === undefined) return null;
  const part = (step - before.step) / (next.step - before.step);
  return before[metric]! + part * (next[metric]! - before[metric]!);
}

function judge(
  { tolerance }: Trajectory,
  compared: readonly Comparison[],
  ours: readonly RunCurve[],
): Finding {
  const missing = compared.filter(({ ours, theirs }) => ours === null || theirs === null);
  const known = compared.flatMap(({ ours, theirs, ...at }) =>
    ours === null || theirs === null ? [] : [{ ...at, ours, theirs, ratio: ratioOf(ours, theirs) }]
  ).sort((a, b) => b.ratio - a.ratio);
  const far = known.filter(({ ratio }) => !(ratio <= tolerance));
  const listed = (far.length > 0 ? far : known).slice(0, LISTED).map(describe).join("; ");
  const more = far.length > LISTED ? `; and ${far.length - LISTED} more` : "";
  if (far.length > 0) {
    return ["fails", `${far.length} of ${known.length} are further apart: ${listed}${more}`];
  }
  if (missing.length > 0) {
    const names = missing.slice(0, LISTED).map(({ metric, step, ours }) =>
      `${writeColumn(metric)} at step ${writeNumber(step)} of ${ours === null ? "ours" : "theirs"}`
    );
    const stopped = ours.some(stoppedEarly) ? "; a run stopped before its budget" : "";
    const others = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "";
    return ["undecided", `there is no ${names.join(", ")}${others}${stopped}`];
  }
  return ["holds", `${known.length} compared, the furthest apart: ${listed}`];
}

/** How far two numbers are apart, 1 for equal ones; infinite where they differ in sign. */
function ratioOf(one: number, other: number): number {
  if (one === other) return 1;
  return one * other <= 0 ? Infinity : Math.max(one / other, other / one);
}

function describe(
  { metric, step, ours, theirs, ratio }: Comparison & { readonly ratio: number },
): string {
  return `${writeColumn(metric)} at step ${writeNumber(step)}: ${
    writeSignificant(ours!)
  } against ` +
    `${writeSignificant(theirs!)}, ratio ${writeSignificant(ratio)}`;
}
