/** Executes several requests in this process at once, by one engine that does their work together. */
import type { Outcome } from "../schemas/events.ts";
import type { Store } from "../store/store.ts";
import { type ExecuteOptions, executeRequest, failedAction } from "./execute.ts";
import { type EngineEntry, type Environment, findEngine, type Seat } from "./registry.ts";
import type { Request } from "./request.ts";

/**
 * The outcomes of requests, in their order. Of several, all have the same engine (`companionsKey`
 * says which); each has its records and its outcome as if it were alone.
 */
export async function executeRequests(
  requests: readonly Request[],
  store: Store,
  environment: Environment,
  options: ExecuteOptions,
): Promise<readonly Outcome[]> {
  const [first, ...others] = requests;
  if (first === undefined) return [];
  if (others.length === 0) return [await executeRequest(first, store, environment, options)];
  let entry: EngineEntry;
  let seats: readonly Seat[];
  try {
    entry = findEngine(environment, first.engine!);
    seats = await entry.together!(await entry.load(), requests.length);
  } catch (error) {
    return requests.map(({ action }) => failedAction(action, error));
  }
  return await Promise.all(requests.map(async (request, index) => {
    const { engine, leave } = seats[index]!;
    const own = { ...entry, load: () => Promise.resolve(engine) };
    try {
      return await executeRequest(request, store, withEngine(environment, entry, own), options);
    } finally {
      await leave();
    }
  }));
}

function withEngine(
  environment: Environment,
  entry: EngineEntry,
  other: EngineEntry,
): Environment {
  const engines = Object.entries(environment.engines)
    .map(([name, each]) => [name, each === entry ? other : each] as const);
  return { ...environment, engines: Object.fromEntries(engines) };
}
