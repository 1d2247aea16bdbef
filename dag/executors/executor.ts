/** What the scheduler needs of a place where actions run. */
import type { Outcome } from "../../schemas/events.ts";
import type { ExecuteOptions } from "../execute.ts";
import type { Request } from "../request.ts";

export interface Executor {
  /** Requests it takes at once, at least 1. */
  readonly slots: number;
  /**
   * Executes one request to its end. What goes wrong is an outcome, not a throw; progress goes to
   * `options.onEvent`. After `options.signal` is aborted it still waits for what it started.
   */
  execute(request: Request, options: ExecuteOptions): Promise<Outcome>;
}
