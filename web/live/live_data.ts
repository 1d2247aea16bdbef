/** The run of the page in the form of a run of the dashboard, so that charts and pictures know it. */
import { computed } from "@preact/signals";
import { choicePaths } from "../../live/choices.ts";
import type { HistoryRow } from "../../live/messages.ts";
import type { ExperimentData, HistoryData, RunData } from "../protocol.ts";
import type { Value } from "../../tables/row_query.ts";
import type { DrawnRun } from "../state/drawn.ts";
import { flat } from "./command.ts";
import { experiment, frames, type LiveRun, run } from "./session.ts";

/** What counts as learned. */
export const LEARNED = 0.99;

export const liveExperiment = computed((): ExperimentData | null => {
  const found = experiment.value;
  if (found === null) return null;
  const { name, title, source, file, settings } = found;
  const values: Record<string, Value> = { ...flat(settings) };
  for (const [choice, path] of Object.entries(choicePaths)) {
    const value = run.value?.choices[choice as keyof typeof choicePaths];
    if (value !== undefined && value !== null) values[path] = value;
  }
  return {
    name,
    title,
    description: null,
    source,
    file,
    preset: null,
    artifacts: null,
    axes: [],
    runs: [],
    common: values,
    columns: [],
    claims: [],
    thresholds: { train: LEARNED, validation: LEARNED, delay: 2 },
    figures: [],
  };
});

export const liveRun = computed((): DrawnRun | null => {
  const found = run.value;
  return found && { run: runData(found, [...frames.value.keys()]), history: historyOf(found.rows) };
});

function runData(
  { step, choices: { seed }, description: { steps }, rows }: LiveRun,
  checkpoints: readonly number[],
): RunData {
  return {
    id: "live",
    state: "in part",
    step,
    budget: steps,
    axes: {},
    seed,
    bestTrain: best(rows, "trainAccuracy"),
    bestValidation: best(rows, "validationAccuracy"),
    train99: firstAt(rows, "trainAccuracy"),
    validation99: firstAt(rows, "validationAccuracy"),
    divergedAt: rows.find((row) => Object.values(row).includes(null))?.step ?? null,
    outcome: null,
    checkpoints,
    last: {},
    values: {},
  };
}

/** By column; null where a row lacks it or it is not finite. */
export function historyOf(rows: readonly HistoryRow[]): HistoryData {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  names.delete("step");
  return {
    steps: rows.map(({ step }) => step),
    columns: Object.fromEntries(
      [...names].map((name) => [name, rows.map((row) => row[name] ?? null)]),
    ),
  };
}

/** The first step at which an accuracy was enough; null for not yet. */
export function firstAt(rows: readonly HistoryRow[], column: string): number | null {
  return rows.find((row) => (row[column] ?? -1) >= LEARNED)?.step ?? null;
}

function best(rows: readonly HistoryRow[], column: string): number | null {
  const values = rows.flatMap((row) => row[column] ?? []);
  return values.length === 0 ? null : Math.max(...values);
}
