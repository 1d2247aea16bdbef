/** Multi-head attention over a residual stream. */
import { multiplyDimensions } from "../../graph/shape.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import type { ForwardContext } from "../model.ts";
import type { Stream } from "./stream.ts";
import type { Settings } from "./settings.ts";

const MASKED = -1e10; // as danielmamay; exp of it is exactly 0 in float32

/** What `reading`, the last positions of the `stream`, see of it: [rows * positions, width]. */
export function attend(
  reading: Stream,
  stream: Stream,
  { width, heads, mask = "causal", biases = [] }: Settings,
  { parameter, observe }: Pick<ForwardContext, "parameter" | "observe">,
): Tensor {
  const headWidth = width / heads;
  const biased = (tensor: Tensor, name: string) =>
    biases.includes("attention") ? tensor.add(parameter(`attention.${name}Bias`)) : tensor;
  const split = (projected: Tensor, { rows, positions }: Stream) =>
    projected.reshape([rows, positions, heads, headWidth])
      .transpose([0, 2, 1, 3]); // [rows, heads, positions, headWidth]
  const project = (input: Tensor, name: string) => input.matmul(parameter(`attention.${name}`));
  const query = split(biased(project(reading.values, "query"), "query"), reading);
  // A bias of keys adds the same to all scores of a query, which softmax takes out again: it is a
  // parameter that nothing depends on, and rounding errors are not to be taken for its gradient.
  const key = split(project(stream.values, "key"), stream);
  const value = split(biased(project(stream.values, "value"), "value"), stream);
  const scores = query.matmul(key, { transposeRight: true }).mul(1 / Math.sqrt(headWidth));
  const seen = mask === "none" ? scores : masked(scores, reading.positions, stream.positions);
  const weights = observe("attention", seen.softmax());
  const joined = weights.matmul(value)
    .transpose([0, 2, 1, 3])
    .reshape([multiplyDimensions(stream.rows, reading.positions), width]);
  return biased(project(joined, "output"), "output");
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
