/** What the page has read, and keeps up to date while runs are trained. */
import { batch, computed, effect, signal } from "@preact/signals";
import {
  type CurvesData,
  type ExperimentData,
  type HistoryData,
  type Index,
  type LiveEvent,
  type LiveRow,
  paths,
  type RunningRun,
} from "../protocol.ts";
import { place, readJson } from "./files.ts";
import { parts, view } from "./view.ts";

export const index = signal<Index | null>(null);
export const experiment = signal<ExperimentData | null>(null);
export const curves = signal<CurvesData | null>(null);
/** By experiment and run. */
export const histories = signal<ReadonlyMap<string, HistoryData>>(new Map());
export const running = signal<readonly RunningRun[]>([]);
const liveRows = signal<ReadonlyMap<string, readonly LiveRow[]>>(new Map());
/** What could not be read, in words; null when all is well. */
export const failure = signal<string | null>(null);
/** False while the server cannot be reached; null where there is none that tells. */
export const connected = signal<boolean | null>(null);

const keyOf = (experiment: string, run: string) => `${experiment}/${run}`;

/** Reads into a signal unless the page has gone elsewhere meanwhile. */
async function load<T>(path: string, put: (value: T) => void): Promise<void> {
  try {
    const value = await readJson<T>(path);
    batch(() => put(value));
  } catch (error) {
    failure.value = error instanceof TypeError
      ? place === "dashboard"
        ? "The dashboard does not answer: was it ended?"
        : "A file of this page cannot be read."
      : error instanceof Error
      ? error.message
      : String(error);
  }
}

export const loadIndex = () =>
  load<Index>(paths.index, (value) => {
    index.value = value;
    // An address may be older than what it names.
    const { experiment: name } = view.value;
    const isKnown = value.experiments.some((each) => each.name === name);
    if (isKnown && experiment.value === null && failure.value !== null) loadExperiment(name);
  });

/** An experiment is shown at once; the curves of all its runs may come a moment later. */
async function loadExperiment(name: string): Promise<void> {
  const put = (value: ExperimentData) => {
    if (view.value.experiment !== name) return;
    experiment.value = value;
    failure.value = null;
  };
  await load<ExperimentData>(paths.experiment(name), put);
  await load<CurvesData>(paths.curves(name), (value) => {
    if (view.value.experiment === name) curves.value = value;
  });
}

const asked = new Set<string>();

/** Has the history of a run be there, soon. */
export function wantHistory(name: string, run: string): void {
  const key = keyOf(name, run);
  if (asked.has(key)) return;
  asked.add(key);
  load<HistoryData>(paths.history(name, run), (value) => {
    histories.value = new Map(histories.value).set(key, value);
  });
}

/** The history of a run with what was seen of it live. */
export function historyOf(name: string, run: string): HistoryData | null {
  const known = histories.value.get(keyOf(name, run));
  const live = liveRows.value.get(keyOf(name, run)) ?? [];
  if (known === undefined) return null;
  const merged = merges.get(known);
  if (merged?.live === live) return merged.history;
  const last = known.steps.at(-1) ?? -1;
  const more = live.filter(({ step }) => step > last);
  if (more.length === 0) return known;
  const columns = new Set([...Object.keys(known.columns), "trainAccuracy", "validationAccuracy"]);
  const history = {
    steps: [...known.steps, ...more.map(({ step }) => step)],
    columns: Object.fromEntries([...columns].map((name) => [name, [
      ...known.columns[name] ?? known.steps.map(() => null),
      ...more.map((row) =>
        name === "trainAccuracy" || name === "validationAccuracy" ? row[name] : null
      ),
    ]])),
  };
  merges.set(known, { live, history });
  return history;
}

/** The newest history that was made of what was read and of what was seen since. */
const merges = new WeakMap<
  HistoryData,
  { readonly live: readonly LiveRow[]; readonly history: HistoryData }
>();

/** True while this run is being trained. */
export const runningRuns = computed(() =>
  new Map(running.value.map((each) => [keyOf(each.experiment, each.run), each]))
);
export const isRunning = (name: string, run: string) => runningRuns.value.get(keyOf(name, run));

/** Where and when each training was first seen going on. */
const firstSeen = new Map<string, { readonly step: number; readonly time: number }>();

/** Such as `, 3 min left`; empty until that can be told. */
export function remainingOf({ experiment: name, run, step }: RunningRun): string {
  const first = firstSeen.get(keyOf(name, run));
  const found = experiment.value?.name === name
    ? experiment.value.runs.find(({ id }) => id === run)
    : undefined;
  if (first === undefined || found === undefined || step <= first.step) return "";
  const seconds = (found.budget - step) * (performance.now() - first.time) / 1000 /
    (step - first.step);
  if (seconds < 90) return `, ${Math.round(seconds)} s left at most`;
  return seconds < 5400
    ? `, ${Math.round(seconds / 60)} min left at most`
    : `, ${(seconds / 3600).toFixed(1)} h left at most`;
}

/** Reads what the view needs, whenever that is something else. */
export function followView(): void {
  loadIndex();
  let shown = "";
  effect(() => {
    const name = parts.experiment.value;
    if (name === shown) return;
    shown = name;
    experiment.value = null;
    curves.value = null;
    failure.value = null;
    if (name !== "") loadExperiment(name);
  });
}

/** Shortest time between two readings of an experiment that is being trained. */
const REFRESH_MS = 1500;

/** Hears of what happens from the server, where there is one. */
export function followEvents(): void {
  if (place !== "dashboard") return;
  const source = new EventSource(paths.events);
  const waiting = new Map<string, number>();
  source.onopen = () => connected.value = true;
  source.onerror = () => connected.value = false;
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data) as LiveEvent;
    if (event.type === "running") running.value = event.runs;
    else if (event.type === "index") soon("", loadIndex);
    else if (event.type === "progress") addLive(event);
    else soon(event.experiment, () => refresh(event.experiment));
  };
  const soon = (name: string, act: () => void) => {
    if (waiting.has(name)) return;
    const timer = setTimeout(() => {
      waiting.delete(name);
      act();
    }, REFRESH_MS);
    waiting.set(name, timer as unknown as number);
  };
}

function addLive({ experiment, run, step, rows }: Extract<LiveEvent, { type: "progress" }>): void {
  const key = keyOf(experiment, run);
  const known = new Map((liveRows.value.get(key) ?? []).map((row) => [row.step, row]));
  for (const row of rows) known.set(row.step, row);
  if (!firstSeen.has(key)) firstSeen.set(key, { step, time: performance.now() });
  const sorted = [...known.values()].sort((a, b) => a.step - b.step);
  batch(() => {
    liveRows.value = new Map(liveRows.value).set(key, sorted);
    running.value = running.value.map((each) =>
      each.experiment === experiment && each.run === run ? { ...each, step } : each
    );
  });
}

function refresh(name: string): void {
  loadIndex();
  if (view.value.experiment !== name) return;
  for (const key of asked) if (key.startsWith(`${name}/`)) asked.delete(key);
  loadExperiment(name);
}
