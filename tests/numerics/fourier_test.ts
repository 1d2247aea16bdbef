import assert from "node:assert/strict";
import {
  angleCorrelation,
  circleValue,
  circularity,
  concentration,
  correlation,
  correlationMatrix,
  dominantFrequencies,
  findWavePair,
  frequencyCorrelations,
  gini,
  inverseParticipation,
  powerSpectrum,
  type Rows,
  wave,
  widestColumns,
} from "../../numerics/fourier.ts";
import { randomKey, randomNormal } from "../../random/counter.ts";

/** A matrix [p, columns.length] from its columns. */
function matrixOf(columns: readonly ArrayLike<number>[]): Rows {
  const [rows, width] = [columns[0]!.length, columns.length];
  const data = Float64Array.from(
    { length: rows * width },
    (_, at) => columns[at % width]![Math.floor(at / width)]!,
  );
  return { rows, width, data };
}

/** Points of chance, the same at every call. */
function noise(length: number, seed: number): Float64Array {
  const key = randomKey(seed, "noise");
  return Float64Array.from({ length }, (_, index) => randomNormal(key, index));
}

const close = (found: number, expected: number, within = 1e-12) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

Deno.test("the spectrum of a wave is (p/2)² at its frequency and nothing elsewhere", () => {
  const { cosine, sine } = wave(11, 3);
  const spectrum = powerSpectrum(matrixOf([cosine, sine.map((value) => 2 * value)]));
  assert.equal(spectrum.length, 6);
  const expected = 5.5 ** 2 * (1 + 4) / 2; // mean over the two columns
  for (const [k, power] of spectrum.entries()) close(power, k === 3 ? expected : 0, 1e-9);
  assert.deepEqual(dominantFrequencies(spectrum, 1), [3]);
});

Deno.test("powers of all frequencies, mirrored ones among them, are those of the numbers (Parseval)", () => {
  for (const p of [7, 8]) {
    const values = noise(p, 1);
    const spectrum = powerSpectrum(matrixOf([values]));
    const all = spectrum.reduce(
      (sum, power, k) => sum + (k === 0 || 2 * k === p ? 1 : 2) * power,
      0,
    );
    close(all / p, values.reduce((sum, value) => sum + value * value, 0), 1e-9);
  }
});

Deno.test("concentration is half for three waves, and 3/p where every frequency is alike", () => {
  const waves = [2, 4, 5].map((k) => wave(13, k).cosine);
  close(concentration(powerSpectrum(matrixOf(waves)), 13), 1 / 2);
  const impulse = Float64Array.from({ length: 13 }, (_, n) => n === 0 ? 1 : 0);
  close(concentration(powerSpectrum(matrixOf([impulse])), 13), 3 / 13);
});

Deno.test("a wave of any phase correlates fully with its frequency alone", () => {
  const { cosine, sine } = wave(23, 6);
  const shifted = cosine.map((value, n) => 0.6 * value + 0.8 * sine[n]!);
  const found = frequencyCorrelations(matrixOf([noise(23, 2).map((value) => value * 0), shifted]));
  for (const [index, value] of found.entries()) close(value, index + 1 === 6 ? 1 : 0, 1e-9);
  assert.equal(correlation([1, 1, 1], [1, 2, 3]), 0);
  const matrix = correlationMatrix([cosine, sine, shifted]);
  for (const [at, r] of [1, 0, 0.6, 0, 1, 0.8, 0.6, 0.8, 1].entries()) close(matrix[at]!, r, 1e-9);
});

Deno.test("the pair of a cosine and a sine is found among others, with its signs", () => {
  const { cosine, sine } = wave(31, 4);
  const pair = findWavePair(
    matrixOf([noise(31, 3), sine.map((value) => -3 * value), noise(31, 4), cosine]),
  )!;
  assert.deepEqual([pair.frequency, pair.cosine.column, pair.sine.column], [4, 3, 1]);
  close(pair.cosine.correlation, 1);
  close(pair.sine.correlation, -1);
  assert.equal(findWavePair(matrixOf([cosine, cosine.map(() => 5)])), null); // one column varies
  const small = (column: Float64Array) => column.map((value) => 1e-3 * value);
  assert.equal(findWavePair(matrixOf([small(cosine), small(sine)]))!.frequency, 4);
  const wide = findWavePair(matrixOf([noise(31, 3), noise(31, 4), small(cosine), small(sine)]))!;
  assert.ok(wide.cosine.column < 2 && wide.sine.column < 2);
});

Deno.test("a perfect circle has the robust value 1 at every frequency, either way round", () => {
  for (const k of [1, 2, 3, 20]) {
    const { cosine, sine } = wave(97, k);
    const moved = cosine.map((value) => 7 + 3 * value);
    close(circleValue(moved, sine.map((value) => 3 * value - 1), k), 1);
    close(circleValue(moved, sine.map((value) => -3 * value), k), 1);
    close(circularity(moved, sine.map((value) => 3 * value)), 1);
    close(circleValue(cosine, sine, k + 1), 0);
  }
  assert.equal(circleValue(new Float64Array(5), new Float64Array(5), 1), 0);
});

Deno.test("the value of angles alone falls with the frequency of a perfect circle", () => {
  // p = 97, to three digits, computed apart from this code by the definition of its source.
  const measured = { 1: 1, 2: 0.5, 3: 0.347, 4: 0.265, 5: 0.224, 7: 0.187, 10: 0.125, 20: 0.103 };
  for (const [k, value] of Object.entries(measured)) {
    const { cosine, sine } = wave(97, Number(k));
    close(angleCorrelation(cosine, sine), value, 6e-4);
  }
});

Deno.test("points of chance have a robust circle value of about √(π/4p)", () => {
  const values = Array.from(
    { length: 200 },
    (_, seed) => circleValue(noise(97, 2 * seed), noise(97, 2 * seed + 1), 5),
  );
  // The larger of two directions is some 1.3 times the mean of one.
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(mean > Math.sqrt(Math.PI / (4 * 97)) && mean < 1.5 * Math.sqrt(Math.PI / (4 * 97)));
});

Deno.test("the widest columns come first, and of equal ones the first", () => {
  const columns = [[1, 2, 3], [5, 5, 5], [3, 2, 1], [0, 9, 0]];
  assert.deepEqual(widestColumns(matrixOf(columns), 3), [3, 0, 2]);
});

Deno.test("Gini and participation tell one from many", () => {
  close(gini([3, 3, 3, 3]), 0);
  close(gini([0, 0, 0, 8]), 3 / 4);
  close(gini([1, 3]), 1 / 4); // mean difference 1, twice the mean 4
  assert.equal(gini([0, 0]), 0);
  close(inverseParticipation([0, 5, 0]), 1);
  close(inverseParticipation([2, 2, 2, 2]), 1 / 4);
  assert.equal(inverseParticipation([0, 0]), 0);
});
