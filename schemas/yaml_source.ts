/** A YAML document with what `--set` changed in it, and the place of everything it says. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { ConfigError, type Diagnostic, pathText, type Problem } from "./diagnostics.ts";
import type { Path } from "./fields.ts";

export interface YamlSource {
  /** The document as plain data, overrides applied. */
  readonly data: unknown;
  /** Paths that were set on the command line, with the text that did it. */
  readonly overrides: readonly Override[];
  /** Finds the place of a problem. */
  locate(problem: Problem): Diagnostic;
}

export interface Override {
  readonly text: string;
  readonly path: Path;
}

/** Those after the first few errors of syntax only follow from them. */
const SHOWN_SYNTAX_ERRORS = 3;

/** Below these, the rest of a path is one key: a field of a run, dots included. */
const WHOLE_KEYS = /^(sweep\.grid|sweep\.zip\.\d+|claims\.\d+\.where)\.(.+)$/;

/**
 * Reads a document and applies `key=value` overrides in their order; values are YAML.
 *
 * @throws {ConfigError} for broken syntax, keys given twice, and overrides that lead nowhere
 */
export function readYaml(text: string, file: string, settings: readonly string[]): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    const position = { line, column: col, text: (text.split("\n")[line - 1] ?? "").trimEnd() };
    return { place: `${file}:${line}:${col}`, position };
  };
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.slice(0, SHOWN_SYNTAX_ERRORS)
        .map(({ pos, message }) => ({ ...at(pos[0]), field: "", message })),
    );
  }
  const overrides = settings.map((setting) => applyOverride(document, setting));
  return {
    data: toData(document, at(0)),
    overrides,
    locate: ({ path, field, message, atKey }) => {
      const described = { field: field ?? pathText(path), message };
      const override = overrides.findLast((each) => isWithin(path, each.path)) ??
        overrides.findLast((each) => isWithin(each.path, path) && !isWritten(document, path));
      if (override !== undefined) return { place: `--set ${override.text}`, ...described };
      return { ...at(findOffset(document, path, atKey ?? false)), ...described };
    },
  };
}

function applyOverride(document: Document, text: string): Override {
  const place = `--set ${text}`;
  const [, key, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  if (key === undefined || value === undefined) {
    const message = "must have the form key=value, for instance training.steps=500";
    throw new ConfigError([{ place, field: "", message }]);
  }
  const [, section, field] = key.match(WHOLE_KEYS) ?? [];
  const keys = section === undefined ? key.split(".") : [...section.split("."), field!];
  const path = keys.map((name) => /^\d+$/.test(name) ? Number(name) : name);
  const parsed = parseDocument(value, { prettyErrors: false });
  const error = parsed.errors[0];
  if (error !== undefined) {
    throw new ConfigError([{ place, field: key, message: `value is not YAML: ${error.message}` }]);
  }
  try {
    document.setIn(path, document.createNode(parsed.toJS()));
  } catch {
    const message = "cannot be set, because a part of this path is a value or a list without it";
    throw new ConfigError([{ place, field: key, message }]);
  }
  return { text, path };
}

/** Aliases without an anchor, or too many of them, are found only here. */
function toData(document: Document, start: Omit<Diagnostic, "field" | "message">): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ ...start, field: "", message }]);
  }
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((key, index) => key === path[index]);
}

/** False for a section that only an override has made. */
function isWritten(document: Document, path: Path): boolean {
  const node = document.getIn(path, true);
  return findKeyOffset(document, path) !== undefined || (isNode(node) && Boolean(node.range));
}

/** Where a path begins in the text; of a path that leads nowhere, the key of the last section. */
function findOffset(document: Document, path: Path, atKey: boolean): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    const value = isNode(node) ? node.range?.[0] : undefined;
    const key = findKeyOffset(document, path.slice(0, depth));
    const wanted = atKey || depth < path.length ? key ?? value : value ?? key;
    if (wanted !== undefined) return wanted;
  }
  return document.contents?.range?.[0] ?? 0;
}

function findKeyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
