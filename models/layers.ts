/** What several networks are made of: dropout, noise on weights, dense layers on one-hots. */
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ForwardContext } from "./model.ts";

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
 * A dense layer [rows, width] on the concatenated one-hots of `tokens` [rows, positions]: row
 * `token` of the position's own block of `table` [positions * vocabularySize, width], summed over
 * positions, which is the same product without the zeros.
 * @throws {RangeError} when the table has another number of rows.
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
