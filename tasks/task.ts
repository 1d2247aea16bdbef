/** What a task is: a table of rows, each with its answer, and named sets of them. */
import { integerPower } from "../numerics/elementary.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/** Contents of the files that a task reads, by the names it gives them. */
export type TaskFiles = Readonly<Record<string, Uint8Array>>;

/** What is wrong with a file, told in the place of the field that names it. */
export class TaskFileError extends Error {
  override readonly name = "TaskFileError";

  constructor(readonly field: string, message: string) {
    super(message);
  }
}

/** What is known of a table before it is built. */
export interface TableSize {
  readonly data: DataShape;
  /** Rows to be split into training and validation. */
  readonly rows: number;
  /** Sizes of the sets that the task itself sets apart; `validation` may be one of them. */
  readonly sets: Readonly<Record<string, number>>;
  /** Which of these are trained on, besides what the split takes; none if left out. */
  readonly trained?: readonly string[];
  /**
   * Consecutive rows that are split each by itself: their numbers, by the name of the set that
   * what is left of them for validation makes. All rows are split together if left out.
   */
  readonly parts?: Readonly<Record<string, number>>;
}

export interface Table {
  /** Row-major [rows, positions] tokens or [rows, ...shape] numbers. */
  readonly inputs: Int32Array | Float32Array;
  /** Row-major [rows, answers] classes (-1: not asked for) or [rows, width] numbers. */
  readonly targets: Int32Array | Float32Array;
  /** Row indices of the task's own sets; all other rows are split. */
  readonly sets: Readonly<Record<string, Int32Array>>;
  /** The tokens by index; none where inputs are numbers. */
  readonly vocabulary: readonly string[];
  /** A row as a person would write it, such as `3+5` and `1`. */
  text(row: number): { readonly input: string; readonly answer: string };
}

export interface TaskKind<F extends Fields = Fields> extends Kind<F> {
  /** What is learnt, in a few words for the subtitles of figures: `x+y mod 97`. */
  subject(settings: SettingsOf<F>): string;
  /** Fields that hold paths of files; they are read by content, and paths stay out of all keys. */
  readonly files?: readonly (keyof F & string)[];
  /** Where such files come from, said of one that cannot be read. */
  readonly sourceOfFiles?: string;
  /** Fields that decide how many rows there are, the first to be blamed first. */
  readonly sizedBy: readonly [keyof F & string, ...(keyof F & string)[]];
  /** Why there is no such table; asked before `size`. */
  check(settings: SettingsOf<F>): Iterable<FieldProblem>;
  /** @throws {TaskFileError} for a file that is not what it should be. */
  size(settings: SettingsOf<F>, files: TaskFiles): TableSize;
  /** `seed` is the split's: it decides what the task leaves to chance. */
  build(settings: SettingsOf<F>, context: { files: TaskFiles; seed: number }): Table;
  /** Tables of a source with the numbers of rows it gives. */
  readonly published: readonly {
    readonly source: string;
    readonly settings: SettingsOf<F>;
    readonly rows: number;
  }[];
  /** Small tables with their rows, in order, for the tests. */
  readonly samples: readonly {
    readonly settings: SettingsOf<F>;
    readonly files?: TaskFiles;
    /** The first rows as people write them: `3+5=1`. */
    readonly rows: readonly string[];
  }[];
}

/** Row indices of so many rows from this one on. */
export function rowsFrom(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => first + row);
}

export function defineTask<const F extends Fields>(kind: TaskKind<F>): TaskKind<F> {
  return kind;
}

/** How often a whole row is right by chance; null where that is no one number. */
export function chanceOf({ output }: DataShape): number | null {
  if (output.kind === "numbers" || output.ragged) return null;
  return 1 / integerPower(output.classes, output.answers);
}
