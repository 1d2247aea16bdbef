/** What is filled in when an experiment leaves it out. */
import assert from "node:assert/strict";
import { load, sample } from "./samples.ts";

Deno.test("defaults of a run are filled in", () => {
  const { runs } = load(sample);
  assert.deepEqual(runs[0]!.settings, {
    task: {
      kind: "modular",
      operation: "x+y",
      modulus: 11,
      operands: 2,
      operandFraction: 1,
      encoding: "residues",
    },
    split: {
      trainFraction: 0.3,
      trainRows: "fraction",
      rounding: "bankers",
      shuffle: "counter",
      seed: 0,
    },
    model: { kind: "quadraticMlp", width: 8 },
    objective: { kind: "meanSquaredError" },
    optimizer: {
      kind: "adamw",
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: 1,
    },
    schedule: { kind: "constant" },
    training: { steps: 100, batch: { size: "full", atMostHalf: "never" }, frozen: [] },
    evaluation: { perDecade: 30 },
    checkpoints: { every: 1000 },
  });
});

Deno.test("a batch that is left out is that of openai/grok", () => {
  const { runs } = load(sample.replace(", batch: { size: full }", ""));
  assert.deepEqual(runs[0]!.settings.training.batch, { size: 512, atMostHalf: "ceil" });
});

Deno.test("a transformer without details is that of openai/grok", () => {
  const { runs } = load(sample, "model={kind: transformer}");
  assert.deepEqual(runs[0]!.settings.model, {
    kind: "transformer",
    layers: 2,
    width: 128,
    heads: 4,
    feedForwardWidth: 512,
    dropout: 0,
    weightNoise: 0,
    positions: "sinusoidal",
    readout: "last",
    attentionInitialization: "linear",
  });
});

Deno.test("figures are the standard four with a sweep, two without", () => {
  const names = (text: string) => load(text).experiment.figures.map(({ name }) => name);
  assert.deepEqual(names(sample), [
    "accuracy-vs-steps",
    "loss-vs-steps",
    "alpha-vs-steps",
    "alpha-vs-accuracy",
  ]);
  assert.deepEqual(names(sample.slice(0, sample.indexOf("sweep:"))), [
    "accuracy-vs-steps",
    "loss-vs-steps",
  ]);
  const decay = sample.replace("split.trainFraction: [0.3, 0.5]", "optimizer.weightDecay: [0, 1]");
  assert.deepEqual(names(decay).slice(2), ["weight-decay-vs-steps", "weight-decay-vs-accuracy"]);
});

Deno.test("listed figures replace the standard ones", () => {
  const { experiment } = load(sample, "figures=[{ name: only, kind: alphaVsSteps }]");
  assert.deepEqual(experiment.figures, [
    { name: "only", kind: "alphaVsSteps", threshold: 0.99, x: "split.trainFraction" },
  ]);
});
