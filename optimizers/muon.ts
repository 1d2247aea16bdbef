/** Muon: orthogonal steps for hidden matrices, AdamW for all else (K. Jordan et al., 2024). */
import { z } from "zod";
import type { ParameterGroup } from "../graph/parameter.ts";
import { adamStep, plainAdamStep } from "./adam.ts";
import { beta, decoupledDecay, epsilon, learningRate } from "./fields.ts";
import { defineOptimizer, type StepScalars, type Weight } from "./optimizer.ts";
import { growing, isMatrix, orthogonalize, product, toRows, transposed } from "./orthogonal.ts";
import { elementwise, type PlainRule } from "./plain_rule.ts";

/** As in KellerJordan/Muon. */
const ITERATIONS = 5;
const EPSILON = 1e-7;

type Hyperparameter =
  | "momentum"
  | "weightDecay"
  | "adamwShare"
  | "beta1"
  | "beta2"
  | "epsilon";

/**
 * Hidden matrices: b <- mu b + (1 - mu) g;  u = mu b + (1 - mu) g with Nesterov's momentum, else b;
 * w <- (1 - lr wd) w - lr sqrt(max(1, outputs / inputs)) O(u), where O makes u nearly orthogonal.
 * All other parameters: AdamW with the rate lr adamwShare.
 */
export const muon = defineOptimizer({
  title: "Muon",
  description: "orthogonal steps for hidden matrices, AdamW for everything else",
  source: "K. Jordan et al. 2024, KellerJordan/Muon",
  fields: {
    learningRate: learningRate.default(0.02),
    momentum: beta.default(0.95).meta({ description: "share that the mean gradient keeps" }),
    nesterov: z.boolean().default(true).meta({ description: "look ahead along the mean" }),
    weightDecay: decoupledDecay(0),
    adamwShare: z.number().gt(0).default(0.015).meta({
      description: "learning rate of AdamW, which trains embeddings, readout and vectors, as a " +
        "share of learningRate: 3e-4 to 0.02 in KellerJordan/Muon",
    }),
    beta1: beta.default(0.9).meta({ description: "decay of AdamW's mean of the gradients" }),
    beta2: beta.default(0.95).meta({ description: "decay of AdamW's mean of their squares" }),
    epsilon: epsilon.default(1e-10),
  },
  structure: ["nesterov"],
  build: ({ nesterov }) => ({
    slots: ({ group, shape }) =>
      (isHidden(group, shape) ? ["momentum"] : ["mean", "square"])
        .map((name) => ({ name, shape, start: "zero" })),
    update: (weights, scalars) =>
      weights.map((weight) =>
        isHidden(weight.parameter.group, weight.parameter.shape)
          ? muonStep(weight, scalars, nesterov)
          : adamwStep(weight, scalars)
      ),
  }),
  plain: (settings) => {
    const adamw = elementwise((weight, gradient, step, memory) => {
      const own = { ...step, rate: step.rate * settings.adamwShare };
      const kept = weight * (1 - own.rate * settings.weightDecay);
      return plainAdamStep(kept, gradient, own, memory, settings);
    });
    const hidden = plainMuon(settings);
    return (weights, step, memories) =>
      weights.map((weight, which) => {
        const rule = isHidden(weight.group, weight.shape) ? hidden : adamw;
        return rule([weight], step, [memories[which]!])[0]!;
      });
  },
  samples: [
    {
      learningRate: 0.02,
      momentum: 0.9,
      nesterov: true,
      weightDecay: 0.5,
      adamwShare: 0.3,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-3,
    },
    {
      learningRate: 0.02,
      momentum: 0.9,
      nesterov: false,
      weightDecay: 0.5,
      adamwShare: 1,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-3,
    },
  ],
});

function isHidden(group: ParameterGroup | string, shape: readonly number[]): boolean {
  return group === "hidden" && isMatrix({ shape });
}

/** A matrix [inputs, outputs]; PyTorch keeps it as [outputs, inputs]. */
function shapeFactor(shape: readonly number[]): number {
  return Math.sqrt(Math.max(1, shape.at(-1)! / shape.at(-2)!));
}

function muonStep(
  { parameter, value, gradient, slots }: Weight,
  { learningRate, hyperparameters }: StepScalars<Hyperparameter>,
  nesterov: boolean,
) {
  const { momentum: kept, weightDecay } = hyperparameters;
  const fresh = gradient.mul(kept.neg().add(1));
  const momentum = slots.momentum!.mul(kept).add(fresh);
  const direction = nesterov ? momentum.mul(kept).add(fresh) : momentum;
  const orthogonal = orthogonalize(direction, Array(ITERATIONS).fill(growing), EPSILON);
  const step = orthogonal.mul(learningRate.mul(shapeFactor(parameter.shape)));
  const decayed = value.mul(learningRate.mul(weightDecay).neg().add(1));
  return { value: decayed.sub(step), slots: { momentum } };
}

function adamwStep(
  { value, gradient, slots }: Weight,
  { learningRate, time, hyperparameters }: StepScalars<Hyperparameter>,
) {
  const own = { learningRate: learningRate.mul(hyperparameters.adamwShare), time, hyperparameters };
  const kept = own.learningRate.mul(hyperparameters.weightDecay).neg().add(1);
  const { mean, square } = slots;
  return adamStep(value.mul(kept), gradient, { mean: mean!, square: square! }, own);
}

function plainMuon(
  { momentum, nesterov, weightDecay }: { momentum: number; nesterov: boolean; weightDecay: number },
): PlainRule {
  const [a, b, c] = growing;
  return (weights, { rate }, memories) =>
    weights.map(({ value, gradient, shape }, which) => {
      const memory = memories[which]!;
      const before = memory.momentum ?? new Float64Array(value.length);
      const mean = gradient.map((each, at) => momentum * before[at]! + (1 - momentum) * each);
      memory.momentum = mean;
      const direction = nesterov
        ? gradient.map((each, at) => momentum * mean[at]! + (1 - momentum) * each)
        : mean;
      const length = Math.hypot(...direction) + EPSILON;
      let x = toRows(direction.map((each) => each / length), shape.at(-1)!);
      for (let iteration = 0; iteration < ITERATIONS; iteration++) {
        const cubed = product(product(x, transposed(x)), x);
        const fifth = product(product(x, transposed(x)), cubed);
        x = x.map((row, i) =>
          row.map((each, j) => a * each + b * cubed[i]![j]! + c * fifth[i]![j]!)
        );
      }
      const step = Float64Array.from(x.flat());
      const factor = rate * shapeFactor(shape);
      return value.map((each, at) => each * (1 - rate * weightDecay) - factor * step[at]!);
    });
}
