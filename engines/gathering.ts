/**
 * One engine for several runs that are executed at once. Each has a seat, which looks like an engine
 * of its own; what they run at the same time is run as one program for all of them.
 */
import { createHash } from "node:crypto";
import { batchProgram } from "../graph/batching.ts";
import { inputName, isLoop, type Program } from "../graph/program.ts";
import { printProgram } from "../graph/text.ts";
import type { Engine, Executable, LoadOptions, Value, Values } from "./engine.ts";
import { readProgram } from "./interpreter.ts";
import { splitRuns, stackRuns } from "./stacking.ts";

/** The place of one run. */
export interface EngineSeat {
  readonly engine: Engine;
  /** Says that the run has ended: the others wait for it no more. */
  leave(): Promise<void>;
}

/** Programs that stay loaded: a training and its evaluation, for each power of two up to 64 runs. */
const KEPT = 14;

/** A program that runs have loaded. */
interface Loaded {
  readonly hash: string;
  readonly program: Program;
  readonly options: LoadOptions;
}

/** What a run waits for. */
interface Call {
  readonly seat: number;
  readonly loaded: Loaded;
  readonly held: Values;
  readonly feeds: Values;
  readonly done: PromiseWithResolvers<Values>;
}

/**
 * Seats for so many runs at an engine that reads programs as text. Nothing is run before every run
 * waits for something or has left; so what is run together depends on the runs alone, and not on
 * how fast each is.
 */
export function gatherRuns(engine: Engine, runs: number): EngineSeat[] {
  if (engine.reads !== "text") {
    throw new TypeError(`The engine ${engine.name} cannot run programs of several runs`);
  }
  const table = new Gathering(engine, runs);
  return Array.from({ length: runs }, (_, seat) => ({
    engine: { ...engine, load: (program, options) => table.load(seat, program, options) },
    leave: () => table.leave(seat),
  }));
}

class Gathering {
  readonly #engine: Engine;
  readonly #present: Set<number>;
  readonly #loaded = new Map<string, Loaded>();
  readonly #programs: LoadedPrograms;
  #waiting: Call[] = [];
  #runs = false;

  constructor(engine: Engine, runs: number) {
    this.#engine = engine;
    this.#programs = new LoadedPrograms(engine);
    this.#present = new Set(Array.from({ length: runs }, (_, seat) => seat));
  }

  load(seat: number, text: Uint8Array, options: LoadOptions): Promise<Executable> {
    return Promise.try(() => {
      const hash = createHash("sha256").update(text).digest("hex");
      const loaded = this.#loaded.get(hash) ??
        { hash, options, program: readProgram(this.#engine.name, text) };
      this.#loaded.set(hash, loaded);
      let held: Values = {};
      return {
        hold: (values) => held = values,
        run: (feeds) => {
          const done = Promise.withResolvers<Values>();
          this.#waiting.push({ seat, loaded, held, feeds, done });
          this.#proceed();
          return done.promise;
        },
        close: () => Promise.resolve(), // the others go on with the program
      };
    });
  }

  async leave(seat: number): Promise<void> {
    this.#present.delete(seat);
    if (this.#present.size === 0) await this.#programs.close();
    else this.#proceed();
  }

  #proceed(): void {
    const seats = new Set(this.#waiting.map(({ seat }) => seat));
    if (this.#runs || seats.size === 0 || !this.#present.isSubsetOf(seats)) return;
    this.#runs = true;
    const calls = this.#takeNext();
    this.#runAll(calls).finally(() => {
      this.#runs = false;
      this.#proceed();
    });
  }

  /** Programs without steps first: a run that is looked at trains on with the others after that. */
  #takeNext(): Call[] {
    const calls = this.#waiting.sort((a, b) => a.seat - b.seat);
    const quick = calls.filter(({ loaded }) => !isLoop(loaded.program));
    const next = quick.length > 0 ? quick : calls;
    this.#waiting = calls.filter((call) => !next.includes(call));
    return next;
  }

  async #runAll(calls: readonly Call[]): Promise<void> {
    for (const group of Map.groupBy(calls, signatureOf).values()) {
      try {
        const results = await this.#programs.run(group);
        group.forEach(({ done }, run) => done.resolve(results[run]!));
      } catch (error) {
        group.forEach(({ done }) => done.reject(error));
      }
    }
  }
}

