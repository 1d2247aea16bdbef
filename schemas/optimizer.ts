/** The update rules and the learning rate over time; defaults are those of the cited sources. */
import { z } from "zod";

const learningRate = z.number().gt(0).default(1e-3).meta({
  description: "learning rate after warm-up",
});
const beta = z.number().min(0).lt(1);
const epsilon = z.number().gt(0).default(1e-8).meta({
  description: "added to the denominator of the update",
});

function weightDecay(value: number, description: string) {
  return z.number().min(0).default(value).meta({ description });
}

const moments = {
  learningRate,
  beta1: beta.default(0.9).meta({ description: "decay of the mean of the gradients" }),
  beta2: beta.default(0.98).meta({ description: "decay of the mean of their squares" }),
  epsilon,
};
const coupled = "added to the gradient as weightDecay times the weight (L2)";

export const OptimizerSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("adamw").meta({ description: "Adam with decoupled weight decay" }),
    ...moments,
    weightDecay: weightDecay(
      1,
      "weights shrink by learningRate times weightDecay at each step; 1 in Power et al. 2022",
    ),
  }),
  z.strictObject({
    kind: z.literal("adam").meta({ description: "Adam with coupled weight decay" }),
    ...moments,
    weightDecay: weightDecay(0, coupled),
  }),
  z.strictObject({
    kind: z.literal("sgd").meta({ description: "stochastic gradient descent with momentum" }),
    learningRate,
    momentum: beta.default(0.9).meta({ description: "decay of the velocity" }),
    nesterov: z.boolean().default(true).meta({ description: "look ahead along the velocity" }),
    weightDecay: weightDecay(0, coupled),
  }),
  z.strictObject({
    kind: z.literal("rmsprop").meta({ description: "RMSprop as in PyTorch, not centred" }),
    learningRate,
    smoothing: beta.default(0.99).meta({ description: "decay of the mean of squared gradients" }),
    epsilon,
    weightDecay: weightDecay(0, coupled),
  }),
]).meta({ description: "the update rule" });

export const ScheduleSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("constant").meta({ description: "the same learning rate at every step" }),
  }),
  z.strictObject({
    kind: z.literal("linearWarmup").meta({ description: "grows linearly, then stays" }),
    steps: z.int().min(1).default(10).meta({ description: "steps until the full learning rate" }),
    from: z.number().min(0).max(1).default(0).meta({
      description: "fraction of the learning rate at the first step: 0 in openai/grok",
    }),
  }),
]).meta({ description: "the learning rate over time" });
