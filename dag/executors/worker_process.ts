/** The driver's end of one worker: a process that executes one order after another. */
import type { Outcome } from "../../schemas/events.ts";
import type { ExecuteOptions } from "../execute.ts";
import type { Request } from "../request.ts";
import { type Order, parseReport, readLines, type Report, STDERR_MARK } from "./messages.ts";
import { startDeno } from "./start_deno.ts";

/** Characters of stderr that are kept for the details of a failure. */
const STDERR_TAIL = 4000;

/** How the actions of an order ended. */
export interface Ending {
  readonly outcomes: readonly Outcome[];
  /** Bytes that the worker holds; null when it cannot take another action. */
  readonly memory: number | null;
}

/** A stage, or one part of it. */
export function loadedName({ stage, part }: Request): string {
  return part === undefined ? stage : `${stage}/${part}`;
}

export class WorkerProcess {
  /** What was loaded of stages, with the code and the engine that each was loaded for. */
  readonly loaded = new Map<string, Pick<Request, "code" | "engine">>();
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #words = new LastWords();
  /** Resolves when the process has ended and everything it said was read. */
  readonly ended: Promise<Deno.CommandStatus>;
  #orders = 0;
  #onReport: (report: Report) => void = () => {};

  /** Starts `deno` with these arguments, of a program that calls `serveActions`. */
  constructor(args: readonly string[], folder: string) {
    this.#process = startDeno(args, {
      cwd: folder,
      stdin: "piped", // the worker ends when it closes
      stdout: "piped",
    });
    this.#input = this.#process.stdin.getWriter();
    this.#input.closed.catch(() => {}); // the end of the process tells of this, and more
    this.ended = this.#listen();
  }

  /**
   * Executes one request, or several of one stage and engine together; null when the worker had ended
   * before it could hear of them.
   */
  async execute(
    requests: readonly Request[],
    { threads, signal, onEvent }: ExecuteOptions,
  ): Promise<Ending | null> {
    const number = ++this.#orders;
    const end = Promise.withResolvers<Extract<Report, { type: "ended" }>>();
    let heard = false;
    this.#onReport = (report) => {
      if (report.number !== number) return; // of an order that had ended before
      if (report.type === "heard") heard = true;
      if (report.type === "event") onEvent(report.event);
      if (report.type === "ended") end.resolve(report);
    };
    const stop = () => this.#send({ type: "stop", number });
    signal.addEventListener("abort", stop, { once: true });
    try {
      for (const request of requests) this.loaded.set(loadedName(request), request);
      this.#words.clear();
      this.#send({ type: "execute", number, threads, requests });
      const ending = await Promise.race([end.promise, this.ended]);
      if ("outcomes" in ending) {
        await Promise.race([this.#words.reach(2 * number), this.ended]);
        const outcomes = ending.outcomes.map((outcome) => this.#complete(outcome));
        return { outcomes, memory: ending.memory };
      }
      if (!heard && number > 1) return null;
      const { text } = this.#words;
      const outcomes = requests.map(({ action }) => concludeProcess(action, ending, text, signal));
      return { outcomes, memory: null };
    } finally {
      signal.removeEventListener("abort", stop);
      this.#onReport = () => {};
    }
  }

  /** Ends the process. It holds nothing of worth: what it made is in the store. */
  async close(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // it has ended by itself
    }
    await this.ended;
  }

  #send(order: Order): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify(order)}\n`);
    this.#input.write(bytes).catch(() => {}); // the process has ended, which `ended` tells
  }

  async #listen(): Promise<Deno.CommandStatus> {
    const { stdout, stderr, status } = this.#process;
    await Promise.all([
      this.#words.listen(stderr),
      readLines(stdout, (line) => {
        const report = parseReport(line);
        if (report !== null) this.#onReport(report);
        else if (line !== "") this.#words.add(`${line}\n`); // a library that prints
      }),
    ]);
    await this.#input.close().catch(() => {}); // closed already by the end of the process
    return await status;
  }

  #complete(outcome: Outcome): Outcome {
    if (outcome.type !== "actionFailed") return outcome;
    return { ...outcome, details: `${outcome.details}\n${this.#words.text}`.trim() };
  }
}

/** The end of what a worker printed during one order, or before its first one. */
class LastWords {
  text = "";
  #marks = 0;
  #waiting: { readonly marks: number; readonly go: () => void } | null = null;

  add(text: string): void {
    this.text = (this.text + text).slice(-STDERR_TAIL);
  }

  clear(): void {
    this.text = "";
  }

  /** Resolves when so many marks have been read. */
  reach(marks: number): Promise<void> {
    if (this.#marks >= marks) return Promise.resolve();
    return new Promise((go) => this.#waiting = { marks, go });
  }

  async listen(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
      const [first = "", ...others] = text.split(STDERR_MARK);
      this.#addOfAction(first);
      for (const part of others) {
        this.#marks++;
        if (this.#waiting !== null && this.#marks >= this.#waiting.marks) this.#waiting.go();
        this.#addOfAction(part);
      }
    }
  }

  /** After an even number of marks, save none, no order runs whose words these could be. */
  #addOfAction(text: string): void {
    if (this.#marks === 0 || this.#marks % 2 === 1) this.add(text);
  }
}

function concludeProcess(
  action: string,
  { code, signal: killedBy }: Deno.CommandStatus,
  stderr: string,
  signal: AbortSignal,
): Outcome {
  if (signal.aborted) return { type: "actionStopped", action };
  const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
  const hint = killedBy === "SIGKILL" ? ", which is often a lack of memory" : "";
  return {
    type: "actionFailed",
    action,
    message: `The process of "${action}" ended by ${how}${hint}, without an outcome`,
    details: stderr.trim(),
  };
}
