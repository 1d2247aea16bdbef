/** What a network is: named parameters with initial distributions, and a forward pass. */
import type { Tensor } from "../graph/tensor.ts";
import { formatShape } from "../graph/shape.ts";

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

/** Keeps each element with probability 1 - rate and scales it up (Srivastava et al., 2014). */
export function dropout(
  input: Tensor,
  rate: number,
  stream: string,
  { randomKey }: ForwardContext,
): Tensor {
  if (randomKey === null || rate === 0) return input;
  const kept = randomKey.randomUniform(input, stream).greater(rate);
  return input.mul(kept.mul(1 / (1 - rate)));
}

/**
 * A context whose parameters carry fresh Gaussian noise at every training step (Graves, 2011;
 * `weight_noise` of openai/grok); the gradient is that of the parameter at its noisy value.
 */
export function withWeightNoise(context: ForwardContext, deviation: number): ForwardContext {
  const { randomKey } = context;
  if (randomKey === null || deviation === 0) return context;
  return {
    randomKey,
    parameter: (name) => {
      const parameter = context.parameter(name);
      return parameter.add(gaussian(randomKey, parameter, name).mul(deviation));
    },
  };
}

/** Standard normal numbers shaped like `like` (Box and Muller, 1958). */
function gaussian(key: Tensor, like: Tensor, stream: string): Tensor {
  const uniform = (part: string) => key.randomUniform(like, `${stream}.${part}`);
  const radius = uniform("radius").neg().add(1).log().mul(-2).sqrt();
  return radius.mul(uniform("angle").mul(2 * Math.PI).cos());
}

/**
 * A dense layer on the concatenated one-hots of all positions: row `token` of the position's own
 * block of `table`, summed over positions, which is the same product without the zeros.
 */
export function oneHotLayer(tokens: Tensor, table: Tensor, vocabularySize: number): Tensor {
  const positions = Number(tokens.shape[1]);
  if (table.shape[0] !== positions * vocabularySize) {
    throw new RangeError(
      `A one-hot layer for ${positions} tokens of ${vocabularySize} kinds cannot have the ` +
        `weights ${formatShape(table.shape)}`,
    );
  }
  const layers = Array.from({ length: positions }, (_, position) => {
    const block = table.slice(0, position * vocabularySize, (position + 1) * vocabularySize);
    return block.gather(tokens.slice(1, position, position + 1).reshape([tokens.shape[0]!]));
  });
  return layers.reduce((total, layer) => total.add(layer));
}
