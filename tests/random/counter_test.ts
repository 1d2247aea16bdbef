/** The counter-based generator: fixed words, good statistics, streams that know nothing of another. */
import assert from "node:assert/strict";
import {
  type RandomKey,
  randomKey,
  randomNormal,
  randomPermutation,
  randomUniform,
  randomWord,
} from "../../random/counter.ts";

const COUNT = 100_000;

function sample(value: (key: RandomKey, index: number) => number, key: RandomKey): Float64Array {
  return Float64Array.from({ length: COUNT }, (_, index) => value(key, index));
}

function meanOf(values: Float64Array, transform = (value: number) => value): number {
  return values.reduce((total, value) => total + transform(value), 0) / values.length;
}

/** Fails when a mean of COUNT numbers is 4.5 standard errors off: once in 150,000 tests. */
function assertMean(found: number, expected: number, deviation: number): void {
  const errors = Math.abs(found - expected) / (deviation / Math.sqrt(COUNT));
  assert.ok(errors < 4.5, `mean ${found} is ${errors} standard errors from ${expected}`);
}

/** Correlation of two samples of uniform numbers. */
function correlation(first: Float64Array, second: Float64Array): number {
  const product = first.map((value, index) => (value - 0.5) * (second[index]! - 0.5));
  return meanOf(product) * 12;
}

Deno.test("randomWord() gives the words on record", () => {
  const words = (key: RandomKey) => [0, 1, 2, 0xffffffff].map((index) => randomWord(key, index));
  assert.deepEqual(words([0, 0]), [0x00000000, 0x688990c0, 0xd1132181, 0x6768824a]);
  assert.deepEqual(words([0x01234567, 0xfedcba98]), [
    0xd6347a09,
    0x53907358,
    0x010bc440,
    0x58679834,
  ]);
});

Deno.test("randomKey() gives the keys on record", () => {
  assert.deepEqual(randomKey(0, "split"), [0x96f02897, 0xa0e2d089]);
  assert.deepEqual(randomKey(0, "batch", 3), [0x5efa9fca, 0xd51b6aa8]);
  assert.deepEqual(randomKey(2 ** 53 - 1, "initial weights ☃"), [0xeb1bd158, 0x35d8c7f3]);
});

Deno.test("randomPermutation() gives the order on record", () => {
  assert.deepEqual([...randomPermutation(randomKey(0, "split"), 10)], [
    1,
    8,
    4,
    3,
    7,
    2,
    6,
    5,
    9,
    0,
  ]);
});

Deno.test("randomWord() never repeats within a stream", () => {
  const key = randomKey(5, "repeat");
  const words = new Set(Array.from({ length: COUNT }, (_, index) => randomWord(key, index)));
  assert.equal(words.size, COUNT);
});

Deno.test("randomWord() sets every bit half of the time and flips half with the index", () => {
  const key = randomKey(1, "bits");
  for (let bit = 0; bit < 32; bit++) {
    const isSet = sample((of, index) => randomWord(of, index) >>> bit & 1, key);
    assertMean(meanOf(isSet), 0.5, 0.5);
    const flips = sample(
      (of, index) => (randomWord(of, index) ^ randomWord(of, index ^ 1)) >>> bit & 1,
      key,
    );
    // Each pair of neighbours is counted twice, hence the square root of two.
    assertMean(meanOf(flips), 0.5, 0.5 * Math.SQRT2);
  }
});

Deno.test("randomUniform() has the mean and variance of uniform numbers", () => {
  const values = sample(randomUniform, randomKey(2, "uniform"));
  assert.ok(values.every((value) => value >= 0 && value < 1));
  assertMean(meanOf(values), 1 / 2, Math.sqrt(1 / 12));
  assertMean(meanOf(values, (value) => (value - 0.5) ** 2), 1 / 12, Math.sqrt(1 / 180));
});

Deno.test("randomUniform() fills a hundred bins evenly", () => {
  const bins = new Float64Array(100);
  for (const value of sample(randomUniform, randomKey(3, "bins"))) bins[Math.floor(value * 100)]!++;
  const expected = COUNT / 100;
  const chiSquared = bins.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  assert.ok(50 < chiSquared && chiSquared < 170, `chi squared of 99 degrees: ${chiSquared}`);
});

