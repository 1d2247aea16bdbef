/** Schedules of steps: exact values, and that they compose over segments. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { scheduledSteps, scheduledStepsWithLast } from "../../training/step_schedule.ts";

Deno.test("scheduledSteps() gives every n-th step after from up to and with to", () => {
  assert.deepEqual(scheduledSteps({ every: 10 }, 0, 35), [10, 20, 30]);
  assert.deepEqual(scheduledSteps({ every: 10 }, 10, 30), [20, 30]);
  assert.deepEqual(scheduledSteps({ every: 50 }, 0, 49), []);
});

Deno.test("scheduledSteps() gives three steps per decade as 1, 2, 5, 10, 22, 46, 100 …", () => {
  assert.deepEqual(
    scheduledSteps({ perDecade: 3 }, 0, 1000),
    [1, 2, 5, 10, 22, 46, 100]
      .concat([215, 464, 1000]),
  );
});

Deno.test("scheduledSteps() leaves out the steps that rounding makes equal", () => {
  assert.deepEqual(scheduledSteps({ perDecade: 30 }, 0, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("scheduledStepsWithLast() ends at the last step, once", () => {
  assert.deepEqual(scheduledStepsWithLast({ every: 500 }, 1200), [500, 1000, 1200]);
  assert.deepEqual(scheduledStepsWithLast({ every: 600 }, 1200), [600, 1200]);
  assert.deepEqual(scheduledStepsWithLast({ every: 5000 }, 1200), [1200]);
});

const schedules = fc.oneof(
  fc.record({ every: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ perDecade: fc.integer({ min: 1, max: 60 }) }),
);

Deno.test("scheduledSteps() of two segments joined are those of the whole", () => {
  fc.assert(
    fc.property(schedules, fc.nat(2000), fc.nat(2000), (schedule, middle, more) => {
      const whole = scheduledSteps(schedule, 0, middle + more);
      const first = scheduledSteps(schedule, 0, middle);
      assert.deepEqual([...first, ...scheduledSteps(schedule, middle, middle + more)], whole);
      assert.ok(whole.every((step, index) => index === 0 || step > whole[index - 1]!));
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("doubling the steps keeps all boundaries but the last", () => {
  fc.assert(
    fc.property(schedules, fc.integer({ min: 1, max: 3000 }), (schedule, steps) => {
      const short = scheduledStepsWithLast(schedule, steps).slice(0, -1);
      assert.deepEqual(scheduledStepsWithLast(schedule, 2 * steps).slice(0, short.length), short);
    }),
    { seed: 2, numRuns: 200 },
  );
});
