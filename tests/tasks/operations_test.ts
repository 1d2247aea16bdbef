/** Each operation against a slow, independent evaluation of its own name. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findOperation,
  inverse,
  isPrime,
  operationNames,
  operations,
} from "../../tasks/operations.ts";

const primes = fc.constantFrom(2, 3, 5, 7, 31, 97, 113);

Deno.test("inverse() times its argument is 1 modulo every prime", () => {
  for (const p of [2, 3, 5, 7, 31, 97]) {
    for (let y = 1; y < p; y++) assert.equal((inverse(y, p) * y) % p, 1, `${y} mod ${p}`);
  }
});

Deno.test("inverse() refuses what has none", () => {
  assert.throws(() => inverse(0, 7), /0 has no inverse modulo 7/);
  assert.throws(() => inverse(4, 6), /4 has no inverse modulo 6/);
});

Deno.test("isPrime() agrees with the primes below 60", () => {
  const found = Array.from({ length: 60 }, (_, value) => value).filter(isPrime);
  assert.deepEqual(found, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]);
  assert.equal(isPrime(1), false);
  assert.equal(isPrime(7.5), false);
});

/** The largest number whose square is at most this, by search. */
function root(square: bigint): bigint {
  let candidate = 0n;
  while ((candidate + 1n) ** 2n <= square) candidate += 1n;
  return candidate;
}

/** Written again from the formulas, over big integers, so that a slip in the table shows. */
const formulas: Record<string, (x: bigint, y: bigint, over: bigint) => bigint> = {
  "x+y": (x, y) => x + y,
  "x-y": (x, y) => x - y,
  "x*y": (x, y) => x * y,
  "x/y": (_x, _y, over) => over,
  "x^2+y": (x, y) => x ** 2n + y,
  "x^3+y": (x, y) => x ** 3n + y,
  "x^2+y^2": (x, y) => x ** 2n + y ** 2n,
  "x^2+xy+y^2": (x, y) => x ** 2n + x * y + y ** 2n,
  "x^2+xy+y^2+x": (x, y) => x ** 2n + x * y + y ** 2n + x,
  "x^3+xy": (x, y) => x ** 3n + x * y,
  "x^3+xy^2+y": (x, y) => x ** 3n + x * y ** 2n + y,
  "x^3+xy+y^2": (x, y) => x ** 3n + x * y + y ** 2n,
  "x^3+xy+y^2+x": (x, y) => x ** 3n + x * y + y ** 2n + x,
  "3x^2+y^2": (x, y) => 3n * x ** 2n + y ** 2n,
  "x/y if y odd else x-y": (x, y, over) => y % 2n === 1n ? over : x - y,
  "x+y if x even else x*y": (x, y) => x % 2n === 0n ? x + y : x * y,
  "x+y if x even else x-y": (x, y) => x % 2n === 0n ? x + y : x - y,
  "|x-y|": (x, y) => x > y ? x - y : y - x,
  "|max(x,y)-1|": (x, y) => x + y === 0n ? 1n : (x > y ? x : y) - 1n,
  "|min(x,y)-1|": (x, y) => x * y === 0n ? 1n : (x < y ? x : y) - 1n,
  "floor((x+y)/2)": (x, y) => (x + y) / 2n,
  "floor(sqrt(xy))": (x, y) => root(x * y),
};

Deno.test("every operation gives the value of its formula modulo p", () => {
  assert.deepEqual(operationNames.toSorted(), Object.keys(formulas).toSorted());
  fc.assert(
    fc.property(fc.constantFrom(...operationNames), primes, fc.nat(), fc.nat(), (name, p, a, b) => {
      const [x, y] = [a % p, b % p];
      const { apply, excludesZero } = findOperation(name);
      fc.pre(!(excludesZero && y === 0));
      const big = BigInt(p);
      let quotient = 0n; // by search: the q with q·y = x
      if (y !== 0) { while ((quotient * BigInt(y)) % big !== BigInt(x)) quotient += 1n; }
      const expected = formulas[name]!(BigInt(x), BigInt(y), quotient);
      assert.equal(apply(x, y, p), Number(((expected % big) + big) % big), `${name} ${x} ${y}`);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

Deno.test("an operation is marked symmetric exactly when swapping never matters modulo 7", () => {
  for (const name of operationNames) {
    const { apply, symmetric, excludesZero } = findOperation(name);
    let same = true;
    for (let x = excludesZero ? 1 : 0; x < 7; x++) {
      for (let y = excludesZero ? 1 : 0; y < 7; y++) same &&= apply(x, y, 7) === apply(y, x, 7);
    }
    assert.equal(symmetric, same, name);
  }
});

Deno.test("operations that need a prime fail for some row of a composite modulus", () => {
  for (const name of operationNames) {
    const { apply, needsPrime, excludesZero } = findOperation(name);
    const table = () => {
      for (let x = 0; x < 9; x++) for (let y = excludesZero ? 1 : 0; y < 9; y++) apply(x, y, 9);
    };
    if (needsPrime) assert.throws(table, RangeError, name);
    else table();
  }
});

Deno.test("the operators have names of their own, and openai/grok has 14 of them", () => {
  const tokens = Object.values(operations).map(({ token }) => token(97));
  assert.equal(new Set(tokens).size, 22);
  assert.equal(new Set(Object.values(operations).map(({ word }) => word)).size, 22);
  assert.equal(Object.values(operations).filter((each) => each.inOpenaiVocabulary).length, 14);
});
