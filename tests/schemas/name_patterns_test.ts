import assert from "node:assert/strict";
import { fitsPattern, selectNames } from "../../schemas/name_patterns.ts";

Deno.test("a pattern without a star is the name itself", () => {
  assert.ok(fitsPattern("output.weight", "output.weight"));
  assert.ok(!fitsPattern("output.weight", "output"));
  assert.ok(!fitsPattern("outputXweight", "output.weight"), "a dot is a dot");
});

Deno.test("a star stands for any letters, or none", () => {
  for (const pattern of ["*", "output.*", "*.weight", "out*ight", "o*.*t", "output.weight*"]) {
    assert.ok(fitsPattern("output.weight", pattern), pattern);
  }
  for (const pattern of ["input.*", "*.bias", "o*x*t", "output.weight*weight", "weight*output"]) {
    assert.ok(!fitsPattern("output.weight", pattern), pattern);
  }
  assert.ok(!fitsPattern("aba", "ab*ba"), "no letter counts twice");
});

Deno.test("many stars take no longer than few", () => {
  const name = "a".repeat(2000);
  assert.ok(!fitsPattern(name, `${"*a".repeat(500)}*b`));
});

Deno.test("names are selected in their own order, each once", () => {
  assert.deepEqual(selectNames(["a.x", "b.x", "a.y"], ["a.*", "*.x"]), ["a.x", "b.x", "a.y"]);
});
