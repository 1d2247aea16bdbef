/** The transformer of danielmamay/grokking: torch.nn.MultiheadAttention and learned positions. */
import { countNumbers, defineStateDict, differsFrom, type Piece, whole } from "./state_dict.ts";

const network = { positions: "learned" };

export const danielmamay = defineStateDict({
  title: "danielmamay transformer",
  description: "the transformer of danielmamay/grokking",
  source: "github.com/danielmamay/grokking, grokking/model.py",
  model: "transformer",
  fixed: network,
  prefixes: [],
  unused: [/\.attn_mask$/],
  sizes: (settings) =>
    differsFrom(network, settings) ??
      { layers: Number(settings.layers), heads: Number(settings.heads) },
  sizesIn: (names) => ({
    layers: countNumbers(names, /^layers\.(\d+)\.self_attn\./),
    heads: 1, // nn.MultiheadAttention keeps all heads in one matrix
  }),
  pieces: ({ layers }) => [
    whole("embedding.weight", "token_embeddings.weight", false),
    whole("positions.weight", "position_embeddings.weight", false),
    ...Array.from({ length: layers }, (_, layer) => blockPieces(layer)).flat(),
    whole("output.weight", `layers.${layers}.weight`, true),
  ],
});

function blockPieces(layer: number): Piece[] {
  const [ours, theirs] = [`blocks.${layer}`, `layers.${layer}`];
  return [
    ...["query", "key", "value"].map((name, index): Piece => ({
      ours: `${ours}.attention.${name}`,
      theirs: `${theirs}.self_attn.in_proj_weight`,
      transposed: true,
      theirPart: [index, 3],
    })),
    whole(`${ours}.attention.output`, `${theirs}.self_attn.out_proj.weight`, true),
    whole(`${ours}.attention.norm.gain`, `${theirs}.self_attn_norm.weight`, false),
    whole(`${ours}.attention.norm.bias`, `${theirs}.self_attn_norm.bias`, false),
    whole(`${ours}.feedForward.input`, `${theirs}.ffn.0.weight`, true),
    whole(`${ours}.feedForward.output`, `${theirs}.ffn.2.weight`, true),
    whole(`${ours}.feedForward.norm.gain`, `${theirs}.ffn_norm.weight`, false),
    whole(`${ours}.feedForward.norm.bias`, `${theirs}.ffn_norm.bias`, false),
  ];
}
