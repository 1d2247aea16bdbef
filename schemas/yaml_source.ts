/** A YAML document with what `--set` changed in it, and the place of everything it says. */
import { type Document, isMap, isNode, isScalar, isSeq } from "yaml";
import { shorten } from "../terminal/escape.ts";
import { ConfigError, type Diagnostic, pathText, type Problem } from "./diagnostics.ts";
import { parsePath, type Path } from "./fields.ts";
import { applyPreset, type Preset, PRESETS, takePresets, unknownPreset } from "./presets.ts";
import { parseYaml } from "./yaml_document.ts";
import { YamlError } from "./yaml_error.ts";

export interface YamlSource {
  /** The document as plain data, overrides applied, without presets and sections of anchors. */
  readonly data: unknown;
  readonly presets: readonly Preset[];
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

/** Letters of a `--set` that messages show: enough to tell it from the others. */
const LONGEST_SETTING = 100;

/** Below these, the rest of a path is one key: a field of a run, dots included. */
const WHOLE_KEYS = /^(sweep\.grid|sweep\.zip\.\d+|claims\.\d+\.where)\.(.+)$/;

/** Sections of the top level that begin so are for anchors, and mean nothing by themselves. */
const ANCHORS_ONLY = /^x-/;

/**
 * Reads a document, at the size of one of its presets where one is wanted, and applies `key=value`
 * overrides in their order; values are YAML, and null takes a field or section out.
 *
 * @throws {ConfigError} for broken syntax, keys given twice, what is no preset, a preset that is
 *   not there, and overrides that lead nowhere
 */
export function readYaml(
  text: string,
  file: string,
  settings: readonly string[],
  preset?: string,
): YamlSource {
  const { document, errors, lines } = parseYaml(text);
  const rows = text.split("\n");
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    const position = { line, column: col, text: (rows[line - 1] ?? "").trimEnd() };
    return { place: `${file}:${line}:${col}`, position };
  };
  const refuse = (errors: readonly YamlError[]) =>
    new ConfigError(
      errors.slice(0, SHOWN_SYNTAX_ERRORS)
        .map(({ offset, message }) => ({ ...at(offset), field: "", message })),
    );
  if (document === null) throw refuse(errors);
  removeAnchorSections(document);
  let presets: Preset[];
  try {
    presets = choosePreset(document, preset, file);
  } catch (error) {
    throw error instanceof YamlError ? refuse([error]) : error;
  }
  const overrides = settings.map((setting) => applyOverride(document, setting));
  return {
    data: document.toJS(),
    presets,
    overrides,
    locate: ({ path, field, message, atKey }) => {
      const described = { field: field ?? pathText(path), message };
      const override = overrides.findLast((each) => isWithin(path, each.path)) ??
        overrides.findLast((each) => isWithin(each.path, path) && !isWritten(document, path));
      if (override !== undefined) return { place: settingPlace(override.text), ...described };
      return { ...at(findOffset(document, path, atKey ?? false)), ...described };
    },
  };
}

/** What presets there are; the document is made that one of them which is wanted. */
function choosePreset(document: Document, wanted: string | undefined, file: string): Preset[] {
  const presets = takePresets(document);
  const listed = Array.from(presets.values(), ({ about }) => about);
  if (wanted === undefined) return listed;
  const chosen = presets.get(wanted);
  if (chosen === undefined) {
    const message = unknownPreset(wanted, [...presets.keys()]);
    throw new ConfigError([{ place: file, field: PRESETS, message }]);
  }
  applyPreset(document, wanted, chosen.changes);
  return listed;
}

function removeAnchorSections({ contents }: Document): void {
  if (!isMap(contents)) return;
  contents.items = contents.items.filter(({ key }) =>
    !isScalar(key) || !ANCHORS_ONLY.test(String(key.value))
  );
}

function applyOverride(document: Document, text: string): Override {
  const refuse = (field: string, message: string) =>
    new ConfigError([{ place: settingPlace(text), field, message }]);
  const [, left, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  const key = left?.trim();
  if (!key || value === undefined) {
    throw refuse("", "must have the form key=value, for instance training.steps=500");
  }
  const [, section, field] = key.match(WHOLE_KEYS) ?? [];
  const path = section === undefined ? parsePath(key) : [...parsePath(section), field!];
  if (path.includes("__proto__")) throw refuse(key, "__proto__ is no possible key");
  if (ANCHORS_ONLY.test(key)) {
    throw refuse(key, "holds anchors alone, so this would change nothing; set the field itself");
  }
  if (path[0] === PRESETS) {
    throw refuse(key, "cannot be set; choose one with --preset, and set the field itself");
  }
  const parsed = parseYaml(value);
  if (parsed.document === null) {
    throw refuse(key, `value is not YAML: ${parsed.errors[0]!.message}`);
  }
  const wrongIndex = describeWrongIndex(document, path);
  if (wrongIndex !== undefined) throw refuse(key, wrongIndex);
  try {
    const data = parsed.document.toJS();
    if (data !== null) document.setIn(path, document.createNode(data));
    else if (typeof path.at(-1) === "string") document.deleteIn(path);
    else throw refuse(key, "cannot take one item out of a list; set the whole list");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw refuse(key, "cannot be set, because a part of this path is a value or a list without it");
  }
  return { text, path };
}

/** A list takes a new item at its end only: at an index far away it would have holes. */
function describeWrongIndex(document: Document, path: Path): string | undefined {
  for (const [depth, key] of path.entries()) {
    if (typeof key !== "number") continue;
    const list = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isMap(list)) continue;
    const length = isSeq(list) ? list.items.length : 0;
    if (key > length) {
      return `cannot set item ${key} of a list of ${length}; set the whole list`;
    }
  }
}

function settingPlace(text: string): string {
  return `--set ${shorten(text, LONGEST_SETTING)}`;
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
