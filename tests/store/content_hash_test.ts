import assert from "node:assert/strict";
import { contentHash, isContentHash, isKey, keyOf } from "../../store/content_hash.ts";

Deno.test("contentHash() is SHA-256 of the bytes", () => {
  assert.equal( // FIPS 180-2, appendix B.1
    contentHash(new TextEncoder().encode("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("keyOf() is SHA-256 of the canonical JSON", () => {
  const expected = "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777";
  assert.equal(keyOf({ a: 1, b: 2 }), expected); // printf '{"a":1,"b":2}' | sha256sum
  assert.equal(keyOf({ b: 2, a: 1 }), expected);
});

Deno.test("isContentHash() takes 64 lower-case hexadecimal digits and nothing else", () => {
  const hash = contentHash(new Uint8Array());
  for (const check of [isContentHash, isKey]) {
    assert.ok(check(hash));
    for (const text of ["", hash.toUpperCase(), `${hash}0`, `${hash}\n`, "../x"]) {
      assert.ok(!check(text), JSON.stringify(text));
    }
  }
});
