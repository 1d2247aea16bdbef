/** Figures and claims that refer to runs and fields which do not exist, or to nothing at all. */
import type { ClaimSettings } from "./claims.ts";
import type { Problem } from "./diagnostics.ts";
import { checkFigure } from "../figures/mod.ts";
import type { Axes, AxisValue, Path } from "./fields.ts";
import type { FigureSettings } from "./figures.ts";
import { checkSwept, type SweptValues, sweptValues } from "./swept_fields.ts";

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
  const axes = sweptValues(runs);
  for (const [index, figure] of figures.entries()) {
    for (const problem of checkFigure(figure, axes)) {
      problems.push({ ...problem, path: ["figures", index, ...problem.path] });
    }
  }
  for (const [index, claim] of claims.entries()) {
    problems.push(...checkClaim(claim, ["claims", index], runs, axes));
  }
  return problems;
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
  axes: SweptValues,
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
  axes: SweptValues,
): Generator<Problem> {
  const entries = Object.entries(where);
  let possible = true;
  for (const [field, value] of entries) {
    const values = axes.get(field);
    if (values === undefined) {
      possible = false;
      yield* checkSwept(field, [...path, field], axes, true);
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
  axes: SweptValues,
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

function* checkNumericAxis(field: string, path: Path, axes: SweptValues): Generator<Problem> {
  yield* checkSwept(field, path, axes);
  const text = [...axes.get(field) ?? []].find((value) => typeof value !== "number");
  if (text !== undefined) {
    yield { path, message: `${field} takes the value ${text}, and an order needs numbers` };
  }
}
