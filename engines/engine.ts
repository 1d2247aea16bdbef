/** What an engine is: something that loads a program from a file and runs it on arrays. */

export type NumberArray = Float32Array | Float64Array | Int32Array | Uint32Array;

/** A dense array at the border of an engine, row-major. */
export interface Value {
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

export type Values = Readonly<Record<string, Value>>;

/** A loaded program. */
export interface Executable {
  /**
   * Keeps inputs that are the same at every call, where the engine computes: a data set need not be
   * sent with each. They take the place of all that was held before. What `run` is fed goes before
   * what is held under the same name.
   */
  hold(values: Values): void;
  /**
   * Runs the program: all steps that the step inputs hold, in one call. Step inputs and step
   * outputs have a leading axis of steps; the next value of state `x` comes out as `x.next`.
   */
  run(feeds: Values): Promise<Values>;
  /**
   * Gives back states that `run` returned and that nobody looks at any more, so that a later call may
   * write over them. An engine without this leaves them to the garbage collector.
   */
  reuse?(values: Values): void;
  close(): Promise<void>;
}

export interface LoadOptions {
  /** Threads the engine may use; the results do not depend on them. */
  readonly threads: number;
}

export interface Engine {
  readonly name: string;
  /**
   * Which form of a program this engine reads: an ONNX file, the text of graph/text.ts, or that text
   * with the hash of its C (native/program_file.ts).
   */
  readonly reads: "onnx" | "text" | "native";
  load(program: Uint8Array, options: LoadOptions): Promise<Executable>;
}

/** What an engine throws when it is given a file it cannot read. */
export function loadError(engine: string, program: Uint8Array, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Engine ${engine} cannot load this program (${program.length} bytes), ` +
      `it may be damaged: ${reason}`,
    { cause },
  );
}
