/** All kinds of claims, and how the runs of an experiment are held against one. */
import { divergence } from "../measures/divergence.ts";
import { writeNumber, writeSetting } from "../measures/wording.ts";
import type { Verdict } from "../schemas/artifacts.ts";
import type { ClaimSettings } from "../schemas/claims.ts";
import { checkColumn } from "../schemas/columns.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { Axes } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { type BudgetedRun, checkBudget } from "./budget.ts";
import type { ClaimKind, Compared, Referable } from "./claim.ts";
import { correlation } from "./correlation.ts";
import { delay } from "./delay.ts";
import { monotone } from "./monotone.ts";
import { outcome } from "./outcome.ts";
import { never, reaches } from "./reaching.ts";
import { checkWhere, selectRuns } from "./selection.ts";
import { steps } from "./steps.ts";
import { trajectory } from "./trajectory.ts";
import { accuracy, value } from "./value.ts";

export const claimKinds = {
  steps,
  never,
  reaches,
  monotone,
  delay,
  accuracy,
  value,
  trajectory,
  outcome,
  correlation,
};

/** The kind of these settings, which are known to be its own. */
function kindOf({ kind }: ClaimSettings): ClaimKind {
  return claimKinds[kind];
}

/**
 * What is wrong with a claim; paths start at it. `columns` are those of the experiment's history,
 * null where they are not known; `budgets` tell how long runs are that are trained here, and are empty
 * where no claim is to be held against that.
 */
export function* checkClaim(
  claim: ClaimSettings,
  referable: Omit<Referable, "columns">,
  columns: readonly string[] | null,
  budgets: readonly BudgetedRun[],
): Generator<Problem> {
  const kind = kindOf(claim);
  yield* checkWhere(claim.where, ["where"], referable);
  for (const field of kind.columns) {
    const named: unknown = Reflect.get(claim, field);
    if (!Array.isArray(named)) yield* checkColumn(String(named), [field], columns);
    else {
      for (const [index, name] of named.entries()) {
        yield* checkColumn(String(name), [field, index], columns);
      }
    }
  }
  yield* kind.check?.(claim, { ...referable, columns }) ?? [];
  const needed = kind.needs?.(claim) ?? null;
  if (needed !== null) yield* checkBudget(needed, claim.where, budgets);
}

/** Holds the claim against the runs it selects. */
export function judgeClaim(claim: ClaimSettings, curves: readonly RunCurve[]): Verdict {
  const kind = kindOf(claim);
  const selected = selectRuns(curves, claim.where);
  const [verdict, measured] = selected.length === 0
    ? ["undecided", "no run of the experiment matches"] as const
    : kind.measured(claim, selected, curves);
  return {
    name: claim.name,
    kind: claim.kind,
    verdict,
    expected: kind.expected(claim) + describeSelection(claim.where),
    measured: [measured, ...selected.flatMap(describeDivergence)].join("; "),
    ...(claim.source === undefined ? {} : { source: claim.source }),
  };
}

/** The published number of a claim beside ours; null for a claim without one. */
export function compareWithPublished(
  claim: ClaimSettings,
  curves: readonly RunCurve[],
): (Compared & { readonly where: Axes }) | null {
  const { where } = claim;
  const compared = kindOf(claim).compared?.(claim, selectRuns(curves, where));
  return compared === undefined ? null : { ...compared, where };
}

function describeSelection(where: Axes): string {
  const conditions = Object.entries(where).map(([path, value]) => `${writeSetting(path)} ${value}`);
  return conditions.length === 0 ? "" : `, at ${conditions.join(", ")}`;
}

function describeDivergence({ run, points }: RunCurve): string[] {
  const step = divergence(points);
  return step === null ? [] : [`run ${run} diverged at step ${writeNumber(step)}`];
}
