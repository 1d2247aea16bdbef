/** The transformer of Nanda et al. (arXiv:2301.05217): no normalisation, heads as an axis. */
import { countNumbers, defineStateDict, differsFrom, type Piece, whole } from "./state_dict.ts";

const network = { positions: "learned", normalization: "none", biases: ["feedForward"] };

export const nanda = defineStateDict({
  title: "Nanda's transformer",
  description: "the transformer of Progress measures for grokking (arXiv:2301.05217)",
  source: "github.com/mechanistic-interpretability-grokking/progress-measures-paper, " +
    "transformers.py",
  model: "transformer",
  fixed: network,
  prefixes: ["model."],
  unused: [/\.attn\.mask$/],
  sizes: (settings) => {
    return differsFrom(network, settings) ??
      { layers: Number(settings.layers), heads: Number(settings.heads) };
  },
  sizesIn: (names) => ({
    layers: countNumbers(names, /^blocks\.(\d+)\.attn\.W_K$/),
    heads: 1, // the shapes of the tensors have them
  }),
  pieces: ({ layers, heads }) => [
    whole("embedding.weight", "embed.W_E", true),
    whole("positions.weight", "pos_embed.W_pos", false),
    ...Array.from({ length: layers }, (_, layer) => blockPieces(layer, heads)).flat(),
    whole("output.weight", "unembed.W_U", false),
  ],
});

function blockPieces(layer: number, heads: number): Piece[] {
  const block = `blocks.${layer}`;
  return [
    ...Object.entries({ query: "W_Q", key: "W_K", value: "W_V" }).map(([name, theirs]): Piece => ({
      ...whole(`${block}.attention.${name}`, `${block}.attn.${theirs}`, true),
      theirHeads: heads,
    })),
    whole(`${block}.attention.output`, `${block}.attn.W_O`, true),
    whole(`${block}.feedForward.input`, `${block}.mlp.W_in`, true),
    whole(`${block}.feedForward.inputBias`, `${block}.mlp.b_in`, false),
    whole(`${block}.feedForward.output`, `${block}.mlp.W_out`, true),
    whole(`${block}.feedForward.outputBias`, `${block}.mlp.b_out`, false),
  ];
}
