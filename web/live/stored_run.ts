/**
 * What is known of an experiment beside the page: the run of the store that has what is chosen, whose
 * curves are drawn behind, and what its claims say was published.
 */
import { computed, effect, signal } from "@preact/signals";
import type { Choices } from "../../live/choices.ts";
import {
  type ClaimData,
  type ExperimentData,
  type HistoryData,
  paths,
  type RunData,
} from "../protocol.ts";
import { flat } from "./command.ts";
import { publishedFor, type PublishedSteps } from "./published.ts";
import { runLike } from "./run_like.ts";
import { choices, experiment } from "./session.ts";

export interface StoredRun {
  readonly run: RunData;
  readonly history: HistoryData;
}

export const storedRun = signal<StoredRun | null>(null);

/** The claims of the experiment; none where nothing is known of it. */
export const claims = signal<readonly ClaimData[]>([]);

/** What was published of what is chosen. */
export const publishedNow = computed((): readonly PublishedSteps[] => {
  const [of, chosen] = [experiment.value, choices.value];
  return of === null || chosen === null
    ? []
    : publishedFor(claims.value, chosen, { ...flat(of.settings), ...of.axes });
});

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
    if (!known.has(of.name)) known.set(of.name, read<ExperimentData>(paths.experiment(of.name)));
    known.get(of.name)!.then(async (found) => {
      if (mine === newest) claims.value = found?.claims ?? [];
      const run = await find(of.name, found, chosen);
      if (mine === newest) storedRun.value = run;
    });
  });
}

async function find(
  name: string,
  experiment: ExperimentData | null,
  chosen: Choices,
): Promise<StoredRun | null> {
  const run = experiment && runLike(experiment, chosen);
  const history = run && await read<HistoryData>(paths.history(name, run.id));
  return run && history && history.steps.length > 0 ? { run, history } : null;
}