Deno.test("randomUniform() gives multiples of 2^-24, exact in float32", () => {
  for (const value of sample(randomUniform, randomKey(4, "exact"))) {
    assert.equal(Math.fround(value), value);
    assert.ok(Number.isInteger(value * 2 ** 24));
  }
});

Deno.test("randomNormal() has the moments and tails of normal numbers", () => {
  const values = sample(randomNormal, randomKey(6, "normal"));
  assert.ok(values.every(Number.isFinite));
  assertMean(meanOf(values), 0, 1);
  assertMean(meanOf(values, (value) => value ** 2), 1, Math.sqrt(2));
  assertMean(meanOf(values, (value) => value ** 3), 0, Math.sqrt(15));
  assertMean(meanOf(values, (value) => value ** 4), 3, Math.sqrt(96));
  const beyond = meanOf(values, (value) => Number(Math.abs(value) > 2));
  assertMean(beyond, 0.0455003, Math.sqrt(0.0455 * 0.9545));
});

Deno.test("streams of other seeds, purposes and counters are not correlated", () => {
  const base = sample(randomUniform, randomKey(0, "dropout"));
  const others = [
    randomKey(1, "dropout"),
    randomKey(2 ** 32, "dropout"),
    randomKey(0, "dropouu"),
    randomKey(0, "batch"),
    randomKey(0, "dropout", 0),
    randomKey(0, "dropout", 1),
  ];
  for (const key of others) {
    assertMean(correlation(base, sample(randomUniform, key)), 0, 1);
    const shifted = sample((of, index) => randomUniform(of, index + 1), key);
    assertMean(correlation(base, shifted), 0, 1);
  }
});

Deno.test("streams whose keys share the first word are not shuffles of one another", () => {
  const key = randomKey(7, "words");
  const words = new Set(sample(randomWord, key));
  const other = sample(randomWord, [key[0], key[1] ^ 1]);
  const common = other.filter((word) => words.has(word)).length;
  assert.ok(common < 20, `${common} of ${COUNT} words are the same`); // 2.3 by chance
});

Deno.test("randomKey() tells apart every way to write seed, purpose and counters", () => {
  const keys = [
    randomKey(0, ""),
    randomKey(0, "a"),
    randomKey(97, ""),
    randomKey(0, "", 97),
    randomKey(0, "a", 98),
    randomKey(0, "ab"),
    randomKey(0, "a", 98, 99),
    randomKey(0, "ab", 99),
    randomKey(0, "a", 99, 98),
    randomKey(0, "a", 0),
    randomKey(0, "a", 0, 0),
    randomKey(2 ** 32, "a"),
  ];
  assert.equal(new Set(keys.map((key) => key.join())).size, keys.length);
});

Deno.test("randomKey() refuses seeds that are negative, fractional or too large", () => {
  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => randomKey(seed, "split"), {
      name: "RangeError",
      message: `Seed must be a non-negative integer, current value is ${seed}`,
    });
  }
});

Deno.test("randomPermutation() holds every number once and depends on seed and purpose", () => {
  const orders = [randomKey(0, "split"), randomKey(1, "split"), randomKey(0, "batch", 0)].map(
    (key) => randomPermutation(key, 1000),
  );
  const sorted = Int32Array.from({ length: 1000 }, (_, index) => index);
  for (const order of orders) assert.deepEqual(order.toSorted(), sorted);
  assert.equal(new Set(orders.map((order) => order.join())).size, 3);
  assert.deepEqual(randomPermutation(randomKey(0, "split"), 1000), orders[0]);
});

Deno.test("randomPermutation() of nothing or one number is trivial", () => {
  assert.equal(randomPermutation([1, 2], 0).length, 0);
  assert.deepEqual([...randomPermutation([1, 2], 1)], [0]);
});

Deno.test("randomPermutation() gives each of the 24 orders of four numbers equally often", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 12_000; seed++) {
    const order = randomPermutation(randomKey(seed, "orders"), 4).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  const chiSquared = [...counts.values()].reduce(
    (total, count) => total + (count - 500) ** 2 / 500,
    0,
  );
  assert.ok(chiSquared < 55, `chi squared of 23 degrees: ${chiSquared}`);
});
