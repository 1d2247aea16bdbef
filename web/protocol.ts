/**
 * What pages read, by paths relative to the page: the dashboard makes it when asked, a site has it
 * as files, a report carries it inside. Types and paths only, for both sides.
 *
 * - `data/index.json`: {@linkcode Index}
 * - `data/<experiment>/experiment.json`: {@linkcode ExperimentData}
 * - `data/<experiment>/curves.json`: {@linkcode CurvesData}
 * - `data/<experiment>/<run>/history.json`: {@linkcode HistoryData}
 * - `data/<experiment>/<run>/frames/<step>.bin`: what pictures show of one checkpoint
 * - `data/live.json`: {@linkcode LiveIndex}
 * - `events`, from the dashboard alone: {@linkcode LiveEvent} as server-sent events
 */
import type { LiveExperiment } from "../live/experiment.ts";
import type { Outcome } from "../measures/outcome_class.ts";
import type { Value } from "../tables/row_query.ts";

export type { Outcome, Value };

export type RunState = "done" | "diverged" | "in part" | "to do" | "damaged" | "imported";

export interface ClaimData {
  readonly name: string;
  readonly kind: string;
  /** Null until it was judged. */
  readonly verdict: "holds" | "fails" | "undecided" | null;
  /** In words; empty until it was judged. */
  readonly expected: string;
  readonly measured: string;
  readonly source: string | null;
  /** What a source has published, beside the median of our runs; null for a claim without it. */
  readonly numbers: ClaimNumbers | null;
}

/** Numbers of steps. */
export interface ClaimNumbers {
  /** The column that gets there, such as `validationAccuracy`. */
  readonly metric: string;
  /** How much of it, as a fraction of an accuracy. */
  readonly threshold: number;
  readonly published: number;
  /** Values of swept fields of the runs that it is about. */
  readonly where: Readonly<Record<string, string | number | boolean>>;
  /** Null until it was judged, or where the runs do not tell. */
  readonly ours: number | "never" | null;
}

/** What there is. */
export interface Index {
  readonly experiments: readonly IndexEntry[];
  /** True while some experiments are still being looked at; `events` tells when that is over. */
  readonly incomplete: boolean;
}

/** What can be trained in a browser tab. */
export interface LiveIndex {
  readonly experiments: readonly LiveExperiment[];
}

export interface IndexEntry {
  readonly name: string;
  readonly title: string;
  readonly source: string | null;
  /** The file, as one types it after `./regrok run`, and the preset. */
  readonly file: string;
  readonly preset: string | null;
  /** Where its results are, as one types it after `--artifacts`; null for where they always are. */
  readonly artifacts: string | null;
  /** What is wrong with its file; null for nothing. */
  readonly problem: string | null;
  /** Null where nothing was run yet, and where it is not known yet. */
  readonly summary: null | {
    readonly states: Readonly<Partial<Record<RunState, number>>>;
    readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
    readonly claims: readonly ClaimData[];
  };
}

export interface RunData {
  readonly id: string;
  readonly state: RunState;
  /** The last step that was looked at, and how many it was allowed. */
  readonly step: number;
  readonly budget: number;
  /** The swept fields by path, its origin among them where runs of others stand beside ours. */
  readonly axes: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  /** Best accuracies, as fractions. */
  readonly bestTrain: number | null;
  readonly bestValidation: number | null;
  /** First steps with 99 %; null for never, or not yet. */
  readonly train99: number | null;
  readonly validation99: number | null;
  readonly divergedAt: number | null;
  readonly outcome: Outcome | null;
  /** Updates done at each checkpoint that is kept. */
  readonly checkpoints: readonly number[];
  /** The newest value of each column of its history. */
  readonly last: Readonly<Record<string, number>>;
  /** Every setting and result that is not the same in all runs, by the names of `status --where`. */
  readonly values: Readonly<Record<string, Value>>;
}

export interface ExperimentData {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly source: string | null;
  readonly file: string;
  readonly preset: string | null;
  readonly artifacts: string | null;
  /** Paths of the swept fields. */
  readonly axes: readonly string[];
  readonly runs: readonly RunData[];
  /** Settings and results that all runs have in common. */
  readonly common: Readonly<Record<string, Value>>;
  /** Columns of the histories, in their order, `step` left out. */
  readonly columns: readonly string[];
  readonly claims: readonly ClaimData[];
  /** By which runs are classed: accuracies as fractions, and how many times later is a delay. */
  readonly thresholds: {
    readonly train: number;
    readonly validation: number;
    readonly delay: number;
  };
  readonly figures: readonly { readonly name: string; readonly kind: string }[];
}

/** All that was measured of one run, by column; null where a row lacks it or it is not finite. */
export interface HistoryData {
  readonly steps: readonly number[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The accuracies and losses of all runs, thinned for curves over many of them. */
export interface CurvesData {
  readonly runs: Readonly<Record<string, ThinRun>>;
}

export interface ThinRun {
  readonly curves: Readonly<Record<string, ThinCurve>>;
  /** Whether it ended before its budget was spent, and could have gone on. */
  readonly stoppedEarly: boolean;
  /** Every new best accuracy with its step: when any threshold was reached can be told from it. */
  readonly rises: { readonly train: ThinCurve; readonly validation: ThinCurve };
}

export interface ThinCurve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export type LiveEvent =
  /** A run goes on: where it is, and the newest accuracies. */
  | {
    readonly type: "progress";
    readonly experiment: string;
    readonly run: string;
    readonly step: number;
    /** Rows that are not in its history yet, in the order of their steps. */
    readonly rows: readonly LiveRow[];
  }
  /** Which runs are being trained now. */
  | { readonly type: "running"; readonly runs: readonly RunningRun[] }
  /** Something of an experiment was finished: what was read of it before is not all any more. */
  | { readonly type: "changed"; readonly experiment: string }
  /** The list of experiments is another one. */
  | { readonly type: "index" };

export interface LiveRow {
  readonly step: number;
  readonly trainAccuracy: number | null;
  readonly validationAccuracy: number | null;
}

export interface RunningRun {
  readonly experiment: string;
  readonly run: string;
  readonly step: number;
  readonly total: number;
}

export const paths = {
  index: "data/index.json",
  live: "data/live.json",
  experiment: (experiment: string) => `data/${encodeURIComponent(experiment)}/experiment.json`,
  curves: (experiment: string) => `data/${encodeURIComponent(experiment)}/curves.json`,
  history: (experiment: string, run: string) =>
    `data/${encodeURIComponent(experiment)}/${encodeURIComponent(run)}/history.json`,
  frame: (experiment: string, run: string, step: number) =>
    `data/${encodeURIComponent(experiment)}/${encodeURIComponent(run)}/frames/${step}.bin`,
  events: "events",
} as const;
