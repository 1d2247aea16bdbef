/** A linear classifier, trained by Adam on given features. */
import { exp } from "../numerics/elementary.ts";
import { randomKey, randomPermutation, randomUniform } from "../random/counter.ts";

/** Features [rows, width], row-major, and the class of each row. */
export interface Examples {
  readonly features: Float64Array;
  readonly width: number;
  readonly classes: Int32Array;
}

export interface ProbeSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Times ||W||_F, is added to the cross-entropy. */
  readonly penalty: number;
  readonly seed: number;
}

/** Weights [width + 1, classes], the last row of them biases. */
export type Probe = Float64Array;

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8]; // Kingma and Ba 2014

/** Weights start uniform in ±1/√width, as torch.nn.Linear; batches are drawn anew in each epoch. */
export function trainProbe(
  examples: Examples,
  count: number,
  { epochs, batch, learningRate, penalty, seed }: ProbeSettings,
): Probe {
  const { width, classes } = examples;
  const size = (width + 1) * count;
  const key = randomKey(seed, "probe weights");
  const bound = 1 / Math.sqrt(width);
  const weights = Float64Array.from(
    { length: size },
    (_, at) => bound * (2 * randomUniform(key, at) - 1),
  );
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let [correction1, correction2] = [1, 1];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = randomPermutation(randomKey(seed, "probe batches", epoch), classes.length);
    for (let start = 0; start < order.length; start += batch) {
      const slope = slopeOf(weights, examples, count, order.subarray(start, start + batch));
      addPenalty(slope, weights, penalty, width * count);
      correction1 *= BETA1;
      correction2 *= BETA2;
      for (let at = 0; at < size; at++) {
        const gradient = slope[at]!;
        mean[at] = BETA1 * mean[at]! + (1 - BETA1) * gradient;
        square[at] = BETA2 * square[at]! + (1 - BETA2) * gradient * gradient;
        const deviation = Math.sqrt(square[at]! / (1 - correction2)) + EPSILON;
        weights[at]! -= learningRate * mean[at]! / (1 - correction1) / deviation;
      }
    }
  }
  return weights;
}

/** The fraction of examples whose class has the largest sum, the first of equal ones. */
export function accuracyOf(probe: Probe, examples: Examples, count: number): number {
  const { classes } = examples;
  let right = 0;
  for (const [row, target] of classes.entries()) {
    const sums = sumsOf(probe, examples, count, row);
    let largest = 0;
    for (let one = 1; one < count; one++) if (sums[one]! > sums[largest]!) largest = one;
    if (largest === target) right += 1;
  }
  return right / classes.length;
}

function sumsOf(
  probe: Probe,
  { features, width }: Examples,
  count: number,
  row: number,
): Float64Array {
  const sums = probe.slice(width * count);
  let column = 0;
  // Four features at a time, so that each sum is read and written a quarter as often.
  for (; column + 4 <= width; column += 4) {
    const from = row * width + column;
    const [f0, f1, f2, f3] = [
      features[from]!,
      features[from + 1]!,
      features[from + 2]!,
      features[from + 3]!,
    ];
    for (let one = 0, at = column * count; one < count; one++, at++) {
      sums[one]! += f0 * probe[at]! + f1 * probe[at + count]! + f2 * probe[at + 2 * count]! +
        f3 * probe[at + 3 * count]!;
    }
  }
  for (; column < width; column++) {
    const feature = features[row * width + column]!;
    for (let one = 0; one < count; one++) sums[one]! += feature * probe[column * count + one]!;
  }
  return sums;
}

/** The slope of the mean cross-entropy of some rows. */
function slopeOf(
  probe: Probe,
  examples: Examples,
  count: number,
  rows: Int32Array,
): Float64Array {
  const { features, width, classes } = examples;
  const slope = new Float64Array(probe.length);
  for (const row of rows) {
    const errors = sumsOf(probe, examples, count, row);
    const largest = errors.reduce((most, value) => Math.max(most, value), -Infinity);
    let total = 0;
    for (let one = 0; one < count; one++) total += errors[one] = exp(errors[one]! - largest);
    for (let one = 0; one < count; one++) errors[one]! /= total * rows.length;
    errors[classes[row]!]! -= 1 / rows.length;
    for (let column = 0; column < width; column++) {
      const feature = features[row * width + column]!;
      if (feature === 0) continue;
      const offset = column * count;
      for (let one = 0; one < count; one++) slope[offset + one]! += feature * errors[one]!;
    }
    for (let one = 0; one < count; one++) slope[width * count + one]! += errors[one]!;
  }
  return slope;
}

/** The slope of penalty ||W||_F, of the weights without biases. */
function addPenalty(slope: Float64Array, weights: Probe, penalty: number, length: number): void {
  let square = 0;
  for (let at = 0; at < length; at++) square += weights[at]! ** 2;
  if (square === 0) return;
  const factor = penalty / Math.sqrt(square);
  for (let at = 0; at < length; at++) slope[at]! += factor * weights[at]!;
}
