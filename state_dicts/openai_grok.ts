/** The transformer of openai/grok and of the PKU study: a projection for each attention head. */
import { countNumbers, defineStateDict, differsFrom, type Piece, whole } from "./state_dict.ts";

const PROJECTIONS = { query: "Wq", key: "Wk", value: "Wv" } as const;

export const openaiGrok = defineStateDict({
  title: "openai/grok transformer",
  description: "the transformer of openai/grok (arXiv:2201.02177) and of the PKU study",
  source: "github.com/openai/grok, grok/transformer.py",
  model: "transformer",
  prefixes: ["transformer.", "model.transformer."],
  unused: [/^position_encoding$/, /^self_attn_mask$/],
  sizes: (settings) =>
    differsFrom({}, settings) ??
      { layers: Number(settings.layers), heads: Number(settings.heads) },
  sizesIn: (names) => ({
    layers: countNumbers(names, /^decoder\.blocks\.(\d+)\./),
    heads: countNumbers(names, /\.attn_heads\.(\d+)\./),
  }),
  pieces: ({ layers, heads }) => [
    whole("embedding.weight", "embedding.weight", false),
    ...Array.from({ length: layers }, (_, layer) => blockPieces(layer, heads)).flat(),
    whole("output.weight", "linear.weight", true),
  ],
});

function blockPieces(layer: number, heads: number): Piece[] {
  const [ours, theirs] = [`blocks.${layer}`, `decoder.blocks.${layer}`];
  return [
    ...Object.entries(PROJECTIONS).flatMap(([name, projection]) =>
      Array.from({ length: heads }, (_, head): Piece => ({
        ours: `${ours}.attention.${name}`,
        theirs: `${theirs}.self_attn.attn_heads.${head}.${projection}.weight`,
        transposed: true,
        ourPart: [head, heads],
      }))
    ),
    whole(`${ours}.attention.output`, `${theirs}.self_attn.Wo.weight`, true),
    whole(`${ours}.attention.norm.gain`, `${theirs}.self_attn_norm.weight`, false),
    whole(`${ours}.attention.norm.bias`, `${theirs}.self_attn_norm.bias`, false),
    whole(`${ours}.feedForward.input`, `${theirs}.ffn.ffn.0.weight`, true),
    whole(`${ours}.feedForward.output`, `${theirs}.ffn.ffn.2.weight`, true),
    whole(`${ours}.feedForward.norm.gain`, `${theirs}.ffn_norm.weight`, false),
    whole(`${ours}.feedForward.norm.bias`, `${theirs}.ffn_norm.bias`, false),
  ];
}
