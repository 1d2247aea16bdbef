/** All kinds of claims, and how the runs of an experiment are held against one. */
import { divergence } from "../measures/divergence.ts";
import { writeNumber, writeSetting } from "../measures/wording.ts";
import type { Verdict } from "../schemas/artifacts.ts";
import type { ClaimSettings } from "../schemas/claims.ts";
import { checkColumn } from "../schemas/columns.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { Axes } from "../schemas/fields.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { ClaimKind, Referable } from "./claim.ts";
import { delay } from "./delay.ts";
import { monotone } from "./monotone.ts";
import { never, reaches } from "./reaching.ts";
import { steps } from "./steps.ts";
import { accuracy, value } from "./value.ts";

export const claimKinds = { steps, never, reaches, monotone, delay, accuracy, value };

/** The kind of these settings, which are known to be its own. */
function kindOf({ kind }: ClaimSettings): ClaimKind {
  return claimKinds[kind];
}

/**
 * What is wrong with a claim; paths start at it. `columns` are those of the experiment's history,
 * null where they are not known.
 */
export function* checkClaim(
  claim: ClaimSettings,
  referable: Referable,
  columns: readonly string[] | null,
): Generator<Problem> {
  const kind = kindOf(claim);
  yield* checkWhere(claim.where, referable);
  for (const field of kind.columns) {
    yield* checkColumn(String(Reflect.get(claim, field)), [field], columns);
  }
  yield* kind.check?.(claim, referable) ?? [];
}

function* checkWhere(where: Axes, { runs, swept }: Referable): Generator<Problem> {
  const entries = Object.entries(where);
  let possible = true;
  for (const [field, value] of entries) {
    const values = swept.get(field);
    if (values === undefined) {
      possible = false;
      yield* checkSwept(field, ["where", field], swept, true);
    } else if (!values.has(value)) {
      possible = false;
      const message = `no run has the value ${value}; leave the claim out or select one of ` +
        [...values].join(", ");
      yield { path: ["where", field], message };
    }
  }
  const selects = (run: Axes) => entries.every(([field, value]) => run[field] === value);
  if (possible && !runs.some(selects)) {
    const message = "no run has all of these values at once; leave one of them out";
    yield { path: ["where"], message };
  }
}

/** Holds the claim against the runs it selects. */
export function judgeClaim(claim: ClaimSettings, curves: readonly RunCurve[]): Verdict {
  const kind = kindOf(claim);
  const selected = curves.filter((curve) => isSelected(curve, claim.where));
  const [verdict, measured] = selected.length === 0
    ? ["undecided", "no run of the experiment matches"] as const
    : kind.measured(claim, selected);
  return {
    name: claim.name,
    kind: claim.kind,
    verdict,
    expected: kind.expected(claim) + describeSelection(claim.where),
    measured: [measured, ...selected.flatMap(describeDivergence)].join("; "),
    ...(claim.source === undefined ? {} : { source: claim.source }),
  };
}

/** A number matches its text, as a table may hold either. */
function isSelected({ axes }: RunCurve, where: Axes): boolean {
  return Object.entries(where).every(([path, value]) => String(axes[path]) === String(value));
}

function describeSelection(where: Axes): string {
  const conditions = Object.entries(where).map(([path, value]) => `${writeSetting(path)} ${value}`);
  return conditions.length === 0 ? "" : `, at ${conditions.join(", ")}`;
}

function describeDivergence({ run, points }: RunCurve): string[] {
  const step = divergence(points);
  return step === null ? [] : [`run ${run} diverged at step ${writeNumber(step)}`];
}
