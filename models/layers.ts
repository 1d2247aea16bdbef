/** What several networks are made of: dropout, noise on weights, layers on whole rows. */
import { gaussian } from "../graph/gaussian.ts";
import { elementCount, formatShape, multiplyDimensions } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import { answerWidth, countAnswers, type ForwardContext } from "./model.ts";
import { tokenAt } from "./shared_rows.ts";

/** Keeps each element with probability 1 - rate and scales it up (Srivastava et al., 2014). */
export function dropout(
  input: Tensor,
  rate: number,
  stream: string,
  context: ForwardContext,
): Tensor {
  const { randomKey } = context;
  if (randomKey === null || !dropsAnything(rate, context)) return input;
  const kept = randomKey.randomUniform(input, stream).greater(rate);
  return input.mul(kept.mul(1 / (1 - rate)));
}

/** Whether rows differ by what chance drops of them. */
export function dropsAnything(rate: number, { randomKey }: ForwardContext): boolean {
  return randomKey !== null && rate > 0;
}

/**
 * A context whose parameters carry fresh Gaussian noise at every training step (Graves, 2011;
 * `weight_noise` of openai/grok); the gradient is that of the parameter at its noisy value.
 */
export function withWeightNoise(context: ForwardContext, deviation: number): ForwardContext {
  const { randomKey } = context;
  if (randomKey === null || deviation === 0) return context;
  return {
    ...context,
    parameter: (name) => {
      const parameter = context.parameter(name);
      return parameter.add(gaussian(randomKey, parameter, name).mul(deviation));
    },
  };
}

/** Numbers that a whole row is, tokens counted as one-hots. */
export function inputWidth({ input }: DataShape): number {
  return input.kind === "tokens"
    ? input.positions * input.vocabulary
    : Number(elementCount(input.shape));
}

/** A dense layer [rows, width] on whole rows, by a `table` [inputWidth, width]. */
export function inputLayer(inputs: Tensor, table: Tensor, data: DataShape): Tensor {
  if (data.input.kind === "tokens") return oneHotLayer(inputs, table, data.input.vocabulary);
  return inputs.reshape([inputs.shape[0]!, inputWidth(data)]).matmul(table);
}

/**
 * A dense layer [rows, width] on the concatenated one-hots of `tokens` [rows, positions]: row
 * `token` of the position's own block of `table` [positions * vocabulary, width], summed over
 * positions, which is the same product without the zeros.
 * @throws {RangeError} when the table has another number of rows.
 */
export function oneHotLayer(tokens: Tensor, table: Tensor, vocabulary: number): Tensor {
  const positions = Number(tokens.shape[1]);
  if (table.shape[0] !== positions * vocabulary) {
    throw new RangeError(
      `A one-hot layer for ${positions} tokens of ${vocabulary} kinds cannot have the ` +
        `weights ${formatShape(table.shape)}`,
    );
  }
  const layers = Array.from({ length: positions }, (_, position) => {
    const block = table.slice(0, position * vocabulary, (position + 1) * vocabulary);
    return block.gather(tokenAt(tokens, position));
  });
  return layers.reduce((total, layer) => total.add(layer));
}

/** Tensors that differ in their size along an axis only, one after another along it. */
export function concatenate(tensors: readonly Tensor[], axis: number): Tensor {
  const sizes = tensors.map(({ shape }) => Number(shape[axis]));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  const padded = tensors.map((tensor, index) => {
    const after = total - before - sizes[index]!;
    const wide = tensor.pad(axis, before, after);
    before += sizes[index]!;
    return wide;
  });
  return padded.reduce((sum, each) => sum.add(each));
}

/** Units of a last layer that gives all answers of a row at once. */
export function outputWidth(data: DataShape): number {
  return countAnswers(data) * answerWidth(data);
}

/** The units [rows, outputWidth] of such a layer as one row for each answer. */
export function asAnswers(units: Tensor, data: DataShape): Tensor {
  const answers = countAnswers(data);
  if (answers === 1) return units;
  return units.reshape([multiplyDimensions(units.shape[0]!, answers), answerWidth(data)]);
}
