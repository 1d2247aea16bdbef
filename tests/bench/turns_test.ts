/** What is compared takes turns, and ratios are of neighbours. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { extrapolate, fastest, median, ratio, takeTurns } from "../../bench/turns.ts";

Deno.test("takeTurns() calls one after the other, and forgets the rounds that warm up", async () => {
  const calls: string[] = [];
  const turn = (name: string) => () => {
    calls.push(name);
    return Promise.resolve(calls.length);
  };
  const times = await takeTurns({ ours: turn("ours"), theirs: turn("theirs") }, 2, 1);
  assert.deepEqual(calls, ["ours", "theirs", "ours", "theirs", "ours", "theirs"]);
  assert.deepEqual(times, { ours: [3, 5], theirs: [4, 6] });
});

Deno.test("ratio() is not moved by a machine that is slower in some rounds", () => {
  const ours = [1, 2, 3, 4, 5];
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 5, maxLength: 5 }),
    (slowness) => {
      const slowed = (times: readonly number[]) =>
        times.map((time, round) => time * slowness[round]!);
      const found = ratio(slowed(ours.map((time) => 3 * time)), slowed(ours));
      assert.ok(Math.abs(found - 3) < 1e-12);
    },
  ));
});

Deno.test("median() is in the middle of the values, whatever their order", () => {
  assert.equal(median([9, 1, 2]), 2);
  assert.equal(median([9, 1, 2, 4]), 3);
});

Deno.test("fastest() goes by medians, and is null where there is nothing", () => {
  assert.equal(fastest({ a: [1, 9, 9], b: [2, 3, 4] }, ["a", "b"]), "b");
  assert.equal(fastest({ a: [1] }, []), null);
});

Deno.test("extrapolate() finds what a fixed cost and a cost for each step make", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 50 }),
    (fixed, perStep, few) => {
      const time = (steps: number) => fixed + perStep * steps;
      const many = 3 * few;
      const found = extrapolate([few, time(few)], [many, time(many)], 32_000);
      assert.ok(Math.abs(found / time(32_000) - 1) < 1e-9);
    },
  ));
});

Deno.test("extrapolate() does not know what noise hides", () => {
  assert.ok(Number.isNaN(extrapolate([10, 5], [30, 4.9], 1000)));
});
