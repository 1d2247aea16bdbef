/** The run of the store that has what is chosen, where there is one: its curves are drawn behind. */
import { effect, signal } from "@preact/signals";
import type { Choices } from "../../live/choices.ts";
import { type ExperimentData, type HistoryData, paths, type RunData } from "../protocol.ts";
import { runLike } from "./run_like.ts";
import { choices, experiment } from "./session.ts";

export interface StoredRun {
  readonly run: RunData;
  readonly history: HistoryData;
}

export const storedRun = signal<StoredRun | null>(null);

/** What there is of experiments; null of those that were never run. */
const known = new Map<string, Promise<ExperimentData | null>>();

async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(path);
    return response.ok ? await response.json() as T : null;
  } catch {
    return null; // there is nothing to compare with
  }
}

/** Looks for it whenever something else is chosen. */
export function followStoredRun(): void {
  let newest = 0;
  effect(() => {
    const [of, chosen] = [experiment.value, choices.value];
    const mine = ++newest;
    if (of === null || chosen === null) return;
    find(of.name, chosen).then((found) => {
      if (mine === newest) storedRun.value = found;
    });
  });
}

async function find(name: string, chosen: Choices): Promise<StoredRun | null> {
  if (!known.has(name)) known.set(name, read<ExperimentData>(paths.experiment(name)));
  const experiment = await known.get(name)!;
  const run = experiment && runLike(experiment, chosen);
  const history = run && await read<HistoryData>(paths.history(name, run.id));
  return run && history && history.steps.length > 0 ? { run, history } : null;
}
