/** The training loop on onnxruntime: real networks, small enough to be trained in a test. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { divergence } from "../../measures/divergence.ts";
import { HistoryRow } from "../../schemas/artifacts.ts";
import { trainSegment } from "../../training/loop.ts";
import { decodeState, encodeState, initialState } from "../../training/state.ts";
import { assertClose } from "../engines/closeness.ts";
import { engines } from "../engines/run_program.ts";
import { makeTrainer, modularTask, quietly, type RunOptions, trainThrough } from "./small_run.ts";

const quadratic: RunOptions = {
  task: modularTask(11, "residues"),
  model: { kind: "quadraticMlp", width: 64 },
  objective: "meanSquaredError",
  optimizer: { kind: "adamw" },
};

/** Batches, dropout and a schedule: everything that depends on the step. */
const perceptron: RunOptions = {
  task: modularTask(7, "operands"),
  model: { kind: "mlp", hiddenWidths: [16, 12], dropout: 0.2 },
  objective: "crossEntropy",
  optimizer: { kind: "sgd", nesterov: true },
  hyperparameters: { momentum: 0.9, weightDecay: 0.01 },
  schedule: [{ step: 0, factor: 0 }, { step: 30, factor: 1 }],
  evaluation: { perDecade: 8 },
  batchRows: 7,
};

const decoder: RunOptions = {
  task: modularTask(5, "sentence"),
  model: {
    kind: "transformer",
    layers: 2,
    width: 8,
    heads: 2,
    feedForwardWidth: 12,
    dropout: 0.2,
    weightNoise: 0.01,
    positions: "learned",
    readout: "last",
    attentionInitialization: "xavier",
  },
  objective: "crossEntropy",
  optimizer: { kind: "adamw" },
  hyperparameters: { beta1: 0.9, beta2: 0.98, epsilon: 1e-3, weightDecay: 0.1 },
  evaluation: { every: 2 },
  batchRows: 5,
};

const throughAFile = (state: Parameters<typeof encodeState>[0]) => decodeState(encodeState(state));

/** 24 training rows in batches of 7 make passes of four steps. */
const inPasses: RunOptions = {
  ...perceptron,
  batchAverages: { passGrowth: 1.1, stepsPerPass: 4 },
  evaluation: { passGrowth: 1.3, stepsPerPass: 4 },
};

const boundaries: [string, RunOptions, number[]][] = [
  ["perceptron", perceptron, [1, 2, 130]],
  ["perceptron", perceptron, [49, 51, 77, 78, 130]],
  ["perceptron in passes", inPasses, [3, 50, 77, 130]],
  ["decoder", decoder, [3, 8, 20]],
];

for (const [name, options, ends] of boundaries) {
  Deno.test(`the ${name}'s run is the same in segments that end at ${ends}`, async () => {
    await using trainer = await makeTrainer(options);
    const whole = await trainThrough(trainer, ends.slice(-1));
    const parts = await trainThrough(trainer, ends, throughAFile);
    assert.equal(whole.rows.at(-1)?.step, ends.at(-1));
    assert.deepEqual(parts.rows, whole.rows);
    assert.deepEqual(encodeState(parts.state), encodeState(whole.state));
  });
}

Deno.test("a run that stopped at a boundary is the beginning of a longer one", async () => {
  await using trainer = await makeTrainer(perceptron);
  const short = await trainSegment(
    trainer,
    initialState(trainer.manifest, 0),
    { to: 40, last: false },
    quietly,
  );
  const long = await trainThrough(trainer, [90]);
  assert.deepEqual(short.rows, long.rows.slice(0, short.rows.length));
});

Deno.test("a run is the same with one thread and with two", async () => {
  const options: RunOptions = {
    ...quadratic,
    task: modularTask(23, "residues"),
    model: { kind: "quadraticMlp", width: 192 },
  };
  await using one = await makeTrainer(options, onnxEngine, 1);
  await using two = await makeTrainer(options, onnxEngine, 2);
  const [first, second] = [await trainThrough(one, [15]), await trainThrough(two, [15])];
  assert.deepEqual(encodeState(second.state), encodeState(first.state));
  assert.deepEqual(second.rows, first.rows);
});

