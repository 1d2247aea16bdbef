/**
 * The multi-layer perceptrons of the grokking literature: of PKU on one-hot operands, of Omnigrok
 * and Deep Grokking on images, and of Prieto et al. without biases.
 */
import { z } from "zod";
import type { Parameter } from "../graph/parameter.ts";
import type { SettingsOf } from "../schemas/kinds.ts";
import { activate, activation } from "./activations.ts";
import { dropoutRate, size } from "./fields.ts";
import { asAnswers, dropout, inputLayer, inputWidth, outputWidth } from "./layers.ts";
import { defineModel, linearInitialization, refuseCausal } from "./model.ts";
import { classesOf, numbersOf, tokensOf } from "./samples.ts";

const fields = {
  hiddenWidths: z.array(size).min(1).default([256, 256]).meta({
    description: "units of each hidden layer; with hiddenLayers, one number for all of them",
  }),
  hiddenLayers: size.max(1000).optional().meta({
    description:
      "number of hidden layers, all of the one width in hiddenWidths: one less than the depth of " +
      "Omnigrok and Deep Grokking, who count the last layer",
  }),
  activation,
  biases: z.boolean().optional().meta({
    description: "whether layers add a bias to their sums; true if left out",
  }),
  dropout: dropoutRate.default(0.1).meta({
    description: "fraction of hidden units dropped in training, from 0 to below 1",
  }),
};

/**
 * A whole row -> hidden layers with an activation, then dropout -> the answers; every layer starts
 * as torch.nn.Linear (PKU report on grokking, figure 4: widths 256 and 256; Omnigrok,
 * arXiv:2210.01117, and Deep Grokking, arXiv:2405.19454, both in float64 and here in float32;
 * Prieto et al., arXiv:2501.04697).
 */
export const mlp = defineModel({
  title: "MLP",
  description: "hidden layers on concatenated one-hots, or on numbers",
  fields,
  *check({ hiddenWidths, hiddenLayers }, data) {
    yield* refuseCausal("an MLP", data);
    if (hiddenLayers === undefined || new Set(hiddenWidths).size === 1) return;
    yield {
      fields: ["model.hiddenLayers", "model.hiddenWidths"],
      message: `${hiddenLayers} hidden layers need one width for all, and model.hiddenWidths is ` +
        `[${hiddenWidths.join(", ")}]; write one number there, or leave hiddenLayers out`,
    };
  },
  build(settings, data) {
    const { biases = true } = settings;
    const widths = [...layerWidths(settings), outputWidth(data)];
    const parameters = widths.flatMap((width, layer): Parameter[] => {
      const fanIn = layer === 0 ? inputWidth(data) : widths[layer - 1]!;
      const initialization = linearInitialization(fanIn);
      const group = layer === widths.length - 1 ? "readout" : "hidden";
      const weight = { shape: [fanIn, width], initialization, group } as const;
      const bias = { shape: [width], initialization, group: "bias" } as const;
      return [
        { name: `layers.${layer}.weight`, ...weight },
        ...biases ? [{ name: `layers.${layer}.bias`, ...bias }] : [],
      ];
    });
    return {
      parameters,
      random: settings.dropout > 0,
      outputs: (inputs, context) => {
        const weight = (layer: number) => context.parameter(`layers.${layer}.weight`);
        const bias = (layer: number) => biases ? context.parameter(`layers.${layer}.bias`) : 0;
        let hidden = inputLayer(inputs, weight(0), data).add(bias(0));
        for (let layer = 1; layer < widths.length; layer++) {
          const name = `layers.${layer - 1}`;
          // Observed before the activation, where Deep Grokking takes its ranks.
          const active = activate(context.observe(name, hidden), settings.activation);
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
    ...[
      { source: "Omnigrok MNIST, depth 3, width 200", width: 200, depth: 3, parameters: 199_210 },
      { source: "Deep Grokking, depth 4", width: 400, depth: 4, parameters: 638_810 },
      { source: "Deep Grokking, depth 8", width: 400, depth: 8, parameters: 1_280_410 },
      { source: "Deep Grokking, depth 12", width: 400, depth: 12, parameters: 1_922_010 },
    ].map(({ source, width, depth, parameters }) => ({
      source,
      settings: { hiddenWidths: [width], hiddenLayers: depth - 1, dropout: 0 },
      data: { input: numbersOf(28, 28), output: classesOf(10) },
      parameters,
    })),
    {
      source: "Prieto et al. 2025, p = 113",
      settings: { hiddenWidths: [200, 200], biases: false, dropout: 0 },
      data: { input: tokensOf(2, 113), output: classesOf(113) },
      parameters: 107_800,
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
    {
      settings: {
        hiddenWidths: [4],
        hiddenLayers: 2,
        activation: "gelu",
        biases: false,
        dropout: 0,
      },
      data: { input: tokensOf(2, 4), output: classesOf(4) },
    },
  ],
});

function layerWidths({ hiddenWidths, hiddenLayers }: SettingsOf<typeof fields>): number[] {
  if (hiddenLayers === undefined) return hiddenWidths;
  return Array.from({ length: hiddenLayers }, () => hiddenWidths[0]!);
}
