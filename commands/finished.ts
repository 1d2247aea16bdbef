/** Runs and experiments as they come to their end, each by itself and not when all that was asked for has. */
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds, type EngineOf, experimentActions } from "../stages/actions.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Records } from "./view.ts";

/** What is done with what has come to its end; `records` are those of the experiment so far. */
export interface Finishing<Result> {
  run(loaded: LoadedExperiment, run: Run, records: Records): Promise<void>;
  /** Comes after those of all runs that have come to their end. */
  experiment(loaded: LoadedExperiment, records: Records): Promise<Result>;
}

interface Unfinished<Result> {
  readonly loaded: LoadedExperiment;
  readonly ids: readonly string[];
  readonly missing: Set<string>;
  readonly records: Map<string, readonly LinkRecord[]>;
  /** Runs by the last of their actions. */
  readonly runs: ReadonlyMap<string, Run>;
  readonly finishedRuns: Map<Run, Promise<void>>;
  result: Promise<Result> | null;
}

/** Finishes one at a time: what comes of experiments may be asked for at the end. */
export class FinishedExperiments<Result> {
  readonly #experiments: readonly Unfinished<Result>[];
  readonly #readers = new Map<string, Unfinished<Result>[]>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    experiments: readonly LoadedExperiment[],
    engineOf: EngineOf,
    readonly finish: Finishing<Result>,
  ) {
    this.#experiments = experiments.map((loaded) => {
      const ids = experimentActions(loaded, engineOf).map(({ id }) => id);
      const { experiment: { name }, runs } = loaded;
      return {
        loaded,
        ids,
        missing: new Set(ids),
        records: new Map(),
        runs: new Map(runs.map((run) => [actionIds.export(name, run), run])),
        finishedRuns: new Map(),
        result: null,
      };
    });
    for (const experiment of this.#experiments) {
      for (const id of experiment.ids) {
        this.#readers.set(id, [...this.#readers.get(id) ?? [], experiment]);
      }
    }
  }

  /** To be told of each action that is done, and again when its files were made anew. */
  readonly onDone = (action: string, records: readonly LinkRecord[]): void => {
    for (const experiment of this.#readers.get(action) ?? []) {
      experiment.records.set(action, records);
      experiment.missing.delete(action);
      const run = experiment.runs.get(action);
      if (run !== undefined) this.#finishRun(experiment, run);
      if (experiment.missing.size === 0) experiment.result = this.#finishExperiment(experiment);
    }
  };

  /**
   * What became of every experiment, those that did not come to their end among them; after an
   * error all of them begin anew.
   */
  async results(): Promise<Result[]> {
    try {
      const results: Result[] = [];
      for (const experiment of this.#experiments) {
        results.push(await (experiment.result ?? this.#finishExperiment(experiment)));
      }
      return results;
    } catch (error) {
      await this.#last; // nothing may go on beside what is begun anew
      for (const experiment of this.#experiments) {
        experiment.ids.forEach((id) => experiment.missing.add(id));
        experiment.records.clear();
        experiment.finishedRuns.clear();
        experiment.result = null;
      }
      throw error;
    }
  }

  /** Waits for what has begun, where nobody asks for results. */
  async settle(): Promise<void> {
    await this.#last;
  }

  #finishRun({ loaded, records, finishedRuns }: Unfinished<Result>, run: Run): void {
    finishedRuns.set(run, this.#enqueue(() => this.finish.run(loaded, run, records)));
  }

  #finishExperiment({ loaded, records, finishedRuns }: Unfinished<Result>): Promise<Result> {
    return this.#enqueue(async () => {
      await Promise.all(finishedRuns.values());
      return await this.finish.experiment(loaded, records);
    });
  }

  #enqueue<Done>(work: () => Promise<Done>): Promise<Done> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {}); // whoever asks for the result is told of it
    return result;
  }
}
