/** Short ways to write the inputs of samples. */
import type { SampleInput } from "../op.ts";

/** Floats between `from` and `to`. */
export function floats(shape: readonly number[], from = -2, to = 2): SampleInput {
  return { kind: "float", shape, from, to };
}

/** Integers 0..below-1. */
export function integers(shape: readonly number[], below: number): SampleInput {
  return { kind: "int", shape, below };
}

/** A key of the counter-based generator. */
export function key(first: number, second: number): SampleInput {
  return { kind: "key", shape: [2], key: [first, second] };
}
