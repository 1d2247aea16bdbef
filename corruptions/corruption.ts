/** What a corruption is: training rows that are taught other answers than the true ones. */
import type { ClassOutput, DataShape } from "../schemas/data_shape.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/** What a corruption may look at. */
export interface TrueAnswers {
  readonly output: ClassOutput;
  /** Row-major [rows, answers]: of the whole table, the rows to validate on among them. */
  readonly targets: Int32Array;
  /** Indices of the training rows, in the order of the split. */
  readonly train: Int32Array;
}

/** The rows that are taught wrong, and what they are taught. */
export interface Corrupted {
  readonly rows: Int32Array;
  /** Row-major [rows, answers]. */
  readonly targets: Int32Array;
}

export interface CorruptionKind<F extends Fields = Fields> extends Kind<F> {
  /** What is done, in a few words for the subtitles of figures. */
  subject(settings: SettingsOf<F>): string;
  /** Why these settings make no sense; data without classes are refused before. */
  check(settings: SettingsOf<F>, trainRows: number): Iterable<FieldProblem>;
  /** How many of so many training rows are corrupted. */
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
export function* refuseUncorruptible({ input, output }: DataShape): Generator<FieldProblem> {
  const fields = ["corruption", "task.kind"] as const;
  if (output.kind === "numbers") {
    yield { fields, message: "other answers need classes, and this task asks for numbers" };
  } else if (output.classes < 2) {
    yield { fields, message: "there is only one class, so no answer could be another" };
  } else if (input.kind === "tokens" && input.causal) {
    yield {
      fields: ["corruption", "task.encoding", "task.kind"],
      message: "the tokens of a row hold its true answer, and would contradict a corrupted one; " +
        "use an encoding without answers among the tokens",
    };
  }
}
