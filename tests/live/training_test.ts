import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { openTraining } from "../../live/training.ts";
import { decodeFrame } from "../../pictures/frame.ts";
import type { HistoryRow } from "../../schemas/artifacts.ts";
import { decodeState } from "../../training/state.ts";
import { decoder, openLaboratory, perceptron, runsOf } from "../stages/small_experiment.ts";

const options = { engine: onnxEngine, threads: 1 };

/** All that a run gives when it is trained so many steps at a time. */
async function trainLive(text: string, steps: number, ...overrides: string[]) {
  const live = await openTraining(runsOf(text, ...overrides)[0]!, options);
  const rows: HistoryRow[] = [];
  while (!live.ended) rows.push(...await live.advance(steps));
  await live.close();
  return { rows, state: live.state };
}

Deno.test("a run in memory gives the history and the weights of the pipeline's, to the last bit", async () => {
  for (const text of [perceptron, decoder]) {
    await using laboratory = await openLaboratory();
    const { records } = await laboratory.run(text);
    const links = records.get("train/small/seed-0")!;
    const read = (file: string) =>
      Promise.all(links.map(({ files }) => laboratory.store.read(files[file]!)));
    const history = (await read("history.jsonl"))
      .map((bytes) => new TextDecoder().decode(bytes)).join("")
      .trim().split("\n").map((line) => JSON.parse(line));
    const last = decodeState((await read("checkpoint.safetensors")).at(-1)!);
    const { rows, state } = await trainLive(text, 4);
    assert.deepEqual(rows, history);
    assert.deepEqual(state, last);
  }
});

Deno.test("it does not matter where it was paused", async () => {
  const [inOne, stepByStep] = [await trainLive(perceptron, 1000), await trainLive(perceptron, 1)];
  assert.deepEqual(stepByStep, inOne);
});

Deno.test("a run ends where its goal is met, and goes no further", async () => {
  const whole = await trainLive(perceptron, 3);
  assert.equal(whole.state.step, 30);
  const goal = "stopWhen={metric: trainAccuracy, atLeast: 0.02, evaluations: 2}";
  const { rows, state } = await trainLive(perceptron, 3, goal);
  assert.equal(state.step, 5);
  assert.deepEqual(rows, whole.rows.slice(0, 2));
});

Deno.test("a frame shows the current step, with the accuracies that were measured of it", async () => {
  const live = await openTraining(runsOf(perceptron)[0]!, options);
  for (const steps of [0, 5]) {
    const [row] = await live.advance(steps);
    const { facts, arrays } = decodeFrame((await live.frame()).slice().buffer);
    assert.equal(facts.step, steps);
    assert.equal(facts.accuracy!.train, row!.trainAccuracy);
    assert.equal(facts.accuracy!.validation, row!.validationAccuracy);
    assert.ok(arrays.spectrum);
  }
  await live.close();
});
