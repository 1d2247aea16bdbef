/** Rows of named values, chosen by conditions and put in order, on the command line and in pages. */
import { compareText } from "../store/canonical_json.ts";

export type Value = string | number | boolean | null;
export interface Row {
  readonly [name: string]: Value;
}

/** Raised for a condition or a name that cannot be understood; says what to write. */
export class RowQueryError extends Error {
  override readonly name = "RowQueryError";
}

/** The one of these names that a word was probably meant to be. */
export type Nearest = (word: string, names: readonly string[]) => string | undefined;

/** What each operator asks of the order of two values, negative where the first is less. */
const operators: Readonly<Record<string, (order: number) => boolean>> = {
  ">=": (order) => order >= 0,
  "<=": (order) => order <= 0,
  "!=": (order) => order !== 0,
  "=": (order) => order === 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
};

/**
 * The rows that meet every condition, such as `optimizer.weightDecay>=1` or `state=done`. A value
 * that is not there meets none but `=never`.
 *
 * @throws {RowQueryError} for a text that is no condition, and a name that no row has.
 */
export function filterRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  conditions: readonly string[],
  nearest?: Nearest,
): T[] {
  return conditions.reduce((left, text) => {
    const { name, operator, wanted } = readCondition(text, runs, nearest);
    const holds = operators[operator]!;
    const isNumber = runs.some(({ row }) => typeof row[name] === "number") &&
      runs.every(({ row }) => typeof (row[name] ?? 0) === "number");
    if (isNumber && wanted !== "never" && typeof typed(wanted) !== "number") {
      throw new RowQueryError(
        `"${text}" is not a condition: ${name} is a number, and "${wanted}" is none; for several ` +
          "conditions write --where several times",
      );
    }
    return left.filter(({ row }) => {
      const value = row[name] ?? null;
      if (wanted === "never") return holds(value === null ? 0 : 1) && /^!?=$/.test(operator);
      return value !== null && holds(compare(value, typed(wanted)));
    });
  }, [...runs]);
}

/**
 * Of conditions that ask for a text: those texts that no row has, with the values that there are.
 *
 * @throws {RowQueryError} as `filterRows`.
 */
export function textsOfNone(
  runs: readonly { readonly row: Row }[],
  conditions: readonly string[],
  nearest?: Nearest,
): { readonly name: string; readonly wanted: string; readonly known: readonly string[] }[] {
  return conditions.flatMap((text) => {
    const { name, operator, wanted } = readCondition(text, runs, nearest);
    const values = runs.flatMap(({ row }) => row[name] ?? []);
    if (
      operator !== "=" || wanted === "never" || values.some((value) => typeof value === "number")
    ) {
      return [];
    }
    const known = [...new Set(values.map(String))];
    return known.includes(wanted) ? [] : [{ name, wanted, known }];
  });
}

function readCondition(text: string, runs: readonly { readonly row: Row }[], nearest?: Nearest) {
  const found = /^\s*([\w./-]+)\s*(>=|<=|!=|>|<|=)\s*([^=<>].*?)\s*$/.exec(text);
  if (!found) {
    throw new RowQueryError(
      `"${text}" is not a condition: write a name, one of = != < <= > >= and a value, ` +
        "as in --where 'optimizer.weightDecay>=1'",
    );
  }
  const [, typedName, operator, wanted] = found as unknown as [string, string, string, string];
  return { name: findName(typedName, runs, nearest), operator, wanted };
}

/**
 * The rows by one of their values, least first; those without it stand last either way.
 *
 * @throws {RowQueryError} for a name that no row has.
 */
export function sortRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  name: string,
  reverse: boolean,
  nearest?: Nearest,
): T[] {
  const found = findName(name, runs, nearest);
  return runs.toSorted((a, b) => {
    const [left, right] = [a.row[found] ?? null, b.row[found] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order = compare(left, right) ||
      Number(typeof left === "string") - Number(typeof right === "string");
    return reverse ? -order : order;
  });
}

/** A name as it is, or a setting by its last part where only one ends so. */
function findName(
  name: string,
  runs: readonly { readonly row: Row }[],
  nearest: Nearest = () => undefined,
): string {
  const names = [...new Set(runs.flatMap(({ row }) => Object.keys(row)))];
  if (names.length === 0 || names.includes(name)) return name;
  const ending = names.filter((each) => each.endsWith(`.${name}`));
  if (ending.length === 1) return ending[0]!;
  const meant = nearest(name, names.flatMap((each) => [each, each.split(".").at(-1)!]));
  const cure = ending.length > 1
    ? `did you mean ${ending.join(" or ")}?`
    : meant === undefined
    ? `there are ${names.join(", ")}`
    : `did you mean ${meant}?`;
  throw new RowQueryError(`No run has a value named "${name}"; ${cure}`);
}

/** A text of the command line as the number it says, or itself. */
function typed(text: string): string | number {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Numbers by size, texts by their letters; NaN, which meets only `!=`, for one of each. */
function compare(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number" || typeof b === "number") return NaN;
  return compareText(String(a), String(b));
}
