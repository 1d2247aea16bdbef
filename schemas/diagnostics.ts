/** What is wrong with an experiment, and where: the errors that a person is to mend. */
import type { Path } from "./fields.ts";

/** Something wrong, addressed by where it stands in the experiment's data. */
export interface Problem {
  /** Where it stands; if that does not exist, the nearest thing around it is meant. */
  readonly path: Path;
  /** The field as people call it, where that differs from the path. */
  readonly field?: string;
  readonly message: string;
  /** True when the key itself is wrong, not its value. */
  readonly atKey?: boolean;
}

/** A problem with its place in a file or on the command line. */
export interface Diagnostic {
  /** `file.yaml:12:3` or `--set key=value`. */
  readonly place: string;
  readonly field: string;
  readonly message: string;
  /** Line and column in the file, from 1, and the text of that line; none on the command line. */
  readonly position?: { readonly line: number; readonly column: number; readonly text: string };
}

/** Raised for an experiment that cannot be run; lists everything found to be wrong. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column: field: message`, then the line of the file with a caret under the place. */
function formatDiagnostic({ place, field, message, position }: Diagnostic): string {
  const sentence = field === "" ? `${place}: ${message}` : `${place}: ${field}: ${message}`;
  if (position === undefined) return sentence;
  const indent = position.text.slice(0, position.column - 1).replaceAll(/[^\t]/g, " ");
  return `${sentence}\n    ${position.text}\n    ${indent}^`;
}

/** `figures[0].x`: a path as people read it. */
export function pathText(path: Path): string {
  if (path.length === 0) return "experiment";
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("")
    .replace(/^\./, "");
}
