/** Fields of nested settings, addressed by paths such as `split.trainFraction`. */
import { z } from "zod";
import { findMeaning } from "./synonyms.ts";

/** What a swept field may be set to. */
export const AxisValue = z.union([z.number(), z.string(), z.boolean()], {
  error: "must be a number, a text, true or false",
});
export type AxisValue = z.infer<typeof AxisValue>;

/** Swept fields by path, with the value they have in one run. */
export type Axes = Readonly<Record<string, AxisValue>>;

/** A path taken apart, as zod and YAML documents have it. */
export type Path = readonly (string | number)[];

/** The value at a path, undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (!isContainer(value)) return undefined;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return value;
}

/** Paths of all numbers, texts and booleans inside, in order, items of lists by their index. */
export function fieldPaths(data: unknown, prefix = ""): string[] {
  if (!isContainer(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return AxisValue.safeParse(value).success ? [path] : fieldPaths(value, path);
  });
}

/**
 * A copy of `data` with one field replaced. Sections it lacks come from `defaults`, so that an
 * item of a list can be set where only the default has that list.
 */
export function withField(
  data: unknown,
  defaults: unknown,
  path: readonly string[],
  value: AxisValue,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const container = isContainer(data) ? data : Array.isArray(defaults) ? defaults : {};
  const inner = withField(valueAt(container, [key]), valueAt(defaults, [key]), rest, value);
  if (!Array.isArray(container)) return { ...container, [key]: inner };
  return container.map((item, index) => String(index) === key ? inner : item);
}

/** `seeds.0` taken apart: whole numbers are places in lists. */
export function parsePath(text: string): Path {
  return text.split(".").map((key) => key.trim())
    .map((key) => /^\d+$/.test(key) ? Number(key) : key);
}

/** Longer words are no typing mistakes, and comparing them takes time. */
const LONGEST_WORD = 80;

/** The one of `candidates` that `word` was probably meant to be, also by another common name. */
export function nearestName(
  word: string,
  candidates: readonly string[],
): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let nearest = findMeaning(word, candidates) ?? shortestBeginningWith(word, candidates);
  if (nearest !== undefined) return nearest;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** The cure for a word that is none of `candidates`: the one that was meant, else what is said here. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  otherwise: string,
): string {
  const meant = nearestName(word, candidates);
  return meant === undefined ? otherwise : `did you mean ${meant}?`;
}

/** Fewer letters are the beginning of too much. */
const SHORTEST_BEGINNING = 3;

/** What a word that was cut short stands for. */
function shortestBeginningWith(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < SHORTEST_BEGINNING) return undefined;
  return candidates.filter((each) => each.toLowerCase().startsWith(word.toLowerCase()))
    .sort((a, b) => a.length - b.length)[0];
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Levenshtein's distance: insertions, deletions and replacements of letters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
