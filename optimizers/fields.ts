/** Fields that several optimizers share, with the bounds outside of which they make no sense. */
import { z } from "zod";
import { parameterGroups } from "../graph/parameter.ts";

/** Step size after warm-up. */
export const learningRate = z.number().gt(0).default(1e-3).meta({
  description: "learning rate after warm-up",
});

/** The share that a moving mean keeps at each step. */
export const beta = z.number().min(0).lt(1);

export const epsilon = z.number().gt(0).default(1e-8).meta({
  description: "added to the denominator of the update",
});

/** Loshchilov and Hutter (arXiv:1711.05101): apart from the gradient. */
export function decoupledDecay(value: number) {
  return z.number().min(0).default(value).meta({
    description: "weights shrink by learningRate times weightDecay at each step; 1 in Power et " +
      "al. 2022",
  });
}

/** L2: part of the gradient. */
export const coupledDecay = z.number().min(0).default(0).meta({
  description: "added to the gradient as weightDecay times the weight (L2)",
});

/** Which parameters a rule beside the optimizer is for. */
export const onlyGroups = z.array(z.enum(parameterGroups)).min(1).optional().meta({
  description: "only parameters that play these parts in the network; all if left out",
});
