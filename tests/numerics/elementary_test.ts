/** Functions that are the same everywhere: bits on record, and close to those of the engine. */
import assert from "node:assert/strict";
import {
  cos,
  cubeRoot,
  erf,
  exp,
  integerPower,
  log,
  power,
  sin,
} from "../../numerics/elementary.ts";
import { randomKey, randomNormal, randomUniform } from "../../random/counter.ts";

const COUNT = 100_000;
const key = randomKey(0, "numerics");

/** The bits of a number, as 16 hexadecimal digits. */
function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

/** How many numbers apart two numbers are. */
function apart(first: number, second: number): number {
  const place = (value: number) => {
    const bits = BigInt.asIntN(64, BigInt(`0x${bitsOf(value)}`));
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  const distance = place(first) - place(second);
  return Number(distance < 0n ? -distance : distance);
}

const functions = { log, exp, cos, sin, cubeRoot };
const engine = { log: Math.log, exp: Math.exp, cos: Math.cos, sin: Math.sin, cubeRoot: Math.cbrt };
const ranges: [name: keyof typeof functions, from: number, to: number][] = [
  ["log", 0, 1],
  ["log", 0.9, 1.1],
  ["log", 0, 1e300],
  ["exp", -1, 1],
  ["exp", -745, 709],
  ["cos", -10, 10],
  ["cos", 0, 500_000],
  ["sin", -10, 10],
  ["sin", 0, 500_000],
  ["cubeRoot", 0, 1e6],
];

for (const [name, from, to] of ranges) {
  Deno.test(`${name}() from ${from} to ${to} is within three numbers of the engine's`, () => {
    for (let index = 0; index < COUNT; index++) {
      const x = from + (to - from) * (1 - randomUniform(key, index));
      const [found, expected] = [functions[name](x), engine[name](x)];
      assert.ok(apart(found, expected) <= 3, `${name}(${x}) is ${found}, not ${expected}`);
      assert.ok(apart(Math.fround(found), Math.fround(expected)) <= 2 ** 29, `${name}(${x})`);
    }
  });
}

Deno.test("the bits of each function are those on record", () => {
  const found = [0.1, 0.7, 1.5, 3, 40].map((x) =>
    [log(x), exp(x), cos(x), sin(x), cubeRoot(x)].map(bitsOf).join(" ")
  );
  assert.deepEqual(found, [
    "c0026bb1bbb55515 3ff1aec7b35a00d4 3fefd712f9a817c0 3fb98eaecb8bcb2c 3fddb4c7760bcff3",
    "bfd6d3c324e13f50 40001c2a61268987 3fe87996529f9d93 3fe49d6e694619b8 3fec69b5a72f1a99",
    "3fd9f323ecbf984c 4011ed3fe64fc541 3fb21bd54fc5f9a7 3fefeb7a9b2c6d8b 3ff250bfe1b082f5",
    "3ff193ea7aad030b 403415e5bf6fb106 bfefae04be85e5d2 3fc210386db6d55b 3ff7137449123ef6",
    "400d82d33b32720d 438a220d397972eb bfe5578e7d68218e 3fe7d7f78e027f00 400b5c0fbcfec4d4",
  ]);
});

Deno.test("erf() is that of Python's math module, and odd", () => {
  const known: [x: number, value: number][] = [
    [0, 0],
    [1e-8, 1.1283791670955126e-08],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.22, 0.9155338810266468],
    [1.23, 0.9180501041267614],
    [2, 0.9953222650189527],
    [3.5, 0.9999992569016276],
    [5.9, 0.9999999999999999],
    [7, 1],
    [Infinity, 1],
  ];
  for (const [x, value] of known) {
    assert.ok(apart(erf(x), value) <= 4, `erf(${x}) is ${erf(x)}`);
    assert.equal(erf(-x), -erf(x));
  }
  assert.ok(Number.isNaN(erf(NaN)));
});

Deno.test("normal numbers are the same floats as from the engine's own functions", () => {
  const different = Array.from({ length: COUNT }, (_, index) => {
    const [u, v] = [randomUniform(key, 2 * index), randomUniform(key, 2 * index + 1)];
    const expected = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
    return Math.fround(randomNormal(key, index)) !== Math.fround(expected);
  }).filter(Boolean).length;
  assert.ok(different <= 1, `${different} of ${COUNT}`);
});

Deno.test("power() gives the decades of logarithmic schedules and the sinusoids' wavelengths", () => {
  for (let perDecade = 1; perDecade <= 60; perDecade++) {
    for (let k = 0; k <= 9 * perDecade; k++) {
      const step = Math.round(power(10, k / perDecade));
      assert.equal(step, Math.round(10 ** (k / perDecade)));
    }
  }
  for (let column = 0; column < 512; column++) {
    const [found, expected] = [power(10000, column / 512), 10000 ** (column / 512)];
    assert.ok(Math.abs(found / expected - 1) < 2e-15);
  }
});

Deno.test("integerPower() is exact", () => {
  assert.equal(integerPower(97, 0), 1);
  assert.equal(integerPower(3, 33), Number(3n ** 33n));
  assert.equal(integerPower(2, 1023), 2 ** 1023);
  assert.equal(integerPower(7, 1e15), Infinity);
});

Deno.test("edges are those of Math", () => {
  const edges = [0, -0, 5e-324, 1, Infinity, -Infinity, NaN, -1];
  assert.deepEqual(edges.map(log), edges.map(Math.log));
  const exponents = [0, -0, 710, -746, Infinity, -Infinity, NaN];
  assert.deepEqual(exponents.map(exp), exponents.map(Math.exp));
  assert.deepEqual([0, NaN].map(cos), [1, NaN]);
  assert.throws(() => cos(1e6), { name: "RangeError", message: /within 524288 radians/ });
});
