/** Which runs a claim is about, or compares with: those that have given values of swept fields. */
import type { Problem } from "../schemas/diagnostics.ts";
import type { Axes, Path } from "../schemas/fields.ts";
import { ORIGIN, OURS } from "../schemas/origin.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Referable } from "./claim.ts";

/** What is wrong with the values that stand at `path` in a claim. */
export function* checkWhere(
  where: Axes,
  path: Path,
  { runs, swept }: Omit<Referable, "columns">,
): Generator<Problem> {
  const entries = Object.entries(where);
  let possible = true;
  for (const [field, value] of entries) {
    const values = swept.get(field);
    if (values === undefined) {
      possible = false;
      yield* checkSwept(field, [...path, field], swept, true);
    } else if (!values.has(value)) {
      possible = false;
      const message = `no run has the value ${value}; leave the claim out or select one of ` +
        [...values].join(", ");
      yield { path: [...path, field], message };
    }
  }
  const selects = (run: Axes) => entries.every(([field, value]) => run[field] === value);
  if (possible && !runs.some(selects)) {
    const message = "no run has all of these values at once; leave one of them out";
    yield { path, message };
  }
}

/**
 * The runs that have these values. Where logs of others stand beside our runs, what is claimed is
 * claimed of ours, unless it names an origin.
 */
export function selectRuns(curves: readonly RunCurve[], where: Axes): RunCurve[] {
  const besideOurs = curves.some(({ axes }) => axes[ORIGIN] === OURS);
  return matchingRuns(curves, besideOurs ? { [ORIGIN]: OURS, ...where } : where);
}

/** A number matches its text, as a table may hold either. */
export function matchingRuns(curves: readonly RunCurve[], where: Axes): RunCurve[] {
  return curves.filter(({ axes }) =>
    Object.entries(where).every(([path, value]) => String(axes[path]) === String(value))
  );
}
