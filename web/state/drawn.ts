/** Which runs the page draws, and what is known of them. */
import { computed, effect } from "@preact/signals";
import type { ExperimentData, HistoryData, RunData } from "../protocol.ts";
import { experiment, historyOf, isRunning, wantHistory } from "./data.ts";
import { activeRun, moment, parts, pin } from "./view.ts";

/** More cannot be told apart, beside each other or by their colours. */
export const MOST_BESIDE = 4;

/** More lines than this are a thicket; groups show them as medians. */
const MOST_DRAWN = 24;

export interface DrawnRun {
  readonly run: RunData;
  /** Null until it was read. */
  readonly history: HistoryData | null;
}

/** The chosen runs, or the one that shows best what the experiment is about. */
export const drawnRuns = computed((): readonly RunData[] => {
  const found = experiment.value;
  if (found === null) return [];
  const byId = new Map(found.runs.map((run) => [run.id, run]));
  const chosen = parts.runs.value.flatMap((id) => byId.get(id) ?? []);
  if (chosen.length > 0) return chosen;
  const kept = usual?.experiment === found.name ? byId.get(usual.run) : undefined;
  const telling = kept !== undefined && kept.state !== "to do" ? kept : mostTelling(found);
  if (telling === null) return [];
  usual = { experiment: found.name, run: telling.id };
  return [telling];
});

/** Runs that an address names and the experiment does not have. */
export const unknownRuns = computed((): readonly string[] => {
  const known = new Set(experiment.value?.runs.map(({ id }) => id));
  return experiment.value === null ? [] : parts.runs.value.filter((id) => !known.has(id));
});

/** What the page chose before: it does not jump to another run when that one has come further. */
let usual: { readonly experiment: string; readonly run: string } | null = null;

let before: readonly DrawnRun[] = [];

export const drawn = computed((): readonly DrawnRun[] => {
  const name = experiment.value?.name ?? "";
  const next = drawnRuns.value.slice(0, MOST_DRAWN)
    .map((run) => ({ run, history: historyOf(name, run.id) }));
  const same = next.length === before.length &&
    next.every(({ run, history }, at) =>
      run === before[at]!.run && history === before[at]!.history
    );
  if (!same) before = next; // else what is drawn of it would be drawn again
  return before;
});

/** The run that keys move through time, with the steps they stop at. */
export const active = computed((): DrawnRun | null =>
  drawn.value[Math.min(activeRun.value, drawn.value.length - 1)] ?? null
);

/** Where the slider and the arrow keys stop: checkpoints, or evaluations of a run without some. */
export function stopsOf({ run, history }: DrawnRun): readonly number[] {
  return run.checkpoints.length > 1 ? run.checkpoints : history?.steps ?? [];
}

/** The checkpoint that is shown at a step: the last one until then, or the first. */
export function checkpointAt({ checkpoints }: RunData, step: number | null): number | null {
  if (step === null) return checkpoints.at(-1) ?? null;
  return checkpoints.findLast((each) => each <= step) ?? checkpoints[0] ?? null;
}

/** Goes on by so many stops, backwards where negative; false at the end. */
export function moveBy(count: number): boolean {
  const stops = active.value === null ? [] : stopsOf(active.value);
  if (stops.length === 0) return false;
  const step = moment.value ?? stops.at(-1)!;
  const place = count > 0
    ? stops.findLastIndex((each) => each <= step) + count
    : stops.findIndex((each) => each >= step) + count;
  const next = Math.max(0, Math.min(stops.length - 1, place));
  pin(stops[next]!);
  return next === place;
}

/** The one that memorised early and understood late, of those that did; or one that has begun. */
function mostTelling({ name, runs }: ExperimentData): RunData | null {
  const delay = ({ train99, validation99 }: RunData) =>
    validation99 === null ? 0 : validation99 / Math.max(1, train99 ?? validation99);
  const begun = runs.filter(({ state }) => state !== "to do" && state !== "damaged");
  const now = runs.find(({ id }) => isRunning(name, id));
  if (begun.length === 0) return now ?? runs[0] ?? null;
  return begun.toSorted((a, b) => delay(b) - delay(a) || b.step - a.step)[0]!;
}

/** Has the histories of what is drawn be there. */
export function followDrawn(): void {
  effect(() => {
    const name = experiment.value?.name;
    if (name === undefined) return;
    for (const { id } of drawnRuns.value.slice(0, MOST_DRAWN)) wantHistory(name, id);
  });
}
