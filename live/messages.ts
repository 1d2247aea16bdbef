/** What the page and its worker tell each other. Types only. */
import type { ChoiceProblem, Choices } from "./choices.ts";
import type { Description } from "./description.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { RunSettings } from "../schemas/run_settings.ts";

export type { ChoiceProblem, Choices, Description, HistoryRow };

/** An experiment with what was chosen of it; `id` tells answers to one from those to the next. */
export interface Wanted {
  readonly id: number;
  readonly settings: RunSettings;
  readonly choices: Choices;
}

export type ToWorker =
  /** What such a run would cost, or why there is none. Needs no runtime. */
  | ({ readonly type: "describe" } & Wanted)
  /** Fetches and starts onnxruntime; addresses are absolute. */
  | {
    readonly type: "load";
    readonly wasm: string;
    readonly glue: string;
    readonly threads: number;
  }
  /** Makes the data and programs of a run and looks at it before its first step. */
  | ({ readonly type: "open" } & Wanted)
  /** Trains on until it is told to pause, or the run ends. */
  | { readonly type: "go" }
  | { readonly type: "pause" }
  /** Trains one step. */
  | { readonly type: "step" };

export type FromWorker =
  | { readonly type: "described"; readonly id: number; readonly description: Description }
  | { readonly type: "refused"; readonly id: number; readonly problems: readonly ChoiceProblem[] }
  | { readonly type: "loading"; readonly bytes: number }
  | { readonly type: "loaded"; readonly threads: number }
  /** Where a run is; `rows` are new. */
  | ({ readonly type: "moved"; readonly id: number } & Moved)
  /** What pictures need of a step, as a frame of `pictures/`; handed over, not copied. */
  | {
    readonly type: "frame";
    readonly id: number;
    readonly step: number;
    readonly frame: ArrayBuffer;
  }
  /** In words for people; nothing is trained any more. */
  | { readonly type: "failed"; readonly message: string };

export interface Moved {
  readonly step: number;
  readonly rows: readonly HistoryRow[];
  readonly state: "training" | "paused" | "ended";
  /** Mean time of a step of training, evaluations left out; null before the first. */
  readonly msPerStep: number | null;
}
