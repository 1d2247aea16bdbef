import assert from "node:assert/strict";
import {
  cutLine,
  fitTable,
  formatCount,
  formatDuration,
  formatGigabytes,
  formatPercent,
  formatTable,
  makePalette,
  wrapText,
} from "../../terminal/format.ts";

Deno.test("formatDuration() has two units at most", () => {
  assert.deepEqual([0.4, 59.4, 59.6, 185, 7800].map(formatDuration), [
    "0 s",
    "59 s",
    "1 min 00 s",
    "3 min 05 s",
    "2 h 10 min",
  ]);
});

Deno.test("numbers have one width or one unit", () => {
  assert.deepEqual([0, 0.993, 1].map(formatPercent), ["  0.0 %", " 99.3 %", "100.0 %"]);
  assert.deepEqual([0, 1, 2].map((n) => formatCount(n, "run")), ["0 runs", "1 run", "2 runs"]);
  assert.equal(formatGigabytes(3_240_000_000), "3.2 GB");
});

Deno.test("formatTable() lines columns up, and pads no last one", () => {
  assert.equal(formatTable([["a", "b", "c"], ["long", "✓", "d"]]), "a     b  c\nlong  ✓  d");
  assert.equal(formatTable([]), "");
});

Deno.test("fitTable() is a table where there is room, and else paragraphs", () => {
  const rows = [["run", "state", "step"], ["a", "done", " 12"], ["b", "to do", ""]];
  assert.equal(fitTable(rows, 16), formatTable(rows));
  assert.equal(fitTable(rows, 15), "a\n  state done,\n  step 12\nb\n  state to do");
});

Deno.test("cutLine() keeps what has room", () => {
  assert.deepEqual([cutLine("αβγ", 3), cutLine("αβγδ", 3)], ["αβγ", "αβ…"]);
});

Deno.test("wrapText() breaks between words, and never within one", () => {
  assert.equal(wrapText("one two three", 9, "  "), "  one two\n  three");
  assert.equal(wrapText("one two", 9, "  "), "  one two");
  assert.equal(wrapText("a verylongword b", 5, ""), "a\nverylongword\nb");
  assert.equal(wrapText("one two", Infinity, ""), "one two");
});

Deno.test("makePalette() paints only where colours are wanted", () => {
  assert.equal(makePalette(true).good("yes"), "\x1b[32myes\x1b[0m");
  assert.equal(makePalette(false).good("yes"), "yes");
});
