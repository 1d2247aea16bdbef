/** One block: attention and a feed-forward layer, each added to the residual stream. */
import type { Tensor } from "../../graph/tensor.ts";
import { activate } from "../activations.ts";
import { dropout, dropsAnything } from "../layers.ts";
import type { ForwardContext } from "../model.ts";
import { attend, project } from "./attention.ts";
import { normalizesBefore, type Settings } from "./settings.ts";
import { between, mapValues, seenFrom, type Span, startingAt, type Stream } from "./stream.ts";

const LAYER_NORM_EPSILON = 1e-5; // torch.nn.LayerNorm, used by all sources

export function layerNorm(
  input: Tensor,
  name: string,
  { parameter }: Pick<ForwardContext, "parameter">,
): Tensor {
  return input.layerNorm(parameter(`${name}.gain`), parameter(`${name}.bias`), LAYER_NORM_EPSILON);
}

/**
 * Block number `layer`: what it makes of these spans of positions. Where units are dropped, each
 * row of the batch, `all`, is one of its own from there on.
 */
export function runBlock(
  stream: Stream,
  spans: readonly Span[],
  all: Span,
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
  const drops = (part: "attention" | "feedForward") =>
    dropoutAt.includes(part) && dropsAnything(settings.dropout, context);
  const dropped = (part: "attention" | "feedForward", output: Tensor) =>
    drops(part) ? dropout(output, settings.dropout, inBlock(part), context) : output;

  const first = spans[0]!.from;
  const read = mapValues(stream, (values) => before(values, "attention.norm"));
  const reading = between(read, first, all.to);
  const carried = normalization === "before" ? between(stream, first, all.to) : reading;
  const projected = project(reading, read, settings, local);
  const middle = (drops("attention") ? startingAt(first, [all]) : spans).map((span) => {
    const attended = dropped("attention", attend(projected, span, settings, local));
    const kept = seenFrom(span.rows, between(carried, span.from, span.to));
    return { ...span, values: after(kept.add(attended), "attention.norm") };
  });
  const forward = mapValues(
    middle,
    (values) => feedForward(before(values, "feedForward.norm"), settings, local),
  );
  const ends = (drops("feedForward") ? startingAt(first, [all]) : middle).map((span) => {
    const [kept, added] = [middle, forward]
      .map((stream) => seenFrom(span.rows, between(stream, span.from, span.to)));
    return { ...span, values: kept!.add(dropped("feedForward", added!)) };
  });
  return mapValues(
    ends,
    (values) => local.observe("output", after(values, "feedForward.norm")),
  );
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
