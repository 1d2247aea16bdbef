/** Gromov's two-layer network with quadratic activation, f(a, b) = W2 (W1 x)^2. */
import { cubeRoot } from "../numerics/elementary.ts";
import { oneHotLayer } from "./layers.ts";
import type { Model, ModelSizes } from "./model.ts";

export interface QuadraticMlpSettings {
  readonly width: number;
}

/**
 * Concatenated one-hots -> `width` squared units -> one logit per class, no biases
 * (A. Gromov, "Grokking modular arithmetic", arXiv:2301.02679; initial deviation
 * 0.5 / (2 width)^(1/3) from the code of D. Doshi et al., arXiv:2310.13061).
 */
export function quadraticMlp(
  { width }: QuadraticMlpSettings,
  { positions, vocabularySize }: ModelSizes,
): Model {
  const initialization = { kind: "normal", deviation: 0.5 / cubeRoot(2 * width) } as const;
  return {
    parameters: [
      { name: "hidden.weight", shape: [positions * vocabularySize, width], initialization },
      { name: "output.weight", shape: [width, vocabularySize], initialization },
    ],
    random: false,
    logits: (tokens, { parameter }) =>
      oneHotLayer(tokens, parameter("hidden.weight"), vocabularySize)
        .square()
        .matmul(parameter("output.weight")),
  };
}
