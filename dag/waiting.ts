/** Who waits for whom in a graph: counts that change when an action is done, and no searching. */
import { type Action, dependenciesOf } from "./action.ts";

/** For each action of a graph, how many of those it reads from are not done. */
export class Waiting {
  readonly #dependencies = new Map<string, readonly string[]>();
  readonly #readers = new Map<string, string[]>();
  readonly #counts = new Map<string, number>();

  /** `done` is read whenever something is counted again. */
  constructor(actions: readonly Action[], readonly done: ReadonlyMap<string, unknown>) {
    for (const action of actions) this.#readers.set(action.id, []);
    for (const action of actions) {
      const dependencies = dependenciesOf(action);
      this.#dependencies.set(action.id, dependencies);
      for (const id of dependencies) this.#readers.get(id)!.push(action.id);
      this.#count(action.id);
    }
  }

  /** True when all that an action reads from is done. */
  isReady(id: string): boolean {
    return this.#counts.get(id) === 0;
  }

  /** To be told that an action is done now; gives those that waited for nothing else. */
  finish(id: string): string[] {
    const readers = this.#readers.get(id)!;
    for (const reader of readers) this.#counts.set(reader, this.#counts.get(reader)! - 1);
    return readers.filter((reader) => this.isReady(reader));
  }

  /** These actions and all that read from them, by whatever way. */
  withReaders(ids: Iterable<string>): Set<string> {
    const reached = new Set(ids);
    for (const id of reached) this.#readers.get(id)!.forEach((reader) => reached.add(reader));
    return reached;
  }

  /** To be told that some actions are not done any more. */
  recount(ids: Iterable<string>): void {
    for (const id of ids) this.#count(id);
  }

  #count(id: string): void {
    const missing = this.#dependencies.get(id)!.filter((other) => !this.done.has(other));
    this.#counts.set(id, missing.length);
  }
}
