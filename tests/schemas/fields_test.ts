/** Paths into nested settings. */
import assert from "node:assert/strict";
import { fieldPaths, nearestName, valueAt, withField } from "../../schemas/fields.ts";

const data = { a: { b: 1, list: [2, { c: "x" }] }, d: false, e: null };

Deno.test("valueAt() follows keys and indices, and nothing inherited", () => {
  assert.equal(valueAt(data, ["a", "list", 1, "c"]), "x");
  assert.equal(valueAt(data, []), data);
  assert.equal(valueAt(data, ["a", "missing", "c"]), undefined);
  assert.equal(valueAt(data, ["constructor"]), undefined);
});

Deno.test("fieldPaths() lists numbers, texts and booleans", () => {
  assert.deepEqual(fieldPaths(data), ["a.b", "a.list.0", "a.list.1.c", "d"]);
});

Deno.test("withField() copies, and takes missing lists from the defaults", () => {
  const changed = withField(data, data, ["a", "list", "0"], 9);
  assert.deepEqual(changed, { ...data, a: { b: 1, list: [9, { c: "x" }] } });
  assert.equal(data.a.list[0], 2);
  assert.deepEqual(withField({}, data, ["a", "list", "0"], 9), { a: { list: [9, { c: "x" }] } });
  assert.deepEqual(withField({}, data, ["a", "b"], 9), { a: { b: 9 } });
});

Deno.test("nearestName() finds slips of the pen and nothing far away", () => {
  assert.equal(nearestName("optimiser", ["objective", "optimizer"]), "optimizer");
  assert.equal(nearestName("learningrate", ["learningRate"]), "learningRate");
  assert.equal(
    nearestName("validationAcc", ["validationLoss", "validationAccuracy"]),
    "validationAccuracy",
  );
  assert.equal(nearestName("elephant", ["width", "kind"]), undefined);
});
