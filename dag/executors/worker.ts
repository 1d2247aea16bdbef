/** The other end of `workerPool`: executes one action after another and tells of them on stdout. */
import type { Store } from "../../store/store.ts";
import type { Environment } from "../registry.ts";
import { executeRequests } from "../together.ts";
import { type Order, parseOrder, readLines, type Report, STDERR_MARK } from "./messages.ts";
import { sparingly } from "./sparing.ts";

const TERMINATED = 143;

/**
 * Executes what is ordered on stdin until that closes, which happens however the driver dies; then
 * the process ends at once. SIGTERM stops what runs at a safe point and ends the
 * process. SIGINT does nothing: Ctrl-C reaches every process of a terminal, and it is the driver
 * that decides what it means for each action. `clock` gives milliseconds.
 */
export async function serveActions(
  store: Store,
  environment: Environment,
  clock: () => number,
): Promise<never> {
  let running: { readonly number: number; readonly abort: AbortController } | null = null;
  let terminated = false;

  const execute = async ({ number, threads, requests }: Extract<Order, { type: "execute" }>) => {
    const abort = new AbortController();
    running = { number, abort };
    writeWhole(Deno.stderr, STDERR_MARK);
    report({ type: "heard", number });
    const outcomes = await executeRequests(requests, store, environment, {
      threads,
      signal: abort.signal,
      onEvent: sparingly(
        (event) => report({ type: "event", number, event }),
        clock,
      ),
    });
    running = null;
    writeWhole(Deno.stderr, STDERR_MARK);
    report({ type: "ended", number, outcomes, memory: Deno.memoryUsage().rss });
    if (terminated) Deno.exit(TERMINATED);
  };

  Deno.addSignalListener("SIGINT", () => {});
  Deno.addSignalListener("SIGTERM", () => {
    if (running === null) Deno.exit(TERMINATED);
    terminated = true;
    running.abort.abort();
  });
  await readLines(Deno.stdin.readable, (line) => {
    const order = parseOrder(line);
    if (order?.type === "execute") execute(order);
    if (order?.type === "stop" && order.number === running?.number) running.abort.abort();
  });
  Deno.exit(TERMINATED);
}

/** Begins a line of its own, whatever a library may have printed before. */
function report(message: Report): void {
  writeWhole(Deno.stdout, `\n${JSON.stringify(message)}\n`);
}

function writeWhole(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}
