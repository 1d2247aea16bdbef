/** What makes a layer more than a product of matrices, and the setting that names it. */
import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";

const activations = {
  relu: (x: Tensor) => x.relu(),
  /** x Φ(x), exactly as torch.nn.GELU, not by way of tanh (Hendrycks and Gimpel, 2016). */
  gelu: (x: Tensor) => x.mul(x.mul(Math.SQRT1_2).erf().add(1)).mul(0.5),
  tanh: (x: Tensor) => x.tanh(),
  sigmoid,
};

const names = ["relu", "gelu", "tanh", "sigmoid"] as const satisfies (keyof typeof activations)[];
export type Activation = typeof names[number];

/** Left out, it is ReLU; optional, so that settings from before it was there keep their keys. */
export const activation = z.enum(names).optional().meta({
  description: "what hidden units make of their sums; relu if left out",
});

export function activate(x: Tensor, name: Activation = "relu"): Tensor {
  return activations[name](x);
}

/** By way of tanh: 1 / (1 + exp(-x)) has no gradient where exp overflows. */
export function sigmoid(x: Tensor): Tensor {
  return x.mul(0.5).tanh().mul(0.5).add(0.5);
}
