/** Requests that are ready to be executed, each by itself or with others of its kind. */
import type { Key } from "../store/content_hash.ts";
import { Queue } from "./queue.ts";
import { companionsKey, type Environment } from "./registry.ts";
import type { Request } from "./request.ts";

/** What is executed in one slot. */
export interface Slotful {
  readonly requests: readonly Request[];
  /** False for those that can go together, even where there is but one of them. */
  readonly alone: boolean;
}

export class ReadyRequests {
  readonly #environment: Environment;
  readonly #most: number;
  readonly #alone = new Queue<Request>();
  /** By what they have in common; no queue is empty. */
  readonly #companions = new Map<Key, Queue<Request>>();

  /** At most `most` are executed together. */
  constructor(environment: Environment, most: number) {
    this.#environment = environment;
    this.#most = most;
  }

  /** How many slots they could take. */
  get size(): number {
    return this.#alone.size + this.#companions.size;
  }

  add(request: Request, place: number): void {
    const key = this.#most > 1 ? companionsKey(this.#environment, request) : null;
    if (key === null) return this.#alone.add(request.action, place, request);
    const queue = this.#companions.get(key) ?? new Queue();
    this.#companions.set(key, queue);
    queue.add(request.action, place, request);
  }

  remove(id: string): void {
    this.#alone.remove(id);
    for (const [key, queue] of this.#companions) {
      queue.remove(id);
      if (queue.size === 0) this.#companions.delete(key);
    }
  }

  /**
   * What to execute next in one slot; null while all that are ready wait. Those that can go together
   * wait while something that goes alone is at work, of which more of them may come, unless they are
   * as many as may be.
   */
  take(aloneAtWork: boolean): Slotful | null {
    const request = this.#alone.take();
    if (request !== undefined) return { requests: [request], alone: true };
    for (const [key, queue] of this.#companions) {
      if (aloneAtWork && queue.size < this.#most) continue;
      const requests = queue.takeAll(this.#most);
      if (queue.size === 0) this.#companions.delete(key);
      return { requests, alone: false };
    }
    return null;
  }
}
