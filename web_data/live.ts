/**
 * What happens in a store while pages look at it: the logs of runs are read as they grow. Training
 * is never asked and never waits.
 */
import { join } from "node:path";
import { type Event, eventSchema } from "../schemas/events.ts";
import type { LiveEvent, LiveRow, RunningRun } from "../web/protocol.ts";

/** How often the logs are looked at while a page is open. */
const INTERVAL_MS = 400;

/** A log that says nothing for so long is that of a program that was killed. */
const SILENT_MS = 120_000;

/** More of a log than its end was written by runs that are over. */
const LONGEST_TAIL = 4 * 2 ** 20;

/** Their actions are not named after an experiment, and change nothing that a page shows. */
const SHARED_STAGES = new Set(["dataset", "program"]);

/** After these an experiment is another than before: something of it has begun, or is done. */
const TELLING: ReadonlySet<Event["type"]> = new Set([
  "actionStarted",
  "linkFinished",
  "actionFinished",
]);

interface Training extends RunningRun {
  readonly rows: LiveRow[];
}

interface Log {
  read: number;
  /** What a line that is not whole begins with. */
  rest: string;
  readonly running: Map<string, Training>;
}

export class Live {
  readonly #folder: string;
  readonly #logs = new Map<string, Log>();
  readonly #pages = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #running = "";

  /**
   * `clock` gives milliseconds since 1970, as times of files are; `onChange` is told of experiments
   * of which something was done.
   */
  constructor(
    artifacts: string,
    readonly clock: () => number,
    readonly onChange: (experiment: string) => void = () => {},
  ) {
    this.#folder = join(artifacts, "logs");
  }

  /** Events for one more page, until it is closed. */
  subscribe(): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream({
      start: (controller) => {
        own = controller;
        this.#look(); // what was logged before is told to this page at once, below
        this.#pages.add(own);
        controller.enqueue(encode({ type: "running", runs: this.#listRunning() }));
        for (const log of this.#logs.values()) {
          for (const training of log.running.values()) {
            controller.enqueue(encode(progressOf(training)));
          }
        }
        this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS);
      },
      cancel: () => this.#leave(own),
    });
  }

  /** Tells every open page. */
  tell(event: LiveEvent): void {
    for (const page of this.#pages) {
      try {
        page.enqueue(encode(event));
      } catch {
        this.#leave(page); // it was closed just now
      }
    }
  }

  close(): void {
    for (const page of this.#pages) page.close();
    this.#pages.clear();
    this.#stopWhenAlone();
  }

  #leave(page: ReadableStreamDefaultController<Uint8Array>): void {
    this.#pages.delete(page);
    this.#stopWhenAlone();
  }

  #stopWhenAlone(): void {
    if (this.#pages.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const { name, size, changed } of listLogs(this.#folder)) {
      const log = this.#logs.get(name) ?? startLog(size);
      this.#logs.set(name, log);
      if (size < log.read) Object.assign(log, startLog(size)); // it was begun anew
      if (size > log.read) this.#readMore(join(this.#folder, name), log);
      else if (this.clock() - changed > SILENT_MS) log.running.clear();
    }
    const running = this.#listRunning();
    const text = JSON.stringify(running);
    if (text !== this.#running) this.tell({ type: "running", runs: running });
    this.#running = text;
  }

  #readMore(path: string, log: Log): void {
    const text = log.rest + readFrom(path, log);
    const lines = text.split("\n");
    log.rest = lines.pop()!;
    // Rows that a page has already: the newest of them may still have been replaced.
    const before = new Map([...log.running].map(([id, { rows }]) => [id, rows.length - 1]));
    const grown = new Map<string, Training>();
    const changed = new Set<string>();
    for (const line of lines) {
      const event = parseEvent(line);
      if (event === null) continue;
      const training = follow(log, event);
      if (training !== null && "action" in event) grown.set(event.action, training);
      if (TELLING.has(event.type) && "action" in event) {
        const [stage, experiment] = event.action.split("/");
        if (experiment !== undefined && !SHARED_STAGES.has(stage!)) changed.add(experiment);
      }
    }
    for (const [id, training] of grown) {
      const rows = training.rows.slice(Math.max(0, before.get(id) ?? 0));
      this.tell(progressOf({ ...training, rows }));
    }
    for (const experiment of changed) {
      this.tell({ type: "changed", experiment });
      this.onChange(experiment);
    }
  }

  #listRunning(): RunningRun[] {
    return [...this.#logs.values()].flatMap(({ running }) =>
      [...running.values()].map(({ experiment, run, step, total }) => ({
        experiment,
        run,
        step,
        total,
      }))
    );
  }
}

/** What an event says of trainings; gives the one that went on. */
function follow({ running }: Log, event: Event): Training | null {
  if (event.type === "planned" || event.type === "runFinished") running.clear();
  if (!("action" in event)) return null;
  const [stage, experiment, run] = event.action.split("/");
  if (stage !== "train" || experiment === undefined || run === undefined) return null;
  switch (event.type) {
    case "actionStarted":
    case "linkFinished":
      running.set(event.action, running.get(event.action) ?? begin(experiment, run));
      return null;
    case "actionProgress": {
      const known = running.get(event.action) ?? begin(experiment, run);
      const training = { ...known, step: event.done, total: event.total };
      running.set(event.action, training);
      addRow(training.rows, event);
      return training;
    }
    default:
      running.delete(event.action);
      return null;
  }
}

function begin(experiment: string, run: string): Training {
  return { experiment, run, step: 0, total: 0, rows: [] };
}

/** Progress between evaluations repeats the newest accuracies; only new ones are a row. */
function addRow(rows: LiveRow[], { done, values }: Extract<Event, { type: "actionProgress" }>) {
  const { trainAccuracy = null, validationAccuracy = null } = values;
  const last = rows.at(-1);
  if (trainAccuracy === null && validationAccuracy === null) return;
  if (
    last?.trainAccuracy === trainAccuracy && last.validationAccuracy === validationAccuracy ||
    last !== undefined && last.step > done
  ) return;
  if (last?.step === done) rows.pop();
  rows.push({ step: done, trainAccuracy, validationAccuracy });
}

function progressOf({ experiment, run, step, rows }: Training): LiveEvent {
  return { type: "progress", experiment, run, step, rows };
}

function startLog(size: number): Log {
  return { read: Math.max(0, size - LONGEST_TAIL), rest: "", running: new Map() };
}

function listLogs(folder: string) {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isFile }) => isFile && name.endsWith(".jsonl"))
      .map(({ name }) => {
        const { size, mtime } = Deno.statSync(join(folder, name));
        return { name, size, changed: mtime?.getTime() ?? 0 };
      });
  } catch {
    return []; // nothing was run yet, or a log was just taken away
  }
}

function readFrom(path: string, log: Log): string {
  using file = Deno.openSync(path);
  file.seekSync(log.read, Deno.SeekMode.Start);
  const bytes = new Uint8Array(LONGEST_TAIL);
  const count = file.readSync(bytes) ?? 0;
  // A line is written at once, but may be seen in part; it ends with a whole character.
  const whole = bytes.subarray(0, bytes.subarray(0, count).lastIndexOf(10) + 1);
  log.read += whole.length;
  return new TextDecoder().decode(whole);
}

function parseEvent(line: string): Event | null {
  if (line === "") return null;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null; // the first line after the beginning was cut off
  }
}

function encode(event: LiveEvent): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`);
}
