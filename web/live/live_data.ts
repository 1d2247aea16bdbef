/** The run of the page in the form of a run of the dashboard, so that charts and pictures know it. */
import { computed } from "@preact/signals";
import { choicePaths, type Choices } from "../../live/choices.ts";
import type { LiveExperiment } from "../../live/experiment.ts";
import type { HistoryRow } from "../../live/messages.ts";
import type { ExperimentData, HistoryData, RunData } from "../protocol.ts";
import type { Value } from "../../tables/row_query.ts";
import type { DrawnRun } from "../state/drawn.ts";
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

/** The settings by path. */
function flat(settings: object, prefix = ""): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]): (readonly [string, Value])[] => {
      if (typeof value === "object" && value !== null) {
        return Object.entries(flat(value, `${prefix}${key}.`));
      }
      return value === null ? [] : [[`${prefix}${key}`, value as Value]];
    }),
  );
}

/**
 * What trains the same on the command line, and keeps it under a name of its own. A variant cannot
 * be set like a field: where there are some, it is what trains the experiment.
 */
export function commandOf({ name, file, axes, settings }: LiveExperiment, chosen: Choices): string {
  if (Object.keys(axes).some((path) => path.startsWith("variants."))) return `./regrok run ${file}`;
  const { optimizer, learningRate, weightDecay } = chosen;
  const decay = weightDecay === null ? {} : { weightDecay };
  const isOther = optimizer !== settings.optimizer.kind;
  const own: Record<string, unknown> = flat(settings);
  const set = Object.entries(choicePaths).flatMap(([choice, path]) => {
    const value = chosen[choice as keyof typeof choicePaths];
    const isTold = Object.hasOwn(axes, path) || isOther && path.startsWith("optimizer.");
    return value === null || isTold || value === own[path] ? [] : [`${path}=${value}`];
  });
  const swept = Object.entries(axes).map(([path, value]) => {
    const choice = Object.entries(choicePaths).find(([, each]) => each === path)?.[0];
    const wanted = choice === undefined ? value : chosen[choice as keyof Choices] ?? value;
    return `sweep.grid.${path}=[${wanted}]`;
  });
  const whole = isOther
    ? [`optimizer=${JSON.stringify({ kind: optimizer, learningRate, ...decay })}`]
    : [];
  // Figures and claims may name runs that this one run is not.
  const alone = [`name=${name}-live`, "figures=null", "claims=null"];
  const all = [...alone, ...swept, `seeds=[${chosen.seed}]`, ...whole, ...set];
  return `./regrok run ${file}${all.map((each) => ` --set '${each}'`).join("")}`;
}
