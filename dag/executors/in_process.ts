/** Runs actions in this process: quick to start, for tests and small work. */
import type { Store } from "../../store/store.ts";
import type { Environment } from "../registry.ts";
import { executeRequests } from "../together.ts";
import type { Executor } from "./executor.ts";

/** An executor that shares this process, its modules and its crashes. */
export function inProcessExecutor(store: Store, environment: Environment, slots = 1): Executor {
  return {
    slots,
    execute: (requests, options) => executeRequests(requests, store, environment, options),
  };
}
