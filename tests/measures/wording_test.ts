/** Numbers and names as sentences and axes have them. */
import assert from "node:assert/strict";
import {
  writeCount,
  writeFraction,
  writeNumber,
  writeSetting,
  writeSignificant,
  writeSteps,
  writeWords,
} from "../../measures/wording.ts";

Deno.test("writeNumber() groups the digits before the point by narrow spaces", () => {
  const written = [0, 999, 1000, 1234567, -1234].map((value) => writeNumber(value));
  assert.deepEqual(written, ["0", "999", "1\u202f000", "1\u202f234\u202f567", "-1\u202f234"]);
  assert.equal(writeNumber(12345.6789, 2), "12\u202f345.68");
});

Deno.test("writeSteps() tells never from every number, and halves where a median is between", () => {
  assert.deepEqual([3410, 3410.5, 0, null].map(writeSteps), [
    "3\u202f410",
    "3\u202f410.5",
    "0",
    "never",
  ]);
});

Deno.test("writeFraction() has four digits at most", () => {
  assert.deepEqual([0.5, 0.99119, 1].map(writeFraction), ["0.5", "0.9912", "1"]);
});

Deno.test("writeSignificant() has four digits that count", () => {
  assert.deepEqual([0.00123456, 12345.6, 3, 0].map(writeSignificant), [
    "0.001235",
    "12350",
    "3",
    "0",
  ]);
});

Deno.test("writeSetting() and writeWords() make words of names", () => {
  assert.equal(writeWords("validationAccuracy"), "validation accuracy");
  assert.equal(writeSetting("optimizer.weightDecay"), "weight decay");
  assert.equal(writeSetting("model.kind"), "model");
  assert.equal(writeSetting("kind"), "kind");
});

Deno.test("writeCount() has a plural", () => {
  assert.deepEqual([1, 2, 0].map((count) => writeCount(count, "seed")), [
    "1 seed",
    "2 seeds",
    "0 seeds",
  ]);
});
