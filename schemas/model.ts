/** The networks; defaults are those of openai/grok (transformer), PKU (reluMlp), Gromov 2023. */
import { z } from "zod";

const size = z.int().min(1);
const dropout = z.number().min(0).lt(1);

export const ModelSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("transformer").meta({ description: "decoder-only transformer, post-norm" }),
    layers: size.default(2).meta({ description: "number of blocks" }),
    width: size.default(128).meta({ description: "size of the residual stream" }),
    heads: size.default(4).meta({ description: "attention heads; must divide the width" }),
    feedForwardWidth: size.default(512).meta({ description: "hidden units of each block" }),
    dropout: dropout.default(0).meta({
      description: "fraction of feed-forward outputs dropped in training, from 0 to below 1",
    }),
    weightNoise: z.number().min(0).default(0).meta({
      description: "standard deviation of Gaussian noise on every weight in training",
    }),
    positions: z.enum(["learned", "sinusoidal"]).default("sinusoidal").meta({
      description: "how a position is told to the network",
    }),
    readout: z.enum(["last", "mean"]).default("last").meta({
      description: "what answers: the last positions, or the mean over all of them",
    }),
    attentionInitialization: z.enum(["xavier", "linear"]).default("linear").meta({
      description: "xavier is torch's MultiheadAttention, linear its nn.Linear",
    }),
  }),
  z.strictObject({
    kind: z.literal("reluMlp").meta({ description: "ReLU network on concatenated one-hots" }),
    hiddenWidths: z.array(size).min(1).default([256, 256]).meta({
      description: "units of each hidden layer",
    }),
    dropout: dropout.default(0.1).meta({
      description: "fraction of hidden units dropped in training, from 0 to below 1",
    }),
  }),
  z.strictObject({
    kind: z.literal("quadraticMlp").meta({
      description: "one hidden layer with squares, no biases (Gromov 2023)",
    }),
    width: size.default(500).meta({ description: "hidden units" }),
  }),
]).meta({ description: "the network" });

export const ObjectiveSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("crossEntropy").meta({ description: "mean cross-entropy of the answers" }),
  }),
  z.strictObject({
    kind: z.literal("meanSquaredError").meta({
      description: "mean squared difference from the one-hot answer; one answer only",
    }),
  }),
]).meta({ description: "what is minimised" });
