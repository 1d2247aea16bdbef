import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { openTraining } from "../../live/training.ts";
import { decodeFrame, type Frame } from "../../pictures/frame.ts";
import { decoder, perceptron, runsOf } from "../stages/small_experiment.ts";

/** The quick start's network and setting, at a smaller modulus. */
const quickstart = `name: small
title: A small experiment
task: { kind: modular, operation: x+y, modulus: 23, encoding: residues }
split: { trainFraction: 0.6 }
model: { kind: quadraticMlp, width: 96 }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw, learningRate: 0.01, beta2: 0.98, weightDecay: 1 }
training: { steps: 300, batch: { size: full } }
evaluation: { every: 300 }
`;

/** Frames after so many updates of a run. */
async function framesAt(text: string, ...steps: readonly number[]): Promise<Frame[]> {
  const live = await openTraining(runsOf(text)[0]!, { engine: onnxEngine, threads: 1 });
  const frames: Frame[] = [];
  for (const step of steps) {
    if (step > live.step) await live.advance(step - live.step);
    frames.push(decodeFrame((await live.frame()).slice().buffer));
  }
  await live.close();
  return frames;
}

Deno.test("while a network comes to understand addition its circle closes and its neurons become waves", async () => {
  const [before, after] = await framesAt(quickstart, 0, 300);
  assert.ok(before!.facts.accuracy!.validation < 0.1);
  assert.equal(after!.facts.accuracy!.validation, 1);
  assert.ok(before!.facts.circle!.value < 0.9, `${before!.facts.circle!.value}`);
  assert.ok(after!.facts.circle!.value > 0.95, `${after!.facts.circle!.value}`);
  const weakest = (frame: Frame) => Math.min(...frame.facts.neurons!.strengths);
  const known = (frame: Frame) => Math.min(...frame.facts.neurons!.byAnswer);
  assert.ok(weakest(before!) < 0.9 && weakest(after!) > 0.999);
  assert.ok(known(before!) < 0.1 && known(after!) > 0.25); // (cos a + cos b)² is a sum for a quarter
});

Deno.test("each kind of network has the pictures that it has the parts for", async () => {
  const modelled = (model: string) => perceptron.replace(/^model: .*$/m, `model: ${model}`);
  const has = async (text: string) => {
    const [{ facts, arrays }] = await framesAt(text, 0) as [Frame];
    const parts = ["accuracy", "circle", "neurons", "spectrum", "embedding"] as const;
    for (const name of Object.keys(arrays)) assert.ok(arrays[name]!.length > 0, name);
    return [
      parts.filter((part) => facts[part] !== null).join(" "),
      facts.attention.map(({ heads, queries, keys }) => [heads, queries, keys].join(" × ")),
    ];
  };
  const all = "accuracy circle neurons spectrum embedding";
  assert.deepEqual(await has(perceptron), [all, []]);
  assert.deepEqual(await has(modelled("{ kind: quadraticMlp, width: 12 }")), [all, []]);
  assert.deepEqual(await has(modelled("{ kind: lstm, layers: 1, width: 8 }")), [
    all,
    [],
  ]);
  const encoder = "{ kind: transformer, layers: 1, width: 8, heads: 2, feedForwardWidth: 12, " +
    "readout: mean, mask: none }";
  assert.deepEqual(await has(modelled(encoder)), [all, ["2 × 2 × 2"]]);
  assert.deepEqual(await has(decoder), [all, ["2 × 6 × 6", "2 × 2 × 6"]]);
  const permutations = decoder.replace(
    /^task: .*$/m,
    "task: { kind: permutations, operation: xy, letters: 3, encoding: equation }",
  );
  assert.deepEqual(await has(permutations), ["", ["2 × 4 × 4", "2 × 1 × 4"]]);
});
