/** Runs as rows of named values: what `--where` asks for and `--sort` orders by. */
import { divergence } from "../measures/divergence.ts";
import { type Outcome, outcomeOf } from "../measures/outcome.ts";
import { finalValue } from "../measures/threshold.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Experiment } from "../schemas/experiment.ts";
import { fieldPaths, nearestName, valueAt } from "../schemas/fields.ts";
import type { ImportedRun } from "../schemas/imported.ts";
import { ORIGIN } from "../schemas/origin.ts";
import { compareText } from "../store/canonical_json.ts";
import { UsageError } from "./exit.ts";
import { type RunResult, type RunState, stepsToLearn } from "./results.ts";

export type Value = string | number | boolean | null;
export interface Row {
  readonly [name: string]: Value;
}

/** The values that `status` shows. */
export interface StatusRow extends Row {
  readonly experiment: string;
  readonly run: string;
  readonly state: RunState | "imported";
  readonly step: number;
  readonly divergedAt: number | null;
  readonly train: number | null;
  readonly validation: number | null;
  readonly train99: number | null;
  readonly validation99: number | null;
  readonly outcome: Outcome | null;
}

/**
 * Every setting of a run by its path, what it measured last by the name of its column, and what
 * `status` shows by the title of its column. Null is what there is not, or not yet.
 */
export function rowOf(result: RunResult): StatusRow {
  const { experiment, run, state, divergedAt, outcome } = result;
  return {
    ...Object.fromEntries(settingsOf(result)),
    ...reachedBy(result),
    experiment,
    run: run.id,
    state,
    divergedAt,
    outcome,
  };
}

/** The same of a run that another program has made. */
export function rowOfImported(
  { name: experiment, outcomes }: Pick<Experiment, "name" | "outcomes">,
  run: ImportedRun,
): StatusRow {
  const { points } = run;
  return {
    ...run.settings,
    [ORIGIN]: run.origin,
    ...reachedBy(run),
    experiment,
    run: run.id,
    state: "imported",
    divergedAt: divergence(points),
    outcome: outcomeOf({ points, budget: points.at(-1)?.step ?? 0 }, outcomes),
  };
}

/** What was measured last, and when accuracies were 99 %. */
function reachedBy(run: Pick<RunResult, "points">) {
  const measured: HistoryRow = Object.assign({ step: 0 }, ...run.points);
  return {
    ...measured,
    train: finalValue(run.points, "trainAccuracy"),
    validation: finalValue(run.points, "validationAccuracy"),
    train99: stepsToLearn(run, "trainAccuracy"),
    validation99: stepsToLearn(run, "validationAccuracy"),
  };
}

/** The settings of a run by path, its seed among them. */
export function settingsOf({ run: { settings, seed } }: RunResult): Map<string, Value> {
  const all = { ...settings, seed };
  return new Map(fieldPaths(all).map((path) => [path, valueAt(all, path.split(".")) as Value]));
}

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
 * @throws {UsageError} for a text that is no condition, and a name that no row has.
 */
export function filterRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  conditions: readonly string[],
): T[] {
  return conditions.reduce((left, text) => {
    const found = /^\s*([\w./-]+)\s*(>=|<=|!=|>|<|=)\s*([^=<>].*?)\s*$/.exec(text);
    if (!found) {
      throw new UsageError(
        `"${text}" is not a condition: write a name, one of = != < <= > >= and a value, ` +
          "as in --where 'optimizer.weightDecay>=1'",
      );
    }
    const [, typedName, operator, wanted] = found as string[];
    const name = findName(typedName!, runs);
    const holds = operators[operator!]!;
    const isNumber = runs.some(({ row }) => typeof row[name] === "number") &&
      runs.every(({ row }) => typeof (row[name] ?? 0) === "number");
    if (isNumber && wanted !== "never" && typeof typed(wanted!) !== "number") {
      throw new UsageError(
        `"${text}" is not a condition: ${name} is a number, and "${wanted}" is none; for several ` +
          "conditions write --where several times",
      );
    }
    return left.filter(({ row }) => {
      const value = row[name] ?? null;
      if (wanted === "never") return holds(value === null ? 0 : 1) && /^!?=$/.test(operator!);
      return value !== null && holds(compare(value, typed(wanted!)));
    });
  }, [...runs]);
}

/**
 * The rows by one of their values, least first; those without it stand last either way.
 *
 * @throws {UsageError} for a name that no row has.
 */
export function sortRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  name: string,
  reverse: boolean,
): T[] {
  const found = findName(name, runs);
  return runs.toSorted((a, b) => {
    const [left, right] = [a.row[found] ?? null, b.row[found] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order = compare(left, right) ||
      Number(typeof left === "string") - Number(typeof right === "string");
    return reverse ? -order : order;
  });
}

/** A name as it is, or a setting by its last part where only one ends so. */
function findName(name: string, runs: readonly { readonly row: Row }[]): string {
  const names = [...new Set(runs.flatMap(({ row }) => Object.keys(row)))];
  if (names.length === 0 || names.includes(name)) return name;
  const ending = names.filter((each) => each.endsWith(`.${name}`));
  if (ending.length === 1) return ending[0]!;
  const meant = nearestName(name, names.flatMap((each) => [each, each.split(".").at(-1)!]));
  const cure = ending.length > 1
    ? `did you mean ${ending.join(" or ")}?`
    : meant === undefined
    ? `there are ${names.join(", ")}`
    : `did you mean ${meant}?`;
  throw new UsageError(`No run has a value named "${name}"; ${cure}`);
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
