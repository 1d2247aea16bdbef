import assert from "node:assert/strict";
import { escapeOutput, escapeText, shorten } from "../../terminal/escape.ts";
import { makePalette } from "../../terminal/format.ts";

Deno.test("escapeText() writes out what would command a terminal", () => {
  assert.equal(
    escapeText("a\x1b[31mb\x07\x9bc\n\r\0\x7f"),
    "a\\x1b[31mb\\x07\\u009bc\\n\\r\\x00\\u007f",
  );
  assert.equal(escapeText("\u202egnp.\u2066"), "\\u202egnp.\\u2066");
  assert.equal(escapeText("\ud800"), "\\ud800");
});

Deno.test("escapeText() leaves letters, tabs and pictures alone", () => {
  for (const text of ["Étude α = 0.3\t顿悟 🎉 x−y", ""]) assert.equal(escapeText(text), text);
});

Deno.test("escapeOutput() keeps line breaks and our own colours, and no other command", () => {
  const { bad } = makePalette(true);
  assert.equal(escapeOutput(`${bad("a\x1b[2J")}\nb\x1b[8mc`), `${bad("a\\x1b[2J")}\nb\\x1b[8mc`);
});

Deno.test("escapeOutput() of JSON is JSON of the same value", () => {
  const value = { "\u202e": "\x9b\x7f\x1b\u2028\ud800\n" };
  const text = escapeOutput(JSON.stringify(value));
  assert.deepEqual(JSON.parse(text), value);
  assert.doesNotMatch(text, /[\u202e\x9b\x7f]/);
});

Deno.test("shorten() keeps the beginning", () => {
  assert.equal(shorten("abcdef", 6), "abcdef");
  assert.equal(shorten("abcdefg", 6), "abcde…");
});
