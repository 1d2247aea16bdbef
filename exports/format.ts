/** What a form of export is: a finished run as the files that users of another program know. */
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Run } from "../schemas/run_settings.ts";

/** A weight tensor of a checkpoint, row-major. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> & Iterable<number>;
}

export interface SavedCheckpoint {
  /** Updates done. */
  readonly step: number;
  /** Path of the file among those of the run. */
  readonly path: string;
  /** Weights by name, without the numbers that the optimizer keeps. */
  readonly weights: ReadonlyMap<string, Weight>;
}

/** Everything that is known of a run that has ended. */
export interface FinishedRun {
  readonly experiment: string;
  readonly run: Run;
  /** What was logged and measured, in the order of the steps. */
  readonly points: readonly HistoryRow[];
  /** Paths of the files that Regrok has of the run, such as `data/train.csv`. */
  readonly files: readonly string[];
  read(path: string): Promise<Uint8Array>;
  /** One checkpoint after the other, so that they need not be in memory together. */
  checkpoints(): AsyncIterable<SavedCheckpoint>;
}

export type ExportedFiles = Readonly<Record<string, Uint8Array>>;

export interface ExportFormat {
  readonly title: string;
  readonly description: string;
  /** Files by their path in the folder. The same run gives the same bytes. */
  write(run: FinishedRun): Promise<ExportedFiles>;
}

export function defineExport(format: ExportFormat): ExportFormat {
  return format;
}

export function textFile(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One line for each value. */
export function jsonLines(values: readonly unknown[]): Uint8Array {
  return textFile(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}
