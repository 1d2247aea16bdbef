/**
 * Presets: other sizes of an experiment, in its own file. `presets: { small: { description, … } }`
 * holds what differs, and everything else is as in the experiment.
 */
import { type Document, isMap, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import { didYouMean } from "./fields.ts";
import { FolderName } from "./folder_name.ts";
import { isMerged } from "./variants.ts";
import { YamlError } from "./yaml_error.ts";

export interface Preset {
  readonly name: string;
  /** What it is for, and how long it takes. */
  readonly description: string;
}

/** The section of an experiment that holds its presets. */
export const PRESETS = "presets";

/** What a preset says of itself; the experiment's own is of its full size. */
const ABOUT = "description";

/** The name of an experiment at a preset's size, so that its results are kept by themselves. */
export function presetName(experiment: string, preset: string): string {
  return `${experiment}-${preset}`;
}

/**
 * Takes the section of presets out of a document and returns what it lists.
 *
 * @throws {YamlError} where something is no preset
 */
export function takePresets(document: Document): Map<string, { about: Preset; changes: YAMLMap }> {
  const presets = new Map<string, { about: Preset; changes: YAMLMap }>();
  const { contents } = document;
  if (!isMap(contents)) return presets;
  const found = pairOf(contents, PRESETS);
  if (found === undefined) return presets;
  contents.items = contents.items.filter((pair) => pair !== found);
  if (!isMap(found.value)) throw wrong(found, PRESETS, "must be a section of presets by name");
  for (const pair of found.value.items) {
    const name = keyOf(pair);
    const field = `${PRESETS}.${name}`;
    const valid = FolderName.safeParse(name);
    if (!valid.success) throw wrong(pair, field, valid.error.issues[0]!.message);
    if (!isMap(pair.value)) throw wrong(pair, field, "must be a section with what differs");
    for (const key of ["name", PRESETS]) {
      const forbidden = pairOf(pair.value, key);
      if (forbidden === undefined) continue;
      const message = key === "name"
        ? `cannot be set: results of this preset are named after it, <name>-${name}`
        : "a preset has no presets of its own";
      throw wrong(forbidden, `${field}.${key}`, message);
    }
    const description = pairOf(pair.value, ABOUT)?.value;
    if (!isScalar(description) || typeof description.value !== "string" || !description.value) {
      throw wrong(pair, `${field}.${ABOUT}`, "is missing (what the preset shows, in what time)");
    }
    presets.set(name, { about: { name, description: description.value }, changes: pair.value });
  }
  return presets;
}

/**
 * Changes a document into one of its presets: sections are merged by field, lists and single values
 * are replaced, null takes a field out, and a section of another kind takes the place of the first.
 * Without claims of its own a preset has none: those of the experiment are about its full size.
 * What comes from the preset keeps its place in the file.
 *
 * @throws {YamlError} for null where there is nothing to take out
 */
export function applyPreset(document: Document, name: string, changes: YAMLMap): void {
  const { contents } = document;
  if (!isMap(contents)) return;
  contents.items = contents.items.filter((pair) => keyOf(pair) !== "claims");
  const renamed = pairOf(contents, "name")?.value;
  if (isScalar(renamed) && typeof renamed.value === "string") {
    renamed.value = presetName(renamed.value, name);
  }
  const title = pairOf(contents, "title")?.value;
  if (isScalar(title) && typeof title.value === "string" && !pairOf(changes, "title")) {
    title.value = `${title.value} (${name})`;
  }
  mergeInto(contents, changes, `${PRESETS}.${name}`);
}

function mergeInto(base: YAMLMap, changes: YAMLMap, field: string): void {
  for (const pair of changes.items) {
    const key = keyOf(pair);
    const own = pairOf(base, key);
    if (isScalar(pair.value) && pair.value.value === null) {
      if (own === undefined) throw wrong(pair, `${field}.${key}`, "there is nothing to take out");
      base.items = base.items.filter((each) => each !== own);
    } else if (own === undefined) base.items.push(pair);
    else if (
      isMap(own.value) && isMap(pair.value) &&
      isMerged(key, own.value.get("kind"), pair.value.get("kind"))
    ) mergeInto(own.value, pair.value, `${field}.${key}`);
    else base.items[base.items.indexOf(own)] = pair;
  }
}

/** What to say of a preset that an experiment does not have. */
export function unknownPreset(name: string, known: readonly string[]): string {
  if (known.length === 0) return `there is no preset ${name}: this experiment has none`;
  const cure = didYouMean(name, known, `there are ${known.join(", ")}`);
  return `there is no preset ${name}; ${cure}`;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key);
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function wrong({ key }: Pair, field: string, message: string): YamlError {
  return new YamlError(isNode(key) ? key.range?.[0] ?? 0 : 0, `${field}: ${message}`);
}
