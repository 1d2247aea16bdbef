/** What a corruption is: rows that are taught other answers than the true ones. */
import type { ClassOutput, DataShape } from "../schemas/data_shape.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/** How the rows were ordered before they were split. */
export interface RowOrder {
  readonly shuffle: "counter" | "numpy" | "none";
  readonly seed: number;
}

/** What a corruption may look at. */
export interface TrueAnswers {
  /** Indices of the training rows, in the order of the split. */
  readonly train: Int32Array;
  /** Those of the rows to validate on. */
  readonly validation: Int32Array;
  /** Answers that are the same in all rows are not among them. */
  readonly output: ClassOutput;
  /** Row-major [rows, answers] of the whole table. */
  readonly targets: Int32Array;
  readonly split: RowOrder;
}

/** The rows that are taught other answers, and what they are taught. */
export interface Corrupted {
  /** Training rows; where the rows to validate on have other answers too, these as well. */
  readonly rows: Int32Array;
  /** Row-major [rows, answers]. */
  readonly targets: Int32Array;
}

export interface CorruptionKind<F extends Fields = Fields> extends Kind<F> {
  /** What is done, in a few words for the subtitles of figures. */
  subject(settings: SettingsOf<F>): string;
  /** Why these settings make no sense; data without classes are refused before. */
  check(settings: SettingsOf<F>, trainRows: number): Iterable<FieldProblem>;
  /** How many of so many training rows are taught other answers. */
  count(settings: SettingsOf<F>, trainRows: number): number;
  corrupt(settings: SettingsOf<F>, answers: TrueAnswers): Corrupted;
  /** Settings with the number of rows they corrupt of ten. */
  readonly samples: readonly { readonly settings: SettingsOf<F>; readonly ofTen: number }[];
}

export function defineCorruption<const F extends Fields>(
  kind: CorruptionKind<F>,
): CorruptionKind<F> {
  return kind;
}

/** The refusal of data whose answers cannot be exchanged. */
export function* refuseUncorruptible({ output }: DataShape): Generator<FieldProblem> {
  const fields = ["corruption", "task.kind"] as const;
  if (output.kind === "numbers") {
    yield { fields, message: "other answers need classes, and this task asks for numbers" };
  } else if (output.classes < 2) {
    yield { fields, message: "there is only one class, so no answer could be another" };
  } else if (output.ragged) {
    yield { fields, message: "rows of this task ask for different numbers of answers" };
  }
}

/** The classes that some row has as an answer, in ascending order. */
export function classesOf(targets: Int32Array): Int32Array {
  return Int32Array.from(new Set(targets)).sort();
}
