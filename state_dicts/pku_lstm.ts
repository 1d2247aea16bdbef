/** The LSTM of the PKU study: torch.nn.LSTM and a dense layer. */
import { countNumbers, defineStateDict, whole } from "./state_dict.ts";

export const pkuLstm = defineStateDict({
  title: "PKU LSTM",
  description: "the LSTM of the PKU study",
  source: "github.com/tnediserp/MIML-grokking, grok/lstm.py",
  model: "lstm",
  prefixes: [],
  unused: [/^embedding\.weight$/], // made, trained on nothing, and never read
  sizes: ({ layers }) => ({ layers: Number(layers), heads: 1 }),
  sizesIn: (names) => ({ layers: countNumbers(names, /^lstm\.weight_ih_l(\d+)$/), heads: 1 }),
  pieces: ({ layers }) => [
    ...Array.from({ length: layers }, (_, layer) => [
      whole(`layers.${layer}.input`, `lstm.weight_ih_l${layer}`, true),
      whole(`layers.${layer}.state`, `lstm.weight_hh_l${layer}`, true),
      whole(`layers.${layer}.inputBias`, `lstm.bias_ih_l${layer}`, false),
      whole(`layers.${layer}.stateBias`, `lstm.bias_hh_l${layer}`, false),
    ]).flat(),
    whole("output.weight", "fc.weight", true),
    whole("output.bias", "fc.bias", false),
  ],
});