/** Calls of one signature can be one call: the program, and what is fed and held in which shape. */
function signatureOf({ loaded: { hash }, feeds, held }: Call): string {
  const shapes = [feeds, held].map((values) =>
    Object.keys(values).sort().map((name) => [name, values[name]!.shape])
  );
  return JSON.stringify([hash, ...shapes]);
}

/** What is loaded for a program, a number of runs and the inputs that each has of its own. */
interface Batched {
  readonly executable: Executable;
  /** What it holds now, as the values of the runs. */
  holds: readonly Value[];
}

class LoadedPrograms {
  readonly #engine: Engine;
  readonly #loaded = new Map<string, Batched>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async run(calls: readonly Call[]): Promise<Values[]> {
    const [{ loaded, held, feeds }] = calls as [Call];
    const { program } = loaded;
    // Few sizes, so that few programs are made when runs end one by one; the last of them repeats.
    const size = 2 ** Math.ceil(Math.log2(calls.length));
    const all = Array.from({ length: size }, (_, run) => calls[Math.min(run, calls.length - 1)]!);
    const fixed = program.inputs.filter(({ role }) => role === "fixed")
      .map(({ tensor }) => inputName(tensor));
    const own = new Set(fixed.filter((name) => size > 1 && isOwn(name, calls)));
    const batched = await this.#load(loaded, size, own);
    const stack = (name: string, from: "feeds" | "held"): Value => {
      if (size === 1) return calls[0]![from][name]!;
      const { role } = program.inputs.find(({ tensor }) => inputName(tensor) === name)!;
      if (role === "fixed" && !own.has(name)) return calls[0]![from][name]!;
      return stackRuns(all.map((call) => call[from][name]!), role === "step" ? 1 : 0);
    };
    const stackAll = (values: Values, from: "feeds" | "held") =>
      Object.fromEntries(Object.keys(values).map((name) => [name, stack(name, from)]));
    const holds = all.flatMap((call) => Object.values(call.held));
    if (holds.length !== batched.holds.length || holds.some((x, at) => x !== batched.holds[at])) {
      batched.executable.hold(stackAll(held, "held"));
      batched.holds = holds;
    }
    const results = await batched.executable.run(stackAll(feeds, "feeds"));
    if (size === 1) return [results];
    const split = program.outputs.map(({ name, role }) =>
      [name, splitRuns(results[name]!, role === "step" ? 1 : 0)] as const
    );
    return calls.map((_, run) =>
      Object.fromEntries(split.map(([name, values]) => [name, values[run]!]))
    );
  }

  async #load({ hash, program, options }: Loaded, size: number, own: ReadonlySet<string>) {
    const key = JSON.stringify([hash, size, [...own]]);
    const found = this.#loaded.get(key);
    this.#loaded.delete(key); // what was used last stands last
    const batched = found ?? await this.#open(program, size, own, options);
    this.#loaded.set(key, batched);
    for (const [oldest, { executable }] of this.#loaded) {
      if (this.#loaded.size <= KEPT) break;
      this.#loaded.delete(oldest);
      await executable.close();
    }
    return batched;
  }

  async #open(
    program: Program,
    size: number,
    own: ReadonlySet<string>,
    options: LoadOptions,
  ): Promise<Batched> {
    const text = printProgram(size === 1 ? program : batchProgram(program, size, own));
    const executable = await this.#engine.load(new TextEncoder().encode(text), options);
    return { executable, holds: [] };
  }

  async close(): Promise<void> {
    const loaded = [...this.#loaded.values()];
    this.#loaded.clear();
    for (const { executable } of loaded) await executable.close();
  }
}

/** Numbers are cheap to have for each run, and so is what comes with each call; of data one is enough. */
function isOwn(name: string, calls: readonly Call[]): boolean {
  const [first, ...others] = calls.map(({ held }) => held[name]);
  if (first === undefined || first.shape.length === 0) return true;
  return calls.some(({ feeds }) => feeds[name] !== undefined) ||
    others.some((value) => !isSame(value!, first));
}

function isSame(a: Value, b: Value): boolean {
  return a === b || digestOf(a) === digestOf(b);
}

const digests = new WeakMap<Value, string>();

/** Of a value that is held, which nobody changes. */
function digestOf(value: Value): string {
  const { shape, data } = value;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const digest = digests.get(value) ??
    createHash("sha256").update(`${data.constructor.name} ${shape} `).update(bytes).digest("hex");
  digests.set(value, digest);
  return digest;
}