Deno.test("another seed is another run", async () => {
  await using zero = await makeTrainer(perceptron);
  await using one = await makeTrainer({ ...perceptron, seed: 1 });
  const [first, second] = [await trainThrough(zero, [3]), await trainThrough(one, [3])];
  assert.notDeepEqual(first.rows, second.rows);
});

Deno.test("a small quadratic network learns its training rows by heart", async () => {
  await using trainer = await makeTrainer(quadratic);
  const { rows } = await trainThrough(trainer, [200]);
  assert.ok(rows[0]!.trainAccuracy! < 0.5);
  assert.equal(rows.at(-1)!.trainAccuracy, 1);
  assert.ok(rows.at(-1)!.trainLoss! < 0.01 * rows[0]!.trainLoss!);
});

for (const [name, options] of Object.entries({ quadratic, perceptron, decoder })) {
  Deno.test(`the first steps of the ${name} are the same on every engine`, async () => {
    const results = await Promise.all(engines.map(async (engine) => {
      await using trainer = await makeTrainer({ ...options, evaluation: { every: 2 } }, engine);
      return await trainThrough(trainer, [5]);
    }));
    const [expected, ...others] = results.toReversed();
    for (const { state, rows } of others) {
      for (const [tensor, value] of Object.entries(expected!.state.tensors)) {
        assertClose(state.tensors[tensor]!, value, 2e-5, tensor);
      }
      for (const [index, row] of rows.entries()) {
        for (const [column, value] of Object.entries(expected!.rows[index]!)) {
          const found = row[column as keyof HistoryRow];
          assert.ok(
            found === value || Math.abs(found! - value!) < 2e-5 * Math.max(1, Math.abs(value!)),
            `${column} of row ${index}: ${found} instead of ${value}`,
          );
        }
      }
    }
  });
}

const diverging = { ...quadratic, learningRate: 1e25 };

Deno.test("a run that diverges ends at the exact step, however it is looked at and cut", async () => {
  const schedules = [{ every: 10 }, { every: 1 }, { every: 1000 }];
  const ends = [[40], [1, 2, 3, 40], [25, 40]];
  for (
    const [evaluation, segments] of schedules.flatMap((one) =>
      ends.map((two) => [one, two] as const)
    )
  ) {
    await using trainer = await makeTrainer({ ...diverging, evaluation });
    const { rows, ended } = await trainThrough(trainer, segments, throughAFile);
    assert.deepEqual(
      [ended, divergence(rows)],
      [true, 1],
      `${JSON.stringify(evaluation)} ${segments}`,
    );
  }
});

Deno.test("a run that diverges has null for what is not finite, and no row right", async () => {
  await using trainer = await makeTrainer(diverging);
  const { rows } = await trainThrough(trainer, [40]);
  assert.deepEqual(rows.map(({ step }) => step), [0, 2]);
  assert.ok(rows[0]!.trainAccuracy! > 0);
  const { trainLoss, validationLoss, batchLoss, ...row } = rows.at(-1)!;
  assert.deepEqual([trainLoss, validationLoss, batchLoss], [null, null, null]);
  assert.deepEqual([row.trainAccuracy, row.validationAccuracy], [0, 0]);
  for (const row of rows) HistoryRow.parse(row);
});

Deno.test("a checkpoint of another network is refused in a sentence", async () => {
  await using trainer = await makeTrainer(perceptron);
  await using other = await makeTrainer(quadratic);
  const start = initialState(trainer.manifest, 0);
  const train = (state: typeof start) =>
    trainSegment(trainer, { ...state, step: 1 }, { to: 2, last: true }, quietly);
  await assert.rejects(train(initialState(other.manifest, 0)), {
    name: "RangeError",
    message: "The checkpoint holds 6 tensors, the program needs 12: they are of different models",
  });
  const renamed = Object.entries(start.tensors).map(([name, value]) => [`${name}s`, value]);
  await assert.rejects(train({ ...start, tensors: Object.fromEntries(renamed) }), {
    message: /^Program needs inputs "layers\.0\.weight"/,
  });
});
