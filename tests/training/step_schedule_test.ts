/** Schedules of steps: exact values, and that they compose over segments. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countScheduled,
  scheduledPassEnds,
  scheduledSteps,
  scheduledStepsWithLast,
} from "../../training/step_schedule.ts";

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

/** Passes of the published run at half of the pairs (PKU, AdamW): 501 and 285 rows of its log. */
Deno.test("passes that grow by 1 and 2 % are those of the published logs", () => {
  const training = scheduledPassEnds({ passGrowth: 1.01, stepsPerPass: 10 }, 0, 50_000);
  assert.deepEqual(training.slice(0, 4), [10, 20, 30, 40]);
  assert.deepEqual(training.slice(-4), [48_480, 48_960, 49_450, 49_940]);
  assert.equal(training.length, 501);
  const validation = scheduledSteps({ passGrowth: 1.02, stepsPerPass: 10 }, 0, 50_000);
  assert.deepEqual(validation.slice(0, 4), [10, 20, 30, 40]);
  assert.deepEqual(validation.slice(-4), [46_470, 47_400, 48_350, 49_320]);
  assert.equal(validation.length, 285);
});

Deno.test("a growth of 1 is every pass", () => {
  const schedule = { passGrowth: 1, stepsPerPass: 7 };
  assert.deepEqual(scheduledSteps(schedule, 0, 30), [7, 14, 21, 28]);
  assert.deepEqual(scheduledPassEnds(schedule, 7, 28), [14, 21, 28]);
});

Deno.test("countScheduled() is never less than there are, and not much more", () => {
  fc.assert(
    fc.property(schedules, fc.integer({ min: 1, max: 100_000 }), (schedule, steps) => {
      const [found, counted] = [
        scheduledSteps(schedule, 0, steps).length,
        countScheduled(schedule, steps),
      ];
      assert.ok(found <= counted, `${found} of ${counted}`);
    }),
    { seed: 3, numRuns: 300 },
  );
  assert.ok(countScheduled({ passGrowth: 1.02, stepsPerPass: 10 }, 50_000) < 1.3 * 285);
});

const schedules = fc.oneof(
  fc.record({ every: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ perDecade: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    passGrowth: fc.double({ min: 1, max: 3, noNaN: true }),
    stepsPerPass: fc.integer({ min: 1, max: 40 }),
  }),
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
