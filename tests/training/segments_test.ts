/** The bookkeeping of a segment, with a program whose every number is known. */
import assert from "node:assert/strict";
import type { Executable, Value, Values } from "../../engines/engine.ts";
import { nextName } from "../../graph/next_name.ts";
import { divergence } from "../../measures/divergence.ts";
import { type Trainer, trainSegment } from "../../training/loop.ts";
import { names } from "../../training/manifest.ts";
import { initialState } from "../../training/state.ts";
import { quietly, trainThrough } from "./small_run.ts";

const close = () => Promise.resolve();
const hold = () => {};
const stack = (values: readonly number[]): Value => ({
  shape: [values.length],
  data: Float32Array.from(values),
});

/** Every update adds one to the only weight; the loss of an update is the weight before it. */
const train: Executable = {
  close,
  hold,
  run: (feeds) => {
    const weight = feeds.w!.data[0]!;
    const steps = feeds[names.batch]!.shape[0]!;
    const losses = Array.from({ length: steps }, (_, step) => weight + step);
    return Promise.resolve({
      [nextName("w")]: stack([weight + steps]),
      [names.loss]: stack(losses),
      [names.accuracy]: stack(losses.map((loss) => loss % 2)),
    });
  },
};

/** Evaluations find the accuracy that stands at the weight divided by ten, then 0. */
function evaluation(accuracies: readonly number[]): Executable {
  const run = (feeds: Values) => {
    const accuracy = accuracies[feeds.w!.data[0]! / 10] ?? 0;
    return Promise.resolve({ [names.losses]: stack([3]), [names.correct]: stack([accuracy]) });
  };
  return { close, hold, run };
}

const nothing = { shape: [0], data: new Int32Array(0) };

function trainerOf(accuracies: readonly number[], others: Partial<Trainer> = {}): Trainer {
  const initialization = { kind: "constant", value: 0 } as const;
  return {
    manifest: {
      parameters: [{ name: "w", shape: [1], initialization, group: "hidden" }],
      frozen: [],
      slots: [],
      hyperparameters: [],
      random: false,
      observations: [],
    },
    train,
    evaluate: evaluation(accuracies),
    data: {
      inputs: nothing,
      targets: nothing,
      sets: { train: Int32Array.of(0), validation: Int32Array.of(1) },
    },
    batches: { train: Int32Array.of(0), batchRows: 1, seed: 0 },
    learningRate: 0.5,
    hyperparameters: {},
    schedule: [{ step: 0, factor: 0 }, { step: 20, factor: 1 }],
    evaluation: { every: 10 },
    batchAverages: null,
    stopWhen: null,
    ...others,
  };
}

const stepsOf = ({ rows }: Awaited<ReturnType<typeof trainSegment>>) =>
  rows.map(({ step }) => step);

Deno.test("a run is evaluated at its first step, as scheduled, and at its last", async () => {
  assert.deepEqual(stepsOf(await trainThrough(trainerOf([]), [35])), [0, 10, 20, 30, 35]);
  assert.deepEqual(stepsOf(await trainThrough(trainerOf([]), [30])), [0, 10, 20, 30]);
});

Deno.test("evaluations are the same wherever segments end", async () => {
  const whole = await trainThrough(trainerOf([]), [35]);
  for (const ends of [[10, 35], [9, 11, 35], [5, 10, 15, 20, 25, 30, 35], [30, 35]]) {
    assert.deepEqual((await trainThrough(trainerOf([]), ends)).rows, whole.rows);
  }
});

Deno.test("a row holds the means over the updates since the row before", async () => {
  const { rows } = await trainThrough(trainerOf([]), [7, 25]);
  const columns = rows.map(({ step, batchLoss, batchAccuracy, learningRate, parameterNorm }) =>
    [step, batchLoss, batchAccuracy, learningRate, parameterNorm] as const
  );
  assert.deepEqual(columns, [
    [0, undefined, undefined, undefined, 0],
    [10, 4.5, 0.5, 0.5 * 9 / 20, 10],
    [20, 14.5, 0.5, 0.5 * 19 / 20, 20],
    [25, 22, 0.4, 0.5, 25],
  ]);
});

Deno.test("a rate of zero at the first update is recorded as openai's logs have it", async () => {
  const { rows } = await trainThrough(trainerOf([], { evaluation: { every: 1 } }), [2]);
  assert.deepEqual(rows.map(({ learningRate }) => learningRate), [undefined, 0, 0.025]);
});

Deno.test("every update gets the rate and the number of its own step", async () => {
  const [rates, updates]: number[][] = [[], []];
  const recording: Executable = {
    close,
    hold,
    run: (feeds) => {
      rates!.push(...feeds[names.learningRate]!.data);
      updates!.push(...feeds[names.updates]!.data);
      return train.run(feeds);
    },
  };
  await trainThrough(trainerOf([], { train: recording }), [7, 25]);
  const expected = Array.from({ length: 25 }, (_, step) => 0.5 * Math.min(step / 20, 1));
  assert.deepEqual(rates, expected.map(Math.fround));
  assert.deepEqual(updates, [0, 7, 10, 20]);
});

Deno.test("many steps of a small network are calls of 200, and progress is told after each", async () => {
  const told: number[] = [];
  const watcher = { ...quietly, progress: (step: number) => told.push(step) };
  const trainer = trainerOf([], { evaluation: { every: 1000 } });
  await trainSegment(trainer, initialState(trainer.manifest, 0), { to: 450, last: false }, watcher);
  assert.deepEqual(told, [0, 200, 400, 450]);
});

