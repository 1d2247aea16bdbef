/** Runs as rows of named values: what `--where` asks for and `--sort` orders by. */
import { divergence } from "../measures/divergence.ts";
import { type Outcome, outcomeOf } from "../measures/outcome.ts";
import { delayOf } from "../measures/outcome_class.ts";
import { bestValue, finalValue } from "../measures/threshold.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Experiment } from "../schemas/experiment.ts";
import { fieldPaths, nearestName, valueAt } from "../schemas/fields.ts";
import type { ImportedRun } from "../schemas/imported.ts";
import { ORIGIN, OURS } from "../schemas/origin.ts";
import * as query from "../tables/row_query.ts";
import type { Row, Value } from "../tables/row_query.ts";
import { UsageError } from "./exit.ts";
import { type RunResult, type RunState, stepsToLearn } from "./results.ts";

export type { Row, Value };

/** The values that `status` shows. */
export interface StatusRow extends Row {
  readonly experiment: string;
  readonly run: string;
  readonly state: RunState | "imported";
  readonly step: number;
  readonly divergedAt: number | null;
  readonly train: number | null;
  readonly validation: number | null;
  readonly bestTrain: number | null;
  readonly bestValidation: number | null;
  readonly train99: number | null;
  readonly validation99: number | null;
  readonly outcome: Outcome | null;
}

/**
 * Every setting of a run by its path, what it measured last by the name of its column, and what
 * `status` shows by the title of its column. Null is what there is not, or not yet.
 */
export function rowOf(result: RunResult): StatusRow {
  const { experiment, run, engine, state, divergedAt, outcome } = result;
  return {
    ...Object.fromEntries(settingsOf(result)),
    ...run.axes, // variants are no settings
    [ORIGIN]: OURS,
    engine,
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

/** What was measured last, when accuracies were 99 %, how much later that of validation, and the best. */
function reachedBy(run: Pick<RunResult, "points">) {
  const measured: HistoryRow = Object.assign({ step: 0 }, ...run.points);
  const train99 = stepsToLearn(run, "trainAccuracy");
  const validation99 = stepsToLearn(run, "validationAccuracy");
  return {
    ...measured,
    train: finalValue(run.points, "trainAccuracy"),
    validation: finalValue(run.points, "validationAccuracy"),
    bestTrain: bestValue(run.points, "trainAccuracy"),
    bestValidation: bestValue(run.points, "validationAccuracy"),
    train99,
    validation99,
    delay: delayOf({ train99, validation99 }),
  };
}

/** The settings of a run by path, its seed among them. */
export function settingsOf({ run: { settings, seed } }: RunResult): Map<string, Value> {
  const all = { ...settings, seed };
  return new Map(fieldPaths(all).map((path) => [path, valueAt(all, path.split(".")) as Value]));
}

/** {@linkcode query.filterRows}. @throws {UsageError} for what it does not understand. */
export function filterRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  conditions: readonly string[],
): T[] {
  return asUsage(() => query.filterRows(runs, conditions, nearestName));
}

/** {@linkcode query.sortRows}. @throws {UsageError} for a name that no row has. */
export function sortRows<T extends { readonly row: Row }>(
  runs: readonly T[],
  name: string,
  reverse: boolean,
): T[] {
  return asUsage(() => query.sortRows(runs, name, reverse, nearestName));
}

/** Texts that `--where` asks for and no run has, each with the texts that there are, as a line. */
export function describeTextsOfNone(
  runs: readonly { readonly row: Row }[],
  conditions: readonly string[],
): string[] {
  return query.textsOfNone(runs, conditions, nearestName).map(({ name, wanted, known }) =>
    `No run has the ${name} "${wanted}"; ` +
    (known.length === 0 ? "it is not known of any" : `there are ${known.join(", ")}`)
  );
}

function asUsage<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof query.RowQueryError) throw new UsageError(error.message);
    throw error;
  }
}
