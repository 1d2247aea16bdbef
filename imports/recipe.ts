/** What can be made into an experiment: files of other projects, and how each of them is written. */
import type { AxisValue } from "../schemas/fields.ts";

/** A file or a folder that somebody else's program reads or writes. */
export interface Source {
  /** Its name without folders. */
  readonly name: string;
  /** Its text; null of a folder. */
  readonly text: string | null;
  /** Paths of the files in a folder and below; none of a file. */
  readonly files: readonly string[];
  /** The bytes of one of these files. */
  read(path: string): Uint8Array;
}

/** What the experiment is to be called, and where it will be from. */
export interface Wanted {
  readonly name: string;
  /** The source as the experiment names it: a path from the experiment's folder. */
  readonly path: string;
  /** The project's folder of downloaded data, likewise. */
  readonly data: string;
  /** Settings that the source does not say, by path. */
  readonly set: Readonly<Record<string, AxisValue>>;
  /** Takes what a person has to know of the source, beside what the experiment says. */
  remark(text: string): void;
  /** The same of a part that had to be left out, which the exit code tells of. */
  leaveOut(text: string): void;
}

/** A source that is not what it should be, or says what cannot be said here. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

export interface Recipe {
  readonly title: string;
  readonly description: string;
  /** Whether a source is of this form, by its first look. */
  recognises(source: Source): boolean;
  /**
   * The experiment as a person would write it, with comments on what was taken for what; without
   * the line that names the schema.
   *
   * @throws {SourceError} for a source that is not what it should be.
   */
  write(source: Source, wanted: Wanted): string;
}

export function defineRecipe(recipe: Recipe): Recipe {
  return recipe;
}

/** A text as YAML, in quotes only where it would be something else without. */
export function yamlText(text: string): string {
  return /^[A-Za-z_./][\w ./+*^%=()-]*$/.test(text) && !/^(true|false|null|yes|no)$/i.test(text) &&
      !/[ :]$|: | #/.test(text)
    ? text
    : JSON.stringify(text);
}

/** A value as YAML. */
export function yamlValue(value: AxisValue): string {
  return typeof value === "string" ? yamlText(value) : String(value);
}
