/** The fields that an experiment sweeps, for figures and claims that refer to them. */
import type { Problem } from "./diagnostics.ts";
import { type Axes, type AxisValue, didYouMean, type Path } from "./fields.ts";

/** The values each swept field takes, in the order of the runs. */
export type SweptValues = ReadonlyMap<string, ReadonlySet<AxisValue>>;

export function sweptValues(runs: readonly Axes[]): SweptValues {
  const swept = new Map<string, Set<AxisValue>>();
  for (const run of runs) {
    for (const [path, value] of Object.entries(run)) {
      const values = swept.get(path);
      if (values === undefined) swept.set(path, new Set([value]));
      else values.add(value);
    }
  }
  return swept;
}

/** Nothing where `field` is swept, otherwise what is meant or what could be. */
export function* checkSwept(
  field: string,
  path: Path,
  swept: SweptValues,
  atKey = false,
): Generator<Problem> {
  if (swept.has(field)) return;
  const known = [...swept.keys()];
  const cure = swept.size === 0
    ? "this experiment sweeps none; list values of it under sweep.grid"
    : didYouMean(field, known, `swept fields are ${known.join(", ")}`);
  yield { path, message: `${field} is not a swept field; ${cure}`, atKey };
}
