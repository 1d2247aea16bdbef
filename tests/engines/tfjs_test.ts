/** The TensorFlow.js engine keeps the contract of engines, and gives back its memory. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { tfjsEngine } from "../../engines/tfjs.ts";
import type { Program } from "../../graph/program.ts";
import { input } from "../../graph/tensor.ts";
import { testEngine } from "./engine_contract.ts";
import { load } from "./run_program.ts";

testEngine(tfjsEngine);

function squaring(): Program {
  const [state, scale] = [input("state", [50, 50]), input("scale", [])];
  return {
    name: "squaring",
    inputs: [{ role: "state", tensor: state }, { role: "step", tensor: scale }],
    outputs: [{ role: "state", name: "state.next", tensor: state.matmul(state).mul(scale) }],
  };
}

function squaringFeeds(steps: number) {
  return {
    state: { shape: [50, 50], data: new Float32Array(2500).fill(0.1) },
    scale: { shape: [steps], data: new Float32Array(steps).fill(0.5) },
  };
}

Deno.test("tfjs holds no tensors between runs, whether they succeed or fail", async () => {
  const executable = await load(tfjsEngine, squaring());
  await executable.run(squaringFeeds(1));
  const before = tf.memory().numTensors;
  for (let call = 0; call < 3; call++) await executable.run(squaringFeeds(4));
  await assert.rejects(executable.run({ ...squaringFeeds(1), scale: squaringFeeds(1).state }));
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("tfjs needs no more memory for many steps than for one", async () => {
  const executable = await load(tfjsEngine, squaring());
  const peak = async (steps: number) =>
    (await tf.profile(async () => {
      await executable.run(squaringFeeds(steps));
      return [];
    })).peakBytes;
  const one = await peak(1);
  assert.ok(one > 0);
  assert.equal(await peak(20), one);
});

Deno.test("tfjs gives back what it held when it is closed", async () => {
  const before = tf.memory().numTensors;
  const executable = await load(tfjsEngine, squaring());
  executable.hold({ state: squaringFeeds(1).state });
  await executable.run({ scale: squaringFeeds(2).scale });
  assert.equal(tf.memory().numTensors, before + 1);
  await executable.close();
  assert.equal(tf.memory().numTensors, before);
});
