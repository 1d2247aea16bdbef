/** The multi-layer perceptron of the PKU study: one-hot operands, ReLU, dropout, biases. */
import { dropout, oneHotLayer } from "./layers.ts";
import { linearInitialization, type Model, type ModelSizes, type Parameter } from "./model.ts";

export interface ReluMlpSettings {
  readonly hiddenWidths: readonly number[];
  /** Fraction of hidden units dropped in training. */
  readonly dropout: number;
}

/**
 * Concatenated one-hots -> `hiddenWidths` units with ReLU, then dropout -> one logit per token of
 * the vocabulary; every layer has a bias and starts as torch.nn.Linear (PKU report on grokking,
 * figure 4: widths 256 and 256).
 */
export function reluMlp(settings: ReluMlpSettings, sizes: ModelSizes): Model {
  const widths = [...settings.hiddenWidths, sizes.vocabularySize];
  const inputWidth = sizes.positions * sizes.vocabularySize;
  const parameters = widths.flatMap((width, layer): Parameter[] => {
    const fanIn = layer === 0 ? inputWidth : widths[layer - 1]!;
    const initialization = linearInitialization(fanIn);
    return [
      { name: `layers.${layer}.weight`, shape: [fanIn, width], initialization },
      { name: `layers.${layer}.bias`, shape: [width], initialization },
    ];
  });
  return {
    parameters,
    random: settings.dropout > 0,
    logits: (tokens, context) => {
      const weight = (layer: number) => context.parameter(`layers.${layer}.weight`);
      const bias = (layer: number) => context.parameter(`layers.${layer}.bias`);
      let hidden = oneHotLayer(tokens, weight(0), sizes.vocabularySize).add(bias(0));
      for (let layer = 1; layer < widths.length; layer++) {
        const active = dropout(hidden.relu(), settings.dropout, `layers.${layer - 1}`, context);
        hidden = active.matmul(weight(layer)).add(bias(layer));
      }
      return hidden;
    },
  };
}
