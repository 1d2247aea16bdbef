/** Figures and claims that refer to runs and fields which do not exist, or to nothing at all. */
import type { ClaimSettings } from "./claims.ts";
import type { Problem } from "./diagnostics.ts";
import { type Axes, type AxisValue, nearestName, type Path } from "./fields.ts";
import type { FigureSettings } from "./figures.ts";

/**
 * Everything wrong with the figures and claims of an experiment whose runs have these swept
 * values; nothing when no values are given, since then the sweep itself is wrong.
 */
export function checkReferences(
  figures: readonly FigureSettings[],
  claims: readonly ClaimSettings[],
  runs: readonly Axes[],
): Problem[] {
  const problems = [...checkNames("figures", figures), ...checkNames("claims", claims)];
  if (runs.length === 0) return problems;
  const axes = collectAxes(runs);
  for (const [index, figure] of figures.entries()) {
    if ("x" in figure && !axes.has(figure.x)) {
      problems.push(describeUnswept(["figures", index, "x"], figure.x, axes, false));
    }
  }
  for (const [index, claim] of claims.entries()) {
    problems.push(...checkClaim(claim, ["claims", index], runs, axes));
  }
  return problems;
}

/** The values each swept field takes, in the order of the runs. */
type AxisValues = ReadonlyMap<string, ReadonlySet<AxisValue>>;

function collectAxes(runs: readonly Axes[]): AxisValues {
  const axes = new Map<string, Set<AxisValue>>();
  for (const run of runs) {
    for (const [path, value] of Object.entries(run)) {
      axes.set(path, (axes.get(path) ?? new Set()).add(value));
    }
  }
  return axes;
}

function* checkNames(section: string, items: readonly { name: string }[]): Generator<Problem> {
  const taken = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    if (taken.has(name)) {
      yield { path: [section, index, "name"], message: `"${name}" is taken; use another name` };
    }
    taken.add(name);
  }
}

function* checkClaim(
  claim: ClaimSettings,
  path: Path,
  runs: readonly Axes[],
  axes: AxisValues,
): Generator<Problem> {
  if ("where" in claim) yield* checkWhere(claim.where, [...path, "where"], runs, axes);
  if (claim.kind === "monotone") yield* checkMonotone(claim, path, axes);
  if (claim.kind !== "accuracy") return;
  const { atLeast, atMost } = claim;
  if (atLeast === undefined && atMost === undefined) {
    yield { path, message: "claims nothing; give atLeast, atMost or both" };
  } else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    const message = `${atLeast} is above atMost ${atMost}; exchange the two`;
    yield { path: [...path, "atLeast"], message };
  }
}

function* checkWhere(
  where: Readonly<Record<string, AxisValue>>,
  path: Path,
  runs: readonly Axes[],
  axes: AxisValues,
): Generator<Problem> {
  const entries = Object.entries(where);
  let possible = true;
  for (const [field, value] of entries) {
    const values = axes.get(field);
    if (values === undefined) {
      possible = false;
      yield describeUnswept([...path, field], field, axes, true);
    } else if (!values.has(value)) {
      possible = false;
      const message = `no run has the value ${value}; leave the claim out or select one of ` +
        [...values].join(", ");
      yield { path: [...path, field], message };
    }
  }
  const selects = (run: Axes) => entries.every(([field, value]) => run[field] === value);
  if (possible && !runs.some(selects)) {
    yield { path, message: "no run has all of these values at once; leave one of them out" };
  }
}

function* checkMonotone(
  { along, from = -Infinity, to = Infinity }: Extract<ClaimSettings, { kind: "monotone" }>,
  path: Path,
  axes: AxisValues,
): Generator<Problem> {
  const problems = [...checkNumericAxis(along, [...path, "along"], axes)];
  yield* problems;
  if (problems.length > 0) return;
  const values = [...axes.get(along) ?? []].filter((value) => Number(value) >= from)
    .filter((value) => Number(value) <= to);
  if (values.length < 2) {
    const message = `${along} has ${values.length} values from ${from} to ${to}, and a ` +
      "comparison needs two; widen from and to, or sweep more values";
    yield { path, message };
  }
}

function* checkNumericAxis(field: string, path: Path, axes: AxisValues): Generator<Problem> {
  const values = axes.get(field);
  if (values === undefined) {
    yield describeUnswept(path, field, axes, false);
    return;
  }
  const text = [...values].find((value) => typeof value !== "number");
  if (text !== undefined) {
    yield { path, message: `${field} takes the value ${text}, and an order needs numbers` };
  }
}

function describeUnswept(path: Path, field: string, axes: AxisValues, atKey: boolean): Problem {
  const meant = nearestName(field, [...axes.keys()]);
  const cure = meant !== undefined
    ? `did you mean ${meant}?`
    : axes.size === 0
    ? "this experiment sweeps none; list values of it under sweep.grid"
    : `swept fields are ${[...axes.keys()].join(", ")}`;
  return { path, message: `${field} is not a swept field; ${cure}`, atKey };
}
