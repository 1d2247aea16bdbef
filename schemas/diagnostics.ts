/** What is wrong with an experiment, and where: the errors that a person is to mend. */
import { escapeText, shorten } from "../terminal/escape.ts";
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

/** More are seldom read, and often follow from the first. */
const SHOWN = 10;

/** Longest texts that are shown of a place, a field and a message. */
const LONGEST = { place: 300, field: 120, message: 1500 } as const;

/** Columns of a line of the file that are shown around the place. */
const COLUMNS = { before: 60, after: 40 } as const;

/** Raised for an experiment that cannot be run; says what is wrong with it, place by place. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly diagnostics: readonly Diagnostic[];
  /** How much more is wrong than `diagnostics` list. */
  readonly unlisted: number;

  constructor(diagnostics: readonly Diagnostic[], unlisted = 0) {
    const more = Math.max(0, diagnostics.length - SHOWN) + unlisted;
    const lines = diagnostics.slice(0, SHOWN).map(formatDiagnostic);
    super([...lines, ...more > 0 ? [`and ${more} more`] : []].join("\n"));
    this.diagnostics = diagnostics;
    this.unlisted = unlisted;
  }
}

/** `file:line:column: field: message`, then the line of the file with a caret under the place. */
function formatDiagnostic({ place, field, message, position }: Diagnostic): string {
  const parts = [
    shorten(place, LONGEST.place),
    shorten(field, LONGEST.field),
    shorten(message, LONGEST.message),
  ];
  const sentence = parts.filter((part) => part !== "").map(escapeText).join(": ");
  if (position === undefined) return sentence;
  const { text, column } = position;
  const start = column - 1 <= COLUMNS.before ? 0 : column - 1 - COLUMNS.before;
  const end = column - 1 + COLUMNS.after;
  const before = (start > 0 ? "…" : "") + escapeText(text.slice(start, column - 1));
  const after = escapeText(text.slice(column - 1, end)) + (end < text.length ? "…" : "");
  return `${sentence}\n    ${before}${after}\n    ${before.replaceAll(/[^\t]/g, " ")}^`;
}

/** `figures[0].x`: a path as people read it. */
export function pathText(path: Path): string {
  if (path.length === 0) return "experiment";
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("")
    .replace(/^\./, "");
}
