import assert from "node:assert/strict";
import { numberAxis, settingAxis } from "../../../web/sweep/axis.ts";

Deno.test("numbers are set out by size, those far apart by their logarithm", () => {
  const near = settingAxis([0.2, 0.8, 0.4, 0.2]);
  assert.deepEqual(near.values, [0.2, 0.4, 0.8]);
  assert.ok(Math.abs(near.place(0.4) - (0.05 + 0.9 / 3)) < 1e-12);
  const far = settingAxis([1, 1000, 10]);
  assert.ok(Math.abs(far.place(10) - (0.05 + 0.9 / 3)) < 1e-12);
});

Deno.test("texts, and a single number, stand side by side", () => {
  const names = settingAxis(["sgd", "adamw", "lion"]);
  assert.deepEqual(names.ticks, ["adamw", "lion", "sgd"]);
  assert.deepEqual(["adamw", "lion", "sgd"].map(names.place), [1 / 6, 3 / 6, 5 / 6]);
  assert.equal(settingAxis([7, 7]).place(7), 0.5);
});

Deno.test("numberAxis() keeps room beside its numbers, by their logarithm where they are far apart", () => {
  const near = numberAxis([1, 3]);
  assert.equal(near.isLog, false);
  assert.ok(near.place(1) > 0 && near.place(3) < 1);
  assert.equal(near.place(2), 0.5);
  const far = numberAxis([1, 10_000]);
  assert.equal(far.isLog, true);
  assert.ok(Math.abs(far.place(100) - 0.5) < 1e-9);
  assert.ok(far.low > 0 && far.low < 1 && far.high > 10_000);
});

Deno.test("numberAxis() has an axis for one number, and for none", () => {
  assert.equal(numberAxis([5, 5]).place(5), 0.5);
  assert.equal(numberAxis([]).place(0.5), 0.5);
});
