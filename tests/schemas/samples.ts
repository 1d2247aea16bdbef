/** A small experiment for the tests of schemas, and ways to break it. */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";

export const sample = `name: small
title: A small experiment
task: { kind: modular, operation: x+y, modulus: 11, encoding: residues }
model: { kind: quadraticMlp, width: 8 }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw }
training: { steps: 100, batch: { size: full } }
seeds: [0, 1]
sweep:
  grid:
    split.trainFraction: [0.3, 0.5]
`;

export function load(text: string, ...overrides: string[]): LoadedExperiment {
  return loadExperiment(text, "small.yaml", overrides);
}

/** Asserts that an experiment is refused, and gives its errors as text. */
export function refuse(text: string, ...overrides: string[]): string {
  try {
    load(text, ...overrides);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  assert.fail("the experiment was accepted");
}
