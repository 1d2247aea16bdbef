/** Multi-head attention over a residual stream. */
import { multiplyDimensions } from "../../graph/shape.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import type { ForwardContext } from "../model.ts";
import type { Settings } from "./settings.ts";
import { between, mapValues, seenFrom, type Span, type Stream } from "./stream.ts";

const MASKED = -1e10; // as danielmamay; exp of it is exactly 0 in float32

/** A stream as attention reads it: [rows * positions, width] of each part. */
export interface Projected {
  readonly query: Stream;
  readonly key: Stream;
  readonly value: Stream;
  readonly positions: number;
}

/** Queries of a part of the stream, keys and values of all: what rows share is projected once. */
export function project(
  reading: Stream,
  stream: Stream,
  { biases = [] }: Settings,
  { parameter }: Pick<ForwardContext, "parameter">,
): Projected {
  const times = (name: string) => (values: Tensor) => {
    const product = values.matmul(parameter(`attention.${name}`));
    // A bias of keys adds the same to all scores of a query, which softmax takes out again: it is
    // a parameter that nothing depends on, and rounding errors are not to be taken for its gradient.
    return biases.includes("attention") && name !== "key"
      ? product.add(parameter(`attention.${name}Bias`))
      : product;
  };
  return {
    query: mapValues(reading, times("query")),
    key: mapValues(stream, times("key")),
    value: mapValues(stream, times("value")),
    positions: stream.at(-1)!.to,
  };
}

/** What the positions of a span see of the stream: [rows * positions, width]. */
export function attend(
  { query, key, value, positions }: Projected,
  { rows, from, to }: Span,
  { width, heads, mask = "causal", biases = [] }: Settings,
  { parameter, observe }: Pick<ForwardContext, "parameter" | "observe">,
): Tensor {
  const headWidth = width / heads;
  const split = (stream: Stream, from: number, to: number) =>
    seenFrom(rows, between(stream, from, to))
      .reshape([rows.size, to - from, heads, headWidth])
      .transpose([0, 2, 1, 3]); // [rows, heads, positions, headWidth]
  const end = mask === "none" ? positions : to; // what is later is hidden from all of the span
  const scores = split(query, from, to)
    .matmul(split(key, 0, end), { transposeRight: true })
    .mul(1 / Math.sqrt(headWidth));
  const seen = mask === "none" ? scores : masked(scores, to - from, to);
  const weights = observe("attention", seen.softmax());
  const joined = weights.matmul(split(value, 0, end))
    .transpose([0, 2, 1, 3])
    .reshape([multiplyDimensions(rows.size, to - from), width])
    .matmul(parameter("attention.output"));
  return biases.includes("attention") ? joined.add(parameter("attention.outputBias")) : joined;
}

/** Hides from each of the last `reads` positions what comes after it. */
function masked(scores: Tensor, reads: number, positions: number): Tensor {
  if (reads === 1) return scores;
  const mask = Array.from({ length: reads * positions }, (_, index) => {
    const query = positions - reads + Math.floor(index / positions);
    return index % positions > query ? MASKED : 0;
  });
  return scores.add(constant(mask, "float", [reads, positions]));
}
