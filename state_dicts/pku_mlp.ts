/** The ReLU network of the PKU study: dense layers, each but the last with ReLU and dropout. */
import { countNumbers, defineStateDict, whole } from "./state_dict.ts";

/** A dense layer, ReLU and dropout: places in torch.nn.Sequential that each layer takes. */
const PLACES = 3;

export const pkuMlp = defineStateDict({
  title: "PKU MLP",
  description: "the ReLU network of the PKU study",
  source: "github.com/tnediserp/MIML-grokking, grok/mlp.py",
  model: "mlp",
  prefixes: [],
  unused: [/^embedding\.weight$/], // made, trained on nothing, and never read
  sizes: ({ hiddenWidths, hiddenLayers, biases, activation = "relu" }) => {
    if (activation !== "relu") return `its activation is relu, and here it is ${activation}`;
    if (biases === false) return "its layers have biases, and here they have none";
    const widths = Array.isArray(hiddenWidths) ? hiddenWidths.length : 0;
    return { layers: Number(hiddenLayers ?? widths) + 1, heads: 1 };
  },
  sizesIn: (names) => ({ layers: countNumbers(names, /^mlp\.(\d+)\.weight$/), heads: 1 }),
  pieces: ({ layers }) =>
    Array.from({ length: layers }, (_, layer) => [
      whole(`layers.${layer}.weight`, `mlp.${PLACES * layer}.weight`, true),
      whole(`layers.${layer}.bias`, `mlp.${PLACES * layer}.bias`, false),
    ]).flat(),
});
