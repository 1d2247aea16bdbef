/** Experiments as they come to their end, each by itself and not when all that was asked for has. */
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { type EngineOf, experimentActions } from "../stages/actions.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Records } from "./view.ts";

interface Unfinished<Result> {
  readonly loaded: LoadedExperiment;
  readonly ids: readonly string[];
  readonly missing: Set<string>;
  readonly records: Map<string, readonly LinkRecord[]>;
  result: Promise<Result> | null;
}

/** Finishes experiments one at a time: what `finish` gives may be asked for at the end. */
export class FinishedExperiments<Result> {
  readonly #experiments: readonly Unfinished<Result>[];
  readonly #readers = new Map<string, Unfinished<Result>[]>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    experiments: readonly LoadedExperiment[],
    engineOf: EngineOf,
    readonly finish: (loaded: LoadedExperiment, records: Records) => Promise<Result>,
  ) {
    this.#experiments = experiments.map((loaded) => {
      const ids = experimentActions(loaded, engineOf).map(({ id }) => id);
      return { loaded, ids, missing: new Set(ids), records: new Map(), result: null };
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
      if (experiment.missing.size === 0) experiment.result = this.#enqueue(experiment);
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
        results.push(await (experiment.result ?? this.#enqueue(experiment)));
      }
      return results;
    } catch (error) {
      await this.#last; // nothing may go on beside what is begun anew
      for (const experiment of this.#experiments) {
        experiment.ids.forEach((id) => experiment.missing.add(id));
        experiment.records.clear();
        experiment.result = null;
      }
      throw error;
    }
  }

  #enqueue({ loaded, records }: Unfinished<Result>): Promise<Result> {
    const result = this.#last.then(() => this.finish(loaded, records));
    this.#last = result.catch(() => {}); // whoever asks for the result is told of it
    return result;
  }
}
