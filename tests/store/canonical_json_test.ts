import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, type Json } from "../../store/canonical_json.ts";

Deno.test("canonicalJson() sorts keys by code units at every depth and writes no spaces", () => {
  const value = { b: [1, { z: null, Z: true }], "é": "x", a: -1.5e-7, "10": 1, "9": 2 };
  assert.equal(
    canonicalJson(value),
    '{"10":1,"9":2,"a":-1.5e-7,"b":[1,{"Z":true,"z":null}],"é":"x"}',
  );
});

Deno.test("canonicalJson() refuses what JSON would lose, and says where", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const cases: [unknown, RegExp][] = [
    [{ a: [undefined] }, /Cannot write undefined as canonical JSON, at value\.a\[0\]$/],
    [{ rate: NaN }, /the number NaN as canonical JSON, at value\.rate$/],
    [[Infinity], /the number Infinity .* at value\[0\]$/],
    [-0, /the number -0 .* at value$/],
    [new Array(1), /undefined .* at value\[0\]$/],
    [1n, /bigint/],
    [() => 1, /function/],
    [Symbol("a"), /symbol/],
    [{ when: new Date(0) }, /an instance of Date .* at value\.when$/],
    [new Map(), /an instance of Map/],
    [cycle, /a cycle as canonical JSON, at value\.self$/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => canonicalJson(value as Json), { name: "TypeError", message });
  }
});

Deno.test("canonicalJson() writes a value twice when it is used twice without a cycle", () => {
  const shared = { a: 1 };
  assert.equal(canonicalJson([shared, shared]), '[{"a":1},{"a":1}]');
});

const json = fc.jsonValue().filter((value) => !JSON.stringify(value, negativeZero).includes("-0!"));

function negativeZero(_: string, value: unknown): unknown {
  return Object.is(value, -0) ? "-0!" : value;
}

Deno.test("canonicalJson() gives different values different texts and can be read back", () => {
  const property = fc.property(json, json, (left, right) => {
    const [one, other] = [canonicalJson(left as Json), canonicalJson(right as Json)];
    assert.deepEqual(JSON.parse(one), JSON.parse(JSON.stringify(left)));
    assert.equal(one === other, isDeepEqual(left, right));
  });
  fc.assert(property, { seed: 1, numRuns: 500 });
});

Deno.test("canonicalJson() does not depend on the order in which members were written", () => {
  const property = fc.property(fc.dictionary(fc.string(), fc.integer()), (members) => {
    const reversed = Object.fromEntries(Object.entries(members).reverse());
    assert.equal(canonicalJson(reversed), canonicalJson({ ...members }));
  });
  fc.assert(property, { seed: 2 });
});

function isDeepEqual(left: unknown, right: unknown): boolean {
  try {
    assert.deepStrictEqual(left, right);
    return true;
  } catch {
    return false;
  }
}
