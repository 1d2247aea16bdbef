import assert from "node:assert/strict";
import { describeNumbers, ratioOf } from "../../web/claim_numbers.ts";

const about = { metric: "validationAccuracy", threshold: 0.99, where: {} };

Deno.test("describeNumbers() gives the published steps, ours, and how many times as many ours are", () => {
  assert.deepEqual(describeNumbers({ ...about, published: 400, ours: 300 }), [
    "400",
    "300",
    "0.75",
  ]);
  assert.deepEqual(describeNumbers({ ...about, published: 2, ours: 900 }), ["2", "900", "450"]);
});

Deno.test("describeNumbers() has no ratio without a number of ours", () => {
  assert.deepEqual(describeNumbers({ ...about, published: 40, ours: "never" }), [
    "40",
    "never",
    "",
  ]);
  assert.deepEqual(describeNumbers({ ...about, published: 40, ours: null }), ["40", "", ""]);
  assert.deepEqual(describeNumbers(null), ["", "", ""]);
  assert.equal(ratioOf({ ...about, published: 40, ours: "never" }), null);
});
