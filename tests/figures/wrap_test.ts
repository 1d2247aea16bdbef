import assert from "node:assert/strict";
import { shorten, shortenMiddle, shortenTogether, wrap } from "../../figures/wrap.ts";

const room = (characters: number, lines = 10) => ({ characters, lines, fits: () => true });

Deno.test("wrap() breaks between words, and within a word that is longer than a line", () => {
  assert.deepEqual(wrap("one two three", room(7)), ["one two", "three"]);
  assert.deepEqual(wrap(`a ${"W".repeat(10)}`, room(4)), ["a", "WWWW", "WWWW", "WW"]);
});

Deno.test("wrap() keeps to the width that is measured", () => {
  const fits = (line: string) => line.replaceAll("m", "mmm").length <= 6;
  assert.deepEqual(wrap("mmm iii", { characters: 9, lines: 9, fits }), ["mm", "m", "iii"]);
});

Deno.test("wrap() ends in … where there are more lines than there is room for", () => {
  assert.deepEqual(wrap("one two three four", room(5, 2)), ["one", "two…"]);
});

Deno.test("wrap() does not break at spaces that hold numbers together", () => {
  assert.deepEqual(wrap("after 10\u202f000 steps", room(6)), ["after", "10\u202f000", "steps"]);
});

Deno.test("a letter is not parted from its accents and joiners", () => {
  const family = "👨\u200d👩\u200d👧";
  assert.deepEqual(wrap(`${family}${family}`, room(family.length)), [family, family]);
  assert.equal(shorten("x\u0302".repeat(3), 3), "x\u0302…");
});

Deno.test("shortenMiddle() keeps both ends, so that settings which differ at the end stay apart", () => {
  assert.equal(shortenMiddle("operation x+y, size 12", 11), "opera…ze 12");
  assert.equal(shortenMiddle("short", 5), "short");
  assert.equal(shortenMiddle("x\u0302".repeat(5), 3), "x\u0302…x\u0302");
});

Deno.test("shortenTogether() keeps apart what differs in the middle alone", () => {
  const weights = [0, 1, 11].map((layer) => `encoder.layers.${layer}.attention.query.weight`);
  assert.deepEqual(shortenTogether(weights, 12), ["…0…", "…1…", "…11…"]);
  assert.deepEqual(shortenTogether(["", ...weights.slice(1)], 12), ["", "…1…", "…11…"]);
  assert.deepEqual(shortenTogether(["one", "two"], 12), ["one", "two"]);
});
