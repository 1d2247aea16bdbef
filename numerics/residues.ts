/** What a network makes of pairs of residues modulo p, and the circle that their sums go round. */
import {
  angleCorrelation,
  circleValue,
  columnOf,
  columnsOf,
  deviation,
  findWavePair,
  type Rows,
  standardized,
  standardWaves,
  type WavePair,
  waveStrengths,
} from "./fourier.ts";

/** A table whose rows are pairs of residues with an answer each. */
export interface ResiduePairs {
  readonly modulus: number;
  /** Row by row, each in 0..p-1. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly answers: Int32Array;
  /** The index in the vocabulary of each residue, as a token and as an answer. */
  readonly tokens: Int32Array;
  /** What stands at each position of a row, such as a, b and =. */
  readonly positions: readonly string[];
}

/** The mean features of all pairs with one answer, on the two columns most like a wave. */
export interface SumCircle {
  readonly pair: WavePair;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 for a perfect circle of any frequency. */
  readonly value: number;
  /**
   * As the dashboard that this follows has it, of five pairs for each answer and the two columns that
   * it would take; it falls with frequency.
   */
  readonly angleCorrelation: number;
}

/** The source's sample: for each answer s the pairs whose a is s + 17 i, i = 0 … 4. */
const SAMPLES = 5;
const STRIDE = 17;

/** The source tries no frequency above min(⌊p/4⌋, 20). */
const SOURCE_FREQUENCY = 20;

/** The circle in features [rows, width], row by row of the table; null where too little varies. */
export function sumCircle(pairs: ResiduePairs, features: Rows): SumCircle | null {
  const means = meansByAnswer(pairs, features);
  const pair = findWavePair(means);
  if (pair === null) return null;
  const on = (matrix: Rows, { cosine, sine }: WavePair) =>
    [columnOf(matrix, cosine.column), columnOf(matrix, sine.column)] as const;
  const [x, y] = on(means, pair);
  const low = Math.min(Math.floor(pairs.modulus / 4), SOURCE_FREQUENCY);
  const sampled = on(
    meansByAnswer(pairs, features, isSampled(pairs)),
    pair.frequency <= low ? pair : findWavePair(means, low)!,
  );
  return {
    pair,
    x,
    y,
    value: circleValue(x, y, pair.frequency),
    angleCorrelation: angleCorrelation(...sampled),
  };
}

function isSampled({ modulus, a, answers }: ResiduePairs): (row: number) => boolean {
  return (row) => {
    for (let index = 0; index < SAMPLES; index++) {
      if ((answers[row]! + STRIDE * index) % modulus === a[row]) return true;
    }
    return false;
  };
}

/** The mean features [p, width] of the pairs with each answer; zeros for one that no pair has. */
export function meansByAnswer(
  { modulus, answers }: ResiduePairs,
  { width, data }: Rows,
  isIn: (row: number) => boolean = () => true,
): Rows {
  const sums = new Float64Array(modulus * width);
  const counts = new Int32Array(modulus);
  for (const [row, answer] of answers.entries()) {
    if (!isIn(row)) continue;
    counts[answer]! += 1;
    for (let column = 0; column < width; column++) {
      sums[answer * width + column]! += data[row * width + column]!;
    }
  }
  const means = sums.map((sum, index) => sum / Math.max(1, counts[Math.floor(index / width)]!));
  return { rows: modulus, width, data: means };
}

/** One neuron, by the mean of what it gives for each answer. */
export interface WaveNeuron {
  readonly place: number;
  /** At which it is most like a wave. */
  readonly frequency: number;
  /** Its correlation with that wave: the best √(r_cos² + r_sin²). */
  readonly strength: number;
  /** The standard deviation of its means. */
  readonly spread: number;
}

/** Every neuron of means by answer [p, width], in its order; NaN of a network that diverged. */
export function waveNeurons(means: Rows): WaveNeuron[] {
  const basis = standardWaves(means.rows);
  return columnsOf(means).map((values, place) => {
    const strengths = waveStrengths(standardized(values), basis);
    const strength = Math.max(...strengths);
    return {
      place,
      frequency: strengths.indexOf(strength) + 1,
      strength,
      spread: deviation(values),
    };
  });
}

/**
 * How much of the variance of a value for each pair, row by row of the table, is between pairs of
 * different answers: 1 for what depends on the answer alone. 0 where nothing varies.
 */
export function shareByAnswer(pairs: ResiduePairs, values: Float64Array): number {
  const { data: means } = meansByAnswer(pairs, { rows: values.length, width: 1, data: values });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [between, all] = [0, 0];
  for (const [row, answer] of pairs.answers.entries()) {
    between += (means[answer]! - mean) ** 2;
    all += (values[row]! - mean) ** 2;
  }
  return all > 0 ? between / all : 0;
}

/** A value for each pair as a square [p, p]; a pair that the table leaves out has their mean. */
export function squareOf({ modulus: p, a, b }: ResiduePairs, values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = new Float64Array(p * p).fill(mean);
  for (const [row, value] of values.entries()) square[a[row]! * p + b[row]!] = value;
  return square;
}

/** The rows of a matrix [tokens, width] that stand for the residues, in their order [p, width]. */
export function rowsOfResidues(
  { modulus, tokens }: ResiduePairs,
  width: number,
  data: ArrayLike<number>,
): Rows {
  return {
    rows: modulus,
    width,
    data: Float32Array.from(
      { length: modulus * width },
      (_, at) => data[tokens[Math.floor(at / width)]! * width + at % width]!,
    ),
  };
}
