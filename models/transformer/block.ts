/** One block: attention and a feed-forward layer, each added to the residual stream. */
import type { Tensor } from "../../graph/tensor.ts";
import { activate } from "../activations.ts";
import { dropout } from "../layers.ts";
import type { ForwardContext } from "../model.ts";
import { attend } from "./attention.ts";
import { normalizesBefore, type Settings } from "./settings.ts";
import { lastPositions, type Stream } from "./stream.ts";

const LAYER_NORM_EPSILON = 1e-5; // torch.nn.LayerNorm, used by all sources

export function layerNorm(
  input: Tensor,
  name: string,
  { parameter }: Pick<ForwardContext, "parameter">,
): Tensor {
  return input.layerNorm(parameter(`${name}.gain`), parameter(`${name}.bias`), LAYER_NORM_EPSILON);
}

/** Block number `layer`; only the last `reads` positions come out. */
export function runBlock(
  stream: Stream,
  reads: number,
  layer: number,
  settings: Settings,
  context: ForwardContext,
): Stream {
  const { normalization = "after", dropoutAt = ["feedForward"] } = settings;
  const inBlock = (name: string) => `blocks.${layer}.${name}`;
  const local = {
    parameter: (name: string) => context.parameter(inBlock(name)),
    observe: (name: string, tensor: Tensor) => context.observe(inBlock(name), tensor),
  };
  const before = (input: Tensor, name: string) =>
    normalizesBefore(settings) ? layerNorm(input, name, local) : input;
  const after = (input: Tensor, name: string) =>
    normalization === "after" ? layerNorm(input, name, local) : input;
  const dropped = (part: "attention" | "feedForward", output: Tensor) =>
    dropoutAt.includes(part) ? dropout(output, settings.dropout, inBlock(part), context) : output;

  const read = { ...stream, values: before(stream.values, "attention.norm") };
  const queries = lastPositions(read, reads);
  const carried = normalization === "before" ? lastPositions(stream, reads) : queries;
  const attended = dropped("attention", attend(queries, read, settings, local));
  const middle = after(carried.values.add(attended), "attention.norm");
  const forward = feedForward(before(middle, "feedForward.norm"), settings, local);
  const sum = middle.add(dropped("feedForward", forward));
  const values = local.observe("output", after(sum, "feedForward.norm"));
  return { ...queries, values };
}

function feedForward(
  input: Tensor,
  { activation, biases = [] }: Settings,
  { parameter, observe }: Pick<ForwardContext, "parameter" | "observe">,
): Tensor {
  const product = (factor: Tensor, name: string) => {
    const sums = factor.matmul(parameter(`feedForward.${name}`));
    return biases.includes("feedForward") ? sums.add(parameter(`feedForward.${name}Bias`)) : sums;
  };
  const hidden = observe("feedForward", activate(product(input, "input"), activation));
  return product(hidden, "output");
}
