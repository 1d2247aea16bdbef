/** What a network is: named parameters with initial distributions, and a forward pass. */
import type { Tensor } from "../graph/tensor.ts";

/** How a parameter starts: independent draws, or one value everywhere. */
export type Initialization =
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "constant"; readonly value: number };

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialization: Initialization;
}

/** Gives each parameter's tensor by name, and in training the key of the step's random numbers. */
export interface ForwardContext {
  parameter(name: string): Tensor;
  /** Key [2] of the step, for dropout and noise; null when the network is only evaluated. */
  readonly randomKey: Tensor | null;
}

export interface Model {
  readonly parameters: readonly Parameter[];
  /** True when training draws random numbers. */
  readonly random: boolean;
  /** Logits [rows * answers, classes] from tokens [rows, positions]. */
  logits(tokens: Tensor, context: ForwardContext): Tensor;
}

/** Sizes that the data set gives to a network. */
export interface ModelSizes {
  readonly positions: number;
  readonly answers: number;
  readonly vocabularySize: number;
}

/** Number of trainable numbers. */
export function countParameters(model: Model): number {
  return model.parameters
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((total, count) => total + count, 0);
}

/** Uniform in +-1/sqrt(fanIn): what torch.nn.Linear starts weights and biases with. */
export function linearInitialization(fanIn: number): Initialization {
  return { kind: "uniform", bound: 1 / Math.sqrt(fanIn) };
}