/** The same, but the loss is infinite at this weight, and the accuracy is always 1. */
function divergingAt(step: number): Executable {
  const run = async (feeds: Values) => {
    const results = await train.run(feeds);
    const losses = [...results[names.loss]!.data].map((loss) => loss === step ? Infinity : loss);
    const accuracies = losses.map(() => 1);
    return { ...results, [names.loss]: stack(losses), [names.accuracy]: stack(accuracies) };
  };
  return { close, hold, run };
}

for (const step of [0, 7, 10, 24, 49, 50]) {
  Deno.test(`a run that diverges at step ${step} stops there, wherever segments end`, async () => {
    const trainer = trainerOf([], { train: divergingAt(step), evaluation: { every: 10 } });
    const whole = await trainThrough(trainer, [100]);
    assert.deepEqual([whole.ended, divergence(whole.rows)], [true, step]);
    const { step: last, batchLoss, batchAccuracy } = whole.rows.at(-1)!;
    assert.deepEqual([last, whole.state.step, batchLoss], [step + 1, step + 1, null]);
    const since = step % 10 + 1;
    assert.equal(batchAccuracy, (since - 1) / since, "the last update is not right");
    for (const ends of [[step + 1, 100], [5, 24, 25, 100], [7, 8, 50, 100]]) {
      const parts = await trainThrough(trainer, ends);
      assert.deepEqual(parts.rows, whole.rows);
    }
  });
}

/** Seven training rows in batches of two: passes of four steps, whose losses are the steps. */
const inPasses: Partial<Trainer> = {
  batches: { train: Int32Array.from({ length: 7 }, (_, row) => row), batchRows: 2, seed: 0 },
  batchAverages: { passGrowth: 1, stepsPerPass: 4 },
  evaluation: { every: 6 },
};

for (const ends of [[18], [5, 6, 7, 18], [4, 8, 13, 18]]) {
  Deno.test(`averages over passes stand at their ends, wherever segments end: ${ends}`, async () => {
    const { rows } = await trainThrough(trainerOf([], inPasses), ends);
    const columns = rows.map((row) => [row.step, row.trainLoss, row.batchLoss, row.batchAccuracy]);
    assert.deepEqual(columns, [
      [0, 3, undefined, undefined],
      [4, undefined, 1.5, 0.5],
      [6, 3, undefined, undefined],
      [8, undefined, 5.5, 0.5],
      [12, 3, 9.5, 0.5],
      [16, undefined, 13.5, 0.5],
      [18, 3, undefined, undefined],
    ]);
  });
}

Deno.test("progress tells the newest value of each column", async () => {
  const told: unknown[] = [];
  const trainer = trainerOf([], inPasses);
  await trainSegment(trainer, initialState(trainer.manifest, 0), { to: 6, last: false }, {
    ...quietly,
    progress: (step, latest) => told.push([step, latest?.trainAccuracy, latest?.batchLoss]),
  });
  assert.deepEqual(told.at(-2), [6, 0, 1.5]);
});

Deno.test("a set without rows has no columns, and is no divergence", async () => {
  const trainer = trainerOf([]);
  const sets = { ...trainer.data.sets, empty: new Int32Array(0) };
  const { rows, ended } = await trainThrough({ ...trainer, data: { ...trainer.data, sets } }, [10]);
  assert.deepEqual([ended, Object.keys(rows[1]!).some((name) => name.startsWith("empty"))], [
    false,
    false,
  ]);
});

const stopWhen = { metric: "validationAccuracy", atLeast: 0.99, evaluations: 3 } as const;
const found = [0, 1, 1, 0.5, 0.99, 1, 1, 1, 1];

for (const ends of [[100], [15, 45, 52, 100], [10, 20, 30, 40, 50, 60, 70, 100]]) {
  Deno.test(`stopWhen counts evaluations in a row over segments that end at ${ends}`, async () => {
    const result = await trainThrough(trainerOf(found, { stopWhen }), ends);
    assert.equal(result.ended, true);
    assert.equal(result.state.step, 60);
    assert.deepEqual(stepsOf(result), [0, 10, 20, 30, 40, 50, 60]);
  });
}

Deno.test("stopWhen that is not met lets a run go on to its last step", async () => {
  const result = await trainThrough(trainerOf([0, 1, 1, 0, 1, 1], { stopWhen }), [70]);
  assert.deepEqual([result.ended, result.state.step, result.state.goalsMet], [false, 70, 0]);
});

Deno.test("stopWhen may be met before the first update", async () => {
  const once = { ...stopWhen, evaluations: 1 };
  const result = await trainThrough(trainerOf([1], { stopWhen: once }), [70]);
  assert.deepEqual([result.ended, result.state.step], [true, 0]);
});

Deno.test("aborting throws at the next call and leaves the state that was given", async () => {
  const trainer = trainerOf([], { evaluation: { every: 1000 } });
  const start = initialState(trainer.manifest, 0);
  const kept = structuredClone(start);
  const abort = new AbortController();
  const told: number[] = [];
  const progress = (step: number) => {
    told.push(step);
    if (step === 400) abort.abort(new Error("stopped by hand"));
  };
  await assert.rejects(
    trainSegment(trainer, start, { to: 500, last: true }, { progress, signal: abort.signal }),
    /stopped by hand/,
  );
  assert.deepEqual(told, [0, 200, 400]);
  assert.deepEqual(start, kept);
});
