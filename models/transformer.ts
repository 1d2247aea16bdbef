/**
 * The transformer of the grokking literature: blocks of self-attention and a feed-forward layer on
 * a residual stream. As it comes it is the network of openai/grok (arXiv:2201.02177): causal,
 * normalised after each layer, ReLU, no biases. By its settings it is that of the PKU study
 * (operands only, mean over positions), danielmamay's (learned positions, Xavier attention),
 * lakaschus's and Grokfast's (normalised before, GELU; arXiv:2405.20233), Nanda's (one block
 * without normalisation; arXiv:2301.05217), or an encoder whose positions are pooled.
 */
import type { TokenInput } from "../schemas/data_shape.ts";
import { dropout, dropsAnything, withWeightNoise } from "./layers.ts";
import { countAnswers, defineModel, type ForwardContext, tokensIn } from "./model.ts";
import { type Prefix, prefixesOf, rowsOfBatch, tableOfTokens } from "./shared_rows.ts";
import { layerNorm, runBlock } from "./transformer/block.ts";
import { published, samples } from "./transformer/networks.ts";
import { listParameters } from "./transformer/parameters.ts";
import { check, fields, normalizesBefore, type Settings } from "./transformer/settings.ts";
import {
  asMatrix,
  isOf,
  mapValues,
  seenFrom,
  sinusoids,
  type Span,
  startingAt,
  type Stream,
} from "./transformer/stream.ts";

export const transformer = defineModel({
  title: "transformer",
  description: "blocks of self-attention and feed-forward layers, causal and post-norm unless told",
  source: "Power et al. 2022, arXiv:2201.02177; openai/grok",
  fields,
  check,
  sharesRows: true,
  build(settings, data) {
    const input = tokensIn(data);
    const { layers, width, biases = [] } = settings;
    return {
      parameters: listParameters(settings, data),
      random: settings.dropout > 0 || settings.weightNoise > 0,
      outputs: (tokens, exact) => {
        const context = withWeightNoise(exact, settings.weightNoise);
        const all = { rows: rowsOfBatch(tokens), from: 0, to: input.positions };
        const prefixes = prefixesOf(input);
        let stream = embed(all, settings, input, context);
        for (let layer = 0; layer < layers; layer++) {
          // Where only the last positions are read, the last block need not compute the others.
          const first = settings.readout === "last" && layer === layers - 1
            ? input.positions - countAnswers(data)
            : 0;
          const spans = startingAt(first, spansOfBlock(stream, all, prefixes, settings));
          stream = runBlock(stream, spans, all, layer, settings, context);
        }
        if (normalizesBefore(settings)) {
          stream = mapValues(stream, (values) => layerNorm(values, "output.norm", context));
        }
        const values = seenFrom(all.rows, stream);
        const read = settings.readout === "last"
          ? values
          : values.reshape([all.rows.size, input.positions, width]).mean([1]);
        const sums = context.observe("readout", read).matmul(context.parameter("output.weight"));
        return biases.includes("output") ? sums.add(context.parameter("output.bias")) : sums;
      },
    };
  },
  published,
  samples,
});

/** The embedded tokens: of each row of the batch, or of each token at each position. */
function embed(
  all: Span,
  { width, positions, dropoutAt = [], dropout: rate }: Settings,
  input: TokenInput,
  context: ForwardContext,
): Stream {
  const { parameter, observe, sharesRows } = context;
  const drops = dropoutAt.includes("embedding") && dropsAnything(rate, context);
  const places = positions === "learned"
    ? parameter("positions.weight")
    : sinusoids(input.positions, width);
  const embedding = parameter("embedding.weight");
  if (sharesRows && !drops) {
    const table = tableOfTokens(input);
    const values = embedding.gather(table.tokens).add(places.gather(table.positions));
    return [{ from: all.from, to: all.to, table, values: observe("embedding", values) }];
  }
  const values = observe("embedding", asMatrix(embedding.gather(all.rows.tokens).add(places)));
  return [{ ...all, values: drops ? dropout(values, rate, "embedding", context) : values }];
}

/**
 * What a block computes, one span after the other: where rows of the batch have been one so far, the
 * first positions are still the same for those that have the same tokens there.
 */
function spansOfBlock(
  stream: Stream,
  all: Span,
  prefixes: readonly Prefix[],
  { mask = "causal" }: Settings,
): Span[] {
  if (isOf(all.rows, stream) || mask === "none") return [all];
  const rest = { ...all, from: prefixes.at(-1)?.to ?? 0 };
  return rest.from < rest.to ? [...prefixes, rest] : [...prefixes];
}
