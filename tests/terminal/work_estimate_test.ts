import assert from "node:assert/strict";
import type { Event } from "../../schemas/events.ts";
import type { Key } from "../../store/content_hash.ts";
import { finished, planned, progressed, sampleWork } from "./samples.ts";

Deno.test("a training is as far as its step, and as long as its last link says", () => {
  const { work, time } = sampleWork();
  work.note(planned);
  assert.equal(work.training("train/x/a"), null);
  work.note(progressed("train/x/a", 20));
  assert.deepEqual(work.training("train/x/a"), { step: 20, steps: 100, secondsLeft: null });
  time.milliseconds = 3000;
  work.note(progressed("train/x/a", 50));
  assert.deepEqual(work.training("train/x/a"), { step: 50, steps: 100, secondsLeft: 5 });
  assert.deepEqual([work.isTraining("train/x/a"), work.isTraining("dataset/1")], [true, false]);
});

Deno.test("the whole counts steps to train, also of those that ended early", () => {
  const { work, time } = sampleWork();
  work.note(planned);
  time.milliseconds = 1000;
  for (const event of [finished("dataset/1"), progressed("train/x/a", 0)]) work.note(event);
  assert.equal(work.overall().secondsLeft, null);
  time.milliseconds = 4000;
  work.note(progressed("train/x/a", 50));
  assert.deepEqual(work.overall(), {
    actions: { done: 1, due: 3 },
    trainings: { done: 0, due: 2 },
    fraction: 0.25,
    secondsLeft: 12,
  });
  work.note(finished("train/x/a"));
  assert.equal(work.overall().fraction, 0.5);
  assert.equal(work.overall().secondsLeft, 4);
});

Deno.test("a training that goes on from a checkpoint counts from there", () => {
  const { work } = sampleWork();
  for (const event of [planned, finished("train/x/b"), progressed("train/x/a", 60)]) {
    work.note(event);
  }
  work.note(progressed("train/x/a", 80));
  assert.equal(work.overall().fraction, 120 / 140);
});

Deno.test("without trainings the whole counts actions", () => {
  const { work } = sampleWork();
  assert.equal(work.overall().fraction, 0);
  work.note({
    type: "planned",
    actions: [
      { action: "dataset/1", stage: "dataset", state: "stale" },
      { action: "train/x/a", stage: "train", state: "fresh" },
    ],
  });
  work.note(finished("dataset/1"));
  assert.deepEqual(work.overall().actions, { done: 1, due: 1 });
  assert.equal(work.overall().fraction, 1);
});

Deno.test("what was measured last is known until the next evaluation, also after a checkpoint", () => {
  const { work } = sampleWork();
  work.note(progressed("train/x/a", 40));
  const values = { trainAccuracy: null, validationAccuracy: 0.75 };
  work.note({ ...progressed("train/x/a", 60), link: 1, values } as Event);
  assert.deepEqual(work.values("train/x/a"), { trainAccuracy: 1, validationAccuracy: 0.75 });
  assert.deepEqual(work.values("train/x/b"), {});
});

Deno.test("of a run that ends before its link would, no more is kept than was trained", () => {
  const { work } = sampleWork();
  work.note(progressed("train/x/a", 2));
  const key = "ab".repeat(32) as Key;
  work.note({ type: "linkFinished", action: "train/x/a", link: 0, links: 2, key });
  assert.deepEqual(work.trained(), { steps: 2, kept: 2 });
});

Deno.test("steps are counted from where a run took them up, and kept up to checkpoints", () => {
  const { work } = sampleWork();
  assert.deepEqual(work.trained(), { steps: 0, kept: 0 });
  work.note(progressed("train/x/b", 30));
  work.note({ ...progressed("train/x/a", 60), link: 1 } as Event); // its first link was there
  assert.deepEqual(work.trained(), { steps: 40, kept: 0 });
  work.note(progressed("train/x/a", 100));
  const key = "ab".repeat(32) as Key;
  work.note({ type: "linkFinished", action: "train/x/a", link: 1, links: 2, key });
  assert.deepEqual(work.trained(), { steps: 80, kept: 50 });
});
