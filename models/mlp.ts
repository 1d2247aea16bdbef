/** The multi-layer perceptron of the PKU study: one-hot operands, ReLU, dropout, biases. */
import { z } from "zod";
import type { Parameter } from "../graph/parameter.ts";
import { dropoutRate, size } from "./fields.ts";
import { asAnswers, dropout, inputLayer, inputWidth, outputWidth } from "./layers.ts";
import { defineModel, linearInitialization, refuseCausal } from "./model.ts";
import { classesOf, numbersOf, tokensOf } from "./samples.ts";

/**
 * A whole row -> `hiddenWidths` units with ReLU, then dropout -> the answers; every layer has a
 * bias and starts as torch.nn.Linear (PKU report on grokking, figure 4: widths 256 and 256).
 */
export const mlp = defineModel({
  title: "MLP",
  description: "ReLU network on concatenated one-hots, or on numbers",
  fields: {
    hiddenWidths: z.array(size).min(1).default([256, 256]).meta({
      description: "units of each hidden layer",
    }),
    dropout: dropoutRate.default(0.1).meta({
      description: "fraction of hidden units dropped in training, from 0 to below 1",
    }),
  },
  check: (_, data) => refuseCausal("an MLP", data),
  build(settings, data) {
    const widths = [...settings.hiddenWidths, outputWidth(data)];
    const parameters = widths.flatMap((width, layer): Parameter[] => {
      const fanIn = layer === 0 ? inputWidth(data) : widths[layer - 1]!;
      const initialization = linearInitialization(fanIn);
      const group = layer === widths.length - 1 ? "readout" : "hidden";
      return [
        { name: `layers.${layer}.weight`, shape: [fanIn, width], initialization, group },
        { name: `layers.${layer}.bias`, shape: [width], initialization, group: "bias" },
      ];
    });
    return {
      parameters,
      random: settings.dropout > 0,
      outputs: (inputs, context) => {
        const weight = (layer: number) => context.parameter(`layers.${layer}.weight`);
        const bias = (layer: number) => context.parameter(`layers.${layer}.bias`);
        let hidden = inputLayer(inputs, weight(0), data).add(bias(0));
        for (let layer = 1; layer < widths.length; layer++) {
          const name = `layers.${layer - 1}`;
          // Observed before the activation, where Deep Grokking takes its ranks.
          const active = context.observe(name, hidden).relu();
          const kept = dropout(active, settings.dropout, name, context);
          hidden = kept.matmul(weight(layer)).add(bias(layer));
        }
        return asAnswers(hidden, data);
      },
    };
  },
  published: [
    {
      source: "PKU MLP, p = 97",
      settings: { hiddenWidths: [256, 256], dropout: 0.1 },
      data: { input: tokensOf(2, 239), output: classesOf(239) },
      parameters: 249_839,
    },
    {
      source: "PKU MLP, p = 151",
      settings: { hiddenWidths: [256, 256], dropout: 0.1 },
      data: { input: tokensOf(2, 293), output: classesOf(293) },
      parameters: 291_365,
    },
    {
      source: "Omnigrok MNIST, depth 3, width 200",
      settings: { hiddenWidths: [200, 200], dropout: 0 },
      data: { input: numbersOf(28, 28), output: classesOf(10) },
      parameters: 199_210,
    },
  ],
  samples: [
    {
      settings: { hiddenWidths: [6, 5], dropout: 0.2 },
      data: { input: tokensOf(2, 5), output: classesOf(5) },
    },
    {
      settings: { hiddenWidths: [4], dropout: 0 },
      data: { input: numbersOf(2, 3), output: { kind: "numbers", width: 2 } },
    },
  ],
});
