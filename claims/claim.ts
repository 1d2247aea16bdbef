/** What a kind of claim is: its settings, what they must fit to, and how runs are held against it. */
import { z } from "zod";
import type { Verdict } from "../schemas/artifacts.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { type Axes, AxisValue } from "../schemas/fields.ts";
import type { Fields, Kind, SettingsOf } from "../schemas/kinds.ts";
import type { SweptValues } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { NeededSteps } from "./budget.ts";

/** What every claim may be given, beside the fields of its kind. */
export const claimFields = {
  name: z.string().min(1).meta({ description: "the claim in a few words" }),
  source: z.string().min(1).optional().meta({ description: "who claims it, and where" }),
  where: z.record(z.string(), AxisValue).default({}).meta({
    description: "values of swept fields that select runs, for instance split.trainFraction: " +
      "0.5; all of ours if left out, and those of logs where there are no others",
  }),
};

/** What a claim may refer to in its experiment. */
export interface Referable {
  /** The swept fields of each run. */
  readonly runs: readonly Axes[];
  readonly swept: SweptValues;
  /** Columns of the history; null where they are not known. */
  readonly columns: readonly string[] | null;
}

/**
 * The verdict, and what was measured in words. "Undecided" means that the runs do not carry the
 * information: one stopped before its budget, or the budget is too small to tell.
 */
export type Finding = readonly [verdict: Verdict["verdict"], measured: string];

/** A published number beside the median of our runs: null while these do not tell. */
export interface Compared {
  readonly metric: string;
  /** How much of it is reached at these steps. */
  readonly threshold: number;
  readonly published: number;
  readonly ours: number | "never" | null;
}

/** Methods, so that a list of kinds with different settings has a type. */
export interface ClaimKind<F extends Fields = Fields> extends Kind<F> {
  /** Fields that name a column of the history, or list some. */
  readonly columns: readonly (keyof F & string)[];
  /** What is wrong with the settings; paths start at the claim. */
  check?(settings: SettingsOf<F>, referable: Referable): Iterable<Problem>;
  /** How long runs have to be so that the claim can hold; null for any length. */
  needs?(settings: SettingsOf<F>): NeededSteps | null;
  /** What is expected of the selected runs, in words. */
  expected(settings: SettingsOf<F>): string;
  /**
   * What was found in the selected runs, of which there is at least one; `all` are those of the
   * experiment, logs of others among them.
   */
  measured(
    settings: SettingsOf<F>,
    curves: readonly RunCurve[],
    all: readonly RunCurve[],
  ): Finding;
  /** The number that a source has published, beside that of the selected runs. */
  compared?(settings: SettingsOf<F>, curves: readonly RunCurve[]): Compared;
}

export function defineClaim<const F extends Fields>(kind: ClaimKind<F>): ClaimKind<F> {
  return kind;
}
