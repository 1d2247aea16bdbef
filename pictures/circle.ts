/** The circle that sums go round inside a network that has understood addition. */
import {
  angleCorrelation,
  circleValue,
  columnOf,
  findWavePair,
  type Rows,
} from "../numerics/fourier.ts";
import type { ResiduePairs } from "../tasks/residue_pairs.ts";
import type { CircleFacts } from "./frame.ts";

/** The source's sample: for each answer s the pairs whose a is s + 17 i, i = 0 … 4. */
const SAMPLES = 5;
const STRIDE = 17;

export function circleOf(
  pairs: ResiduePairs,
  features: Rows,
): { facts: CircleFacts; arrays: { circle: Float32Array } } | null {
  const means = meansByAnswer(pairs, features);
  const pair = findWavePair(means);
  if (pair === null) return null;
  const { frequency, cosine, sine } = pair;
  const on = (matrix: Rows) => [columnOf(matrix, cosine.column), columnOf(matrix, sine.column)];
  const [x, y] = on(means);
  const [sampledX, sampledY] = on(meansByAnswer(pairs, features, isSampled(pairs)));
  return {
    facts: {
      neurons: [cosine.column, sine.column],
      frequency,
      correlations: [Math.abs(cosine.correlation), Math.abs(sine.correlation)],
      value: circleValue(x!, y!, frequency),
      angleCorrelation: angleCorrelation(sampledX!, sampledY!),
    },
    arrays: { circle: Float32Array.from([...x!, ...y!]) },
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
