import assert from "node:assert/strict";
import { escapeLines, escapeText, shorten } from "../../terminal/escape.ts";

Deno.test("escapeText() writes out what would command a terminal", () => {
  assert.equal(
    escapeText("a\x1b[31mb\x07\x9bc\n\r\0\x7f"),
    "a\\x1b[31mb\\x07\\x9bc\\n\\r\\x00\\x7f",
  );
  assert.equal(escapeText("\u202egnp.\u2066"), "\\u202egnp.\\u2066");
  assert.equal(escapeText("\ud800"), "\\ud800");
});

Deno.test("escapeText() leaves letters, tabs and pictures alone", () => {
  for (const text of ["Étude α = 0.3\t顿悟 🎉 x−y", ""]) assert.equal(escapeText(text), text);
});

Deno.test("escapeLines() keeps line breaks", () => {
  assert.equal(escapeLines("a\x1b\nb"), "a\\x1b\nb");
});

Deno.test("shorten() keeps the beginning", () => {
  assert.equal(shorten("abcdef", 6), "abcdef");
  assert.equal(shorten("abcdefg", 6), "abcde…");
});
