/** The other end of `subprocessExecutor`: executes one request and tells of it on stdout. */
import type { Event } from "../../schemas/events.ts";
import type { Key } from "../../store/content_hash.ts";
import type { Store } from "../../store/store.ts";
import { executeRequest } from "../execute.ts";
import type { Environment } from "../registry.ts";
import { readRequest } from "../request.ts";

export interface ServeOptions {
  readonly threads: number;
  /** End at once when stdin closes, which happens however the driver dies. */
  readonly watchDriver: boolean;
}

const STOPPED = 143;

/**
 * Executes the request kept under a key; events go to stdout as JSON lines. SIGTERM and SIGINT
 * stop it at a safe point. Returns the exit code, with which the caller has to end the process,
 * because the watch on stdin keeps it alive.
 */
export async function serveRequest(
  store: Store,
  environment: Environment,
  key: Key,
  { threads, watchDriver }: ServeOptions,
): Promise<number> {
  const abort = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => abort.abort());
  }
  if (watchDriver) endWithDriver();
  const request = readRequest(store, key);
  const outcome = await executeRequest(request, store, environment, {
    threads,
    signal: abort.signal,
    onEvent: writeLine,
  });
  writeLine(outcome);
  return outcome.type === "actionFinished" ? 0 : outcome.type === "actionStopped" ? STOPPED : 1;
}

async function endWithDriver(): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer) !== null);
  Deno.exit(STOPPED);
}

function writeLine(event: Event): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(event)}\n`);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}
