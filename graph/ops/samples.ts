/** Short ways to write the inputs of samples. */
import type { RandomKey } from "../../random/counter.ts";
import type { SampleInput } from "../op.ts";

/** Floats between `from` and `to`. */
export function floats(shape: readonly number[], from = -2, to = 2): SampleInput {
  return { kind: "float", shape, from, to };
}

/** Integers 0..below-1. */
export function integers(shape: readonly number[], below: number): SampleInput {
  return { kind: "int", shape, below };
}

/** Keys of the counter-based generator. */
export function keys(keys: readonly RandomKey[], shape: readonly number[]): SampleInput {
  return { kind: "key", shape, keys };
}
