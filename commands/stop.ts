/** Ctrl-C and SIGTERM: the first asks a run to stop at a safe point, the second ends it at once. */
import { exitCodes } from "./exit.ts";

let stoppedBy: "SIGINT" | "SIGTERM" | null = null;

/** Aborts its signal when the process is asked to stop, and has `say` tell so. */
export function listenForStop(
  say: (line: string) => void,
): { readonly signal: AbortSignal; close(): void } {
  const abort = new AbortController();
  const handlers = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const handler = () => {
      if (stoppedBy !== null) Deno.exit(stopCode());
      stoppedBy = signal;
      say("Stopping at the next safe point; once more to end at once");
      abort.abort();
    };
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { signal: abort.signal, close: () => handlers.forEach((remove) => remove()) };
}

/** The exit code of a process that was asked to stop. */
export function stopCode(): number {
  return stoppedBy === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
}
