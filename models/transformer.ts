/**
 * The transformer of the grokking literature: blocks of self-attention and a feed-forward layer on
 * a residual stream. As it comes it is the network of openai/grok (arXiv:2201.02177): causal,
 * normalised after each layer, ReLU, no biases. By its settings it is that of the PKU study
 * (operands only, mean over positions), danielmamay's (learned positions, Xavier attention),
 * lakaschus's and Grokfast's (normalised before, GELU; arXiv:2405.20233), Nanda's (one block
 * without normalisation; arXiv:2301.05217), or an encoder whose positions are pooled.
 */
import { multiplyDimensions } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { TokenInput } from "../schemas/data_shape.ts";
import { dropout, withWeightNoise } from "./layers.ts";
import { countAnswers, defineModel, type ForwardContext, tokensIn } from "./model.ts";
import { layerNorm, runBlock } from "./transformer/block.ts";
import { published, samples } from "./transformer/networks.ts";
import { listParameters } from "./transformer/parameters.ts";
import { check, fields, normalizesBefore, type Settings } from "./transformer/settings.ts";
import { sinusoids, type Stream } from "./transformer/stream.ts";

export const transformer = defineModel({
  title: "transformer",
  description: "blocks of self-attention and feed-forward layers, causal and post-norm unless told",
  source: "Power et al. 2022, arXiv:2201.02177; openai/grok",
  fields,
  check,
  build(settings, data) {
    const input = tokensIn(data);
    const { layers, width, biases = [] } = settings;
    return {
      parameters: listParameters(settings, data),
      random: settings.dropout > 0 || settings.weightNoise > 0,
      outputs: (tokens, exact) => {
        const context = withWeightNoise(exact, settings.weightNoise);
        let stream = embed(tokens, settings, input, context);
        for (let layer = 0; layer < layers; layer++) {
          // Where only the last positions are read, the last block need not compute the others.
          const reads = settings.readout === "last" && layer === layers - 1
            ? countAnswers(data)
            : input.positions;
          stream = runBlock(stream, reads, layer, settings, context);
        }
        const values = normalizesBefore(settings)
          ? layerNorm(stream.values, "output.norm", context)
          : stream.values;
        const read = settings.readout === "last"
          ? values
          : values.reshape([stream.rows, stream.positions, width]).mean([1]);
        const sums = context.observe("readout", read).matmul(context.parameter("output.weight"));
        return biases.includes("output") ? sums.add(context.parameter("output.bias")) : sums;
      },
    };
  },
  published,
  samples,
});

function embed(
  tokens: Tensor,
  { width, positions, dropoutAt = [], dropout: rate }: Settings,
  input: TokenInput,
  context: ForwardContext,
): Stream {
  const { parameter, observe } = context;
  const rows = tokens.shape[0]!;
  const places = positions === "learned"
    ? parameter("positions.weight")
    : sinusoids(input.positions, width);
  const embedded = parameter("embedding.weight").gather(tokens).add(places);
  const matrix = embedded.reshape([multiplyDimensions(rows, input.positions), width]);
  const values = observe("embedding", matrix);
  return {
    values: dropoutAt.includes("embedding") ? dropout(values, rate, "embedding", context) : values,
    rows,
    positions: input.positions,
  };
}
