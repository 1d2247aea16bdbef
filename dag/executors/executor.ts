/** What the scheduler needs of a place where actions run. */
import type { Outcome } from "../../schemas/events.ts";
import type { ExecuteOptions } from "../execute.ts";
import type { Request } from "../request.ts";

/** Threads for each of so many actions that share the cores. */
export function threadsEach(cores: number, atOnce: number): number {
  return Math.max(1, Math.floor(cores / atOnce));
}

export interface Executor {
  /** Calls of `execute` at once, at least 1. */
  readonly slots: number;
  /**
   * Executes requests to their end, in one slot: one, or several that can be executed together (see
   * `companionsKey`). There is an outcome for each, in their order. What goes wrong is an outcome,
   * not a throw; progress goes to `options.onEvent`. After `options.signal` is aborted it still waits
   * for what it started.
   */
  execute(requests: readonly Request[], options: ExecuteOptions): Promise<readonly Outcome[]>;
}
