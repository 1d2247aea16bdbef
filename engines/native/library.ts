/**
 * A compiled program in this process: its memory, and calls of it. What is reached from here is the
 * code of the engine in keys; what prints programs is not, since the C has a hash in their files.
 */
import { nextName } from "../../graph/next_name.ts";
import type { DataType } from "../../graph/op.ts";
import { resolveShape } from "../../graph/shape.ts";
import type { Executable, NumberArray, Value, Values } from "../engine.ts";
import { bindFeeds } from "../feeds.ts";
import { KINDS } from "./limits.ts";
import { type MemoryPlan, planMemory } from "./memory.ts";
import type { PrintedProgram } from "./print_program.ts";

const symbols = {
  keep_address: { parameters: ["buffer", "i32", "buffer"], result: "void" },
  runHere: { name: "run_program", parameters: ["buffer"], result: "i32" },
  runAside: { name: "run_program", parameters: ["buffer"], result: "i32", nonblocking: true },
} as const;

/**
 * Milliseconds of calls that this thread makes itself before it hands one to another thread, and hears
 * of signals and files meanwhile. To be woken again takes milliseconds where all cores are busy.
 */
const BRIEF = 100;

/** Arrays of a type as C has them. */
const arrays = { float: Float32Array, int: Int32Array, key: Uint32Array } as const;

type NativeArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Opens the library of a program for calls with so many threads. */
export function openLibrary(printed: PrintedProgram, path: string, threads: number): Executable {
  const library = Deno.dlopen(path, symbols);
  const memory = new Memory(printed, threads, library.symbols.keep_address);
  const expected = printed.inputs.map(({ name, role, dataType, shape }) => ({
    name,
    dataType,
    shape: role === "step" ? ["steps", ...shape] : shape,
  }));
  const types = new Map(expected.map(({ name, dataType }) => [name, dataType]));
  const millisecondsPerStep = new Float64Array(KINDS).fill(Infinity);
  let spent = 0;
  let held: ReadonlyMap<string, Held> = new Map();
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | null = null;

  const runNow = async (feeds: Values, held: ReadonlyMap<string, Held>): Promise<Values> => {
    const kept = [...held].map(([name, { value }]) => [name, value]);
    const values: Values = { ...Object.fromEntries(kept), ...feeds };
    const sizes = bindFeeds(expected, values);
    const steps = printed.isLoop ? sizes.get("steps")! : 1;
    // State goes to and fro between two sets of arrays. Where it ends is the caller's; the others are
    // taken again, since memory that is new costs more than what is done with it.
    const states = printed.inputs.map(({ name, role, dataType }) => {
      if (role !== "state") return null;
      const length = values[name]!.data.length;
      return { given: memory.take(dataType, length), kept: memory.take(dataType, length) };
    });
    const inputs = printed.inputs.map(({ name, dataType }, index) => {
      const pair = states[index];
      if (!pair) {
        const array = feeds[name] ? undefined : held.get(name)?.array;
        return array ?? toReadable(values[name]!, dataType);
      }
      const begins = steps % 2 ? pair.kept : pair.given;
      begins.set(values[name]!.data);
      return begins;
    });
    const next = states.map((pair) => pair && (steps % 2 ? pair.given : pair.kept));
    const outputs = printed.outputs.map(({ role, dataType, shape: of }) => {
      if (role === "state") return null;
      const shape = resolveShape(role === "step" ? ["steps", ...of] : of, sizes);
      const data = new arrays[dataType](shape.reduce((product, size) => product * size, 1));
      return { shape, data };
    });
    const kind = memory.kindOf(sizes);
    const results = outputs.map((output) => output?.data ?? null);
    const task = memory.task(steps, kind, sizes, inputs, next, results);
    const { runHere, runAside } = library.symbols;
    const isBrief = kind !== null && spent + steps * millisecondsPerStep[kind]! < BRIEF;
    const outside = isBrief ? runHere(task) : await runAside(task);
    for (const pair of states) if (pair !== null) memory.spare(pair.kept);
    const milliseconds = memory.milliseconds(task);
    spent = isBrief ? spent + milliseconds : 0;
    if (kind !== null) millisecondsPerStep[kind] = milliseconds / steps;
    if (outside !== 0) {
      throw new RangeError(`An index of program "${printed.name}" is outside of its table`);
    }
    const given = new Map(printed.inputs.map(({ name, shape }, index) => [
      nextName(name),
      { shape: resolveShape(shape, sizes), data: states[index]?.given },
    ]));
    return Object.fromEntries(printed.outputs.map(({ role, name }, index) => [
      name,
      (role === "state" ? given.get(name) : outputs[index]) as Value,
    ]));
  };

  return {
    hold: (values) => {
      held = new Map(
        Object.entries(values).map(([name, value]) =>
          [name, { value, array: toReadable(value, types.get(name) ?? "float") }] as const
        ),
      );
    },
    reuse: (values) => {
      for (const { data } of Object.values(values)) memory.spare(data);
    },
    // One call after the other: they share their memory.
    run: (feeds) => {
      if (closing !== null) return Promise.reject(new Error(`Program "${printed.name}" is closed`));
      const kept = held;
      const run = last.then(() => runNow(feeds, kept));
      last = run.catch(() => {});
      return run;
    },
    close: () => closing ??= last.then(() => library.close()),
  };
}

/** The numbers as C reads them. */
function toArray({ data }: Value, dataType: DataType): NativeArray {
  const type = arrays[dataType];
  return data instanceof type && isNative(data) ? data : type.from(data);
}

/** An input that is the same from call to call, and its numbers as C reads them. */
interface Held {
  readonly value: Value;
  readonly array: NativeArray;
}

