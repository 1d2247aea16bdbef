import assert from "node:assert/strict";
import { frequencyShares, planeFrequencies, planePowers } from "../../numerics/plane_waves.ts";
import { randomKey, randomNormal } from "../../random/counter.ts";

/** A square [p, p] of what a function gives for each pair. */
function squareOf(p: number, value: (a: number, b: number) => number): Float64Array {
  return Float64Array.from({ length: p * p }, (_, at) => value(Math.floor(at / p), at % p));
}

/** The pairs of frequencies with a power above rounding, strongest first, and their powers. */
function found(p: number, value: (a: number, b: number) => number) {
  const powers = planePowers(squareOf(p, value), p);
  const frequencies = planeFrequencies(p);
  return [...powers.entries()].filter(([, power]) => power > 1e-9)
    .map(([at, power]) => ({
      j: Math.floor(at / p),
      k: frequencies[at % p]!,
      power: Number(power.toFixed(6)),
    }));
}

const turn = (p: number, times: number) => 2 * Math.PI * times / p;

Deno.test("sums, differences, products and single numbers have their own places in the plane", () => {
  const p = 11;
  const all = (p * p / 2) ** 2; // of a cosine, in each of two opposite places, one of them shown
  assert.deepEqual(found(p, (a, b) => 5 + Math.cos(turn(p, 3 * (a + b)) + 1)), [
    { j: 3, k: 3, power: all },
  ]);
  assert.deepEqual(found(p, (a, b) => Math.cos(turn(p, 2 * (a - b)))), [
    { j: 2, k: -2, power: all },
  ]);
  assert.deepEqual(found(p, (a, b) => Math.cos(turn(p, 4 * a)) * Math.sin(turn(p, 4 * b))), [
    { j: 4, k: -4, power: all / 4 },
    { j: 4, k: 4, power: all / 4 },
  ]);
  assert.deepEqual(found(p, (a) => Math.sin(turn(p, 5 * a))), [{ j: 5, k: 0, power: all }]);
  // Along b alone both signs are in the same row.
  assert.deepEqual(found(p, (_, b) => Math.sin(turn(p, b))), [
    { j: 0, k: -1, power: all },
    { j: 0, k: 1, power: all },
  ]);
});

Deno.test("powers of the whole plane are those of the numbers (Parseval), at odd and even moduli", () => {
  for (const p of [5, 6]) {
    const key = randomKey(p, "plane");
    const values = squareOf(p, (a, b) => randomNormal(key, a * p + b));
    const mean = values.reduce((sum, value) => sum + value, 0) / (p * p);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const powers = planePowers(values, p);
    assert.equal(powers.length, (Math.floor(p / 2) + 1) * p);
    const whole = powers.reduce((sum, power, at) => {
      const j = Math.floor(at / p);
      return sum + (j === 0 || 2 * j === p ? 1 : 2) * power;
    }, 0);
    assert.ok(Math.abs(whole / (p * p) - variance) < 1e-9, `${whole / (p * p)} for ${variance}`);
  }
});

Deno.test("the share of a frequency is that of its waves and products in the variance", () => {
  const p = 11;
  const shares = (value: (a: number, b: number) => number) =>
    [...frequencyShares(squareOf(p, value), p)].map((share) => Number(share.toFixed(9)));
  const wave = (k: number, times: number) => Math.cos(turn(p, k * times));
  assert.deepEqual(shares((a, b) => 7 + wave(3, a + b)), [0, 0, 1, 0, 0]);
  assert.deepEqual(shares((a, b) => wave(2, a) * wave(2, b)), [0, 1, 0, 0, 0]);
  assert.deepEqual(shares((a, b) => wave(1, a) + wave(1, b) + 2 * wave(1, a - b)), [1, 0, 0, 0, 0]);
  assert.deepEqual(shares((a, b) => 2 * wave(4, a) + wave(5, b)), [0, 0, 0, 0.8, 0.2]);
  assert.deepEqual(shares((a, b) => wave(1, a) * wave(2, b)), [0, 0, 0, 0, 0]); // of two frequencies
  assert.deepEqual(shares(() => 3), [0, 0, 0, 0, 0]);
});

Deno.test("at half an even modulus there is one wave, which has its share too", () => {
  const share = (value: (a: number, b: number) => number) => frequencyShares(squareOf(4, value), 4);
  const sign = (n: number) => n % 2 === 0 ? 1 : -1;
  const close = (found: Float64Array, expected: number[]) =>
    assert.ok(found.every((value, at) => Math.abs(value - expected[at]!) < 1e-12), found.join());
  close(share((a) => sign(a)), [0, 1]);
  close(share((a, b) => sign(a) * sign(b)), [0, 1]);
  close(share((a, b) => sign(a) + Math.cos(turn(4, b))), [1 / 3, 2 / 3]);
});
