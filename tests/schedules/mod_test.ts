/** Schedules of the learning rate, as the published codes have them. */
import assert from "node:assert/strict";
import { scheduleKinds, scheduleKnots, ScheduleSettings } from "../../schedules/mod.ts";
import type { ScheduleKind } from "../../schedules/schedule.ts";
import { learningRateFactor } from "../../training/learning_rate.ts";

for (const [kind, { title, samples }] of Object.entries<ScheduleKind>(scheduleKinds)) {
  Deno.test(`the schedule "${title}" gives the factors in its row`, () => {
    assert.ok(samples.length > 0);
    for (const { settings, factors } of samples) {
      const knots = scheduleKnots(ScheduleSettings.parse({ kind, ...settings }));
      assert.equal(knots[0]!.step, 0, "training starts at step 0");
      for (const [step, factor] of Object.entries(factors)) {
        const found = learningRateFactor(knots, Number(step));
        assert.ok(Math.abs(found - factor) < 1e-15, `${found} at step ${step}, not ${factor}`);
      }
    }
  });
}

Deno.test("openai's warm-up starts at 0 and is full at the 11th update", () => {
  const knots = scheduleKnots({ kind: "linearWarmup", steps: 10, from: 0 });
  const found = [0, 1, 5, 9, 10, 11, 100_000].map((step) => learningRateFactor(knots, step));
  assert.deepEqual(found, [0, 0.1, 0.5, 0.9, 1, 1, 1]);
});

Deno.test("torch's LinearLR starts at a tenth and is full after ten updates", () => {
  const knots = scheduleKnots({ kind: "linearWarmup", steps: 10, from: 0.1 });
  for (let step = 0; step < 20; step++) {
    const published = step < 10 ? 0.1 + 0.9 * step / 10 : 1;
    assert.ok(Math.abs(learningRateFactor(knots, step) - published) < 1e-15);
  }
});

Deno.test("openai's annealing is followed at every step, closer than a hundred-thousandth", () => {
  const [warmupSteps, steps] = [10, 100_000];
  const knots = scheduleKnots({ kind: "cosineAnneal", warmupSteps, from: 0, steps, to: 0.1 });
  for (let step = 0; step < 120_000; step += 37) {
    const t = Math.min(1, (step - warmupSteps) / steps);
    const published = step <= warmupSteps
      ? step / warmupSteps
      : 0.1 + (1 - 0.1) * (1 + Math.cos(Math.PI * t)) / 2;
    assert.ok(Math.abs(learningRateFactor(knots, step) - published) < 1e-5, `step ${step}`);
  }
});