/** The numbers as C reads them; a table without rows has one, which is what an index outside reads. */
function toReadable(value: Value, dataType: DataType): NativeArray {
  const array = toArray(value, dataType);
  if (array.length > 0) return array;
  const width = value.shape.slice(1).reduce((product, size) => product * size, 1);
  return new arrays[dataType](Math.max(1, width));
}

function isNative(data: NumberArray): data is NativeArray {
  return !(data instanceof Float64Array) && data.buffer instanceof ArrayBuffer;
}

/**
 * What `Task` of runtime/threads.ts ends with: five integers that threads share and the kind of the call,
 * then the seconds that it took.
 */
const STATE_WORDS = 4;
const KIND_PLACE = 5;

const MOST_PLANS = 16;

/** A plan whose offsets are as C reads them. */
interface KeptPlan extends Pick<MemoryPlan, "bytes" | "scratchBytes"> {
  readonly offsets: BigInt64Array<ArrayBuffer>;
}

function keepPlan({ bytes, scratchBytes, offsets }: MemoryPlan): KeptPlan {
  return { bytes, scratchBytes, offsets: integers(offsets) };
}

function integers(values: readonly number[]): BigInt64Array<ArrayBuffer> {
  return new BigInt64Array(values.map(BigInt));
}

type Bytes = ArrayBufferView<ArrayBuffer>;
type KeepAddress = (table: Bytes, index: number, array: Bytes) => void;

/** What calls need besides inputs and outputs, kept from one to the next. */
class Memory {
  /** By the sizes that it is for: batches, their rest and what is evaluated take turns. */
  readonly #plans = new Map<string, KeptPlan>();
  readonly #kinds = new Map<string, number>();
  #arena = new Uint8Array(0);
  #scratch = new Uint8Array(0);
  readonly #spare: NativeArray[] = [];
  readonly #mostSpare: number;
  /** What the call that runs points to, so that none of it is collected. */
  #inUse: readonly unknown[] = [];

  constructor(
    readonly printed: PrintedProgram,
    readonly threads: number,
    readonly keepAddress: KeepAddress,
  ) {
    this.#mostSpare = 2 * printed.inputs.filter(({ role }) => role === "state").length;
  }

  /** An array for a state: one that nobody has any more, or a new one. */
  take(dataType: DataType, length: number): NativeArray {
    const found = this.#spare.findIndex((array) =>
      array instanceof arrays[dataType] && array.length === length
    );
    return found < 0 ? new arrays[dataType](length) : this.#spare.splice(found, 1)[0]!;
  }

  /** Keeps an array to be taken again; as many as a call takes, and no more. */
  spare(data: NumberArray): void {
    if (isNative(data) && this.#spare.length < this.#mostSpare) this.#spare.push(data);
  }

  /** The structure `Task` of runtime/threads.ts. */
  task(
    steps: number,
    kind: number | null,
    sizes: ReadonlyMap<string, number>,
    inputs: readonly NativeArray[],
    next: readonly (NativeArray | null)[],
    outputs: readonly (NativeArray | null)[],
  ): Uint8Array<ArrayBuffer> {
    const { scratchBytes, offsets } = this.#plan(sizes);
    const pointers = (each: readonly (NativeArray | null)[]) => {
      const table = new BigUint64Array(each.length);
      each.forEach((array, index) => this.#keep(table, index, array));
      return table;
    };
    const parts = [
      integers(this.printed.symbols.map((symbol) => sizes.get(symbol)!)),
      pointers(inputs),
      pointers(next),
      pointers(outputs),
      this.#arena,
      offsets,
      this.#scratch,
    ];
    const words = new BigUint64Array(3 + parts.length + STATE_WORDS);
    words.set([steps, this.threads, scratchBytes].map(BigInt));
    parts.forEach((part, index) => this.#keep(words, 3 + index, part));
    const task = new Uint8Array(words.buffer);
    new Int32Array(words.buffer)[2 * (3 + parts.length) + KIND_PLACE] = kind ?? -1;
    this.#inUse = [task, ...parts, ...inputs, ...next, ...outputs];
    return task;
  }

  /** What a call took, which is over. */
  milliseconds(task: Uint8Array<ArrayBuffer>): number {
    return 1000 * new Float64Array(task.buffer).at(-1)!;
  }

  /** Steps of calls with the same sizes take the same time; null where as many are known as may be. */
  kindOf(sizes: ReadonlyMap<string, number>): number | null {
    const key = this.#keyOf(sizes);
    const kind = this.#kinds.get(key) ?? this.#kinds.size;
    if (kind === KINDS) return null;
    this.#kinds.set(key, kind);
    return kind;
  }

  #keyOf(sizes: ReadonlyMap<string, number>): string {
    return this.printed.symbols.map((symbol) => sizes.get(symbol)).join();
  }

  #keep(table: BigUint64Array<ArrayBuffer>, index: number, array: Bytes | null): void {
    // Small arrays lie where they may be moved, until their buffers are asked for.
    if (array !== null && array.buffer.byteLength > 0) this.keepAddress(table, index, array);
  }

  #plan(sizes: ReadonlyMap<string, number>): KeptPlan {
    const key = this.#keyOf(sizes);
    const known = this.#plans.get(key);
    const plan = known ?? keepPlan(planMemory(this.printed, sizes));
    if (known === undefined) {
      if (this.#plans.size === MOST_PLANS) this.#plans.clear();
      this.#plans.set(key, plan);
    }
    if (plan.bytes > this.#arena.length) this.#arena = new Uint8Array(plan.bytes);
    const own = plan.scratchBytes * this.threads;
    if (own > this.#scratch.length) this.#scratch = new Uint8Array(own);
    return plan;
  }
}
