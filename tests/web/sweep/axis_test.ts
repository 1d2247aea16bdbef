import assert from "node:assert/strict";
import { settingAxis } from "../../../web/sweep/axis.ts";

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
