/** Runs each action in a process of its own: a crash there fails one action and nothing else. */
import { type Event, type Outcome, outcomeSchema, parseEvent } from "../../schemas/events.ts";
import type { Key } from "../../store/content_hash.ts";
import type { Store } from "../../store/store.ts";
import type { ExecuteOptions } from "../execute.ts";
import { type Request, writeRequest } from "../request.ts";
import type { Executor } from "./executor.ts";

const STDERR_TAIL = 4000;

/**
 * An executor that starts `deno` with the arguments `command` gives for a request's key. That
 * program has to call `serveRequest` with `watchDriver`, so that it ends when this process does.
 */
export function subprocessExecutor(
  store: Store,
  command: (key: Key, threads: number) => readonly string[],
): Executor {
  return {
    async execute(request, options) {
      if (options.signal.aborted) return { type: "actionStopped", action: request.action };
      const key = await writeRequest(store, request);
      return await runProcess(request, command(key, options.threads), options);
    },
  };
}

async function runProcess(
  request: Request,
  args: readonly string[],
  { signal, onEvent }: ExecuteOptions,
): Promise<Outcome> {
  const process = spawnDeno(args);
  const stop = () => terminate(process);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const { action } = request;
    let outcome: Outcome | null = null;
    let tail = "";
    const keep = (text: string) => {
      tail = (tail + text).slice(-STDERR_TAIL);
    };
    await Promise.all([
      readText(process.stderr, keep),
      readLines(process.stdout, (line) => {
        const event: Event | null = parseEvent(line);
        if (event === null) return keep(`${line}\n`); // a library that prints
        const ending = outcomeSchema.safeParse({ ...event, action });
        if (ending.success) outcome = ending.data;
        else onEvent("action" in event ? { ...event, action } : event);
      }),
    ]);
    const status = await process.status;
    return concludeProcess(action, outcome, status, tail, signal);
  } finally {
    signal.removeEventListener("abort", stop);
    await process.stdin.close().catch(() => {}); // already closed by the child's end
  }
}

/** Starts this same `deno`, under the name that the permission to run it was given for. */
function spawnDeno(args: readonly string[]): Deno.ChildProcess {
  const path = Deno.execPath();
  const { state } = Deno.permissions.querySync({ name: "run", command: path });
  try {
    return new Deno.Command(state === "granted" ? path : "deno", {
      args: [...args],
      stdin: "piped", // held open and never written to: the child ends when it closes
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot find "deno" to start another process: put "${path}" on the PATH`);
  }
}

function concludeProcess(
  action: string,
  outcome: Outcome | null,
  { code, signal: killedBy }: Deno.CommandStatus,
  stderr: string,
  signal: AbortSignal,
): Outcome {
  if (outcome?.type === "actionFailed") {
    return { ...outcome, details: `${outcome.details}\n${stderr}`.trim() };
  }
  if (outcome !== null) return outcome;
  if (signal.aborted) return { type: "actionStopped", action };
  const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
  const hint = killedBy === "SIGKILL" ? ", which is often a lack of memory" : "";
  return {
    type: "actionFailed",
    action,
    message: `The process of "${action}" ended by ${how}${hint}, without an outcome`,
    details: stderr,
  };
}

function terminate(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGTERM");
  } catch {
    return; // it has ended by itself
  }
}

async function readText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) onText(text);
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  await readText(stream, (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  if (rest !== "") onLine(rest);
}
