/** Runs update rules on gradients that are given, beside the same rule written as a plain loop. */
import assert from "node:assert/strict";
import type { Engine, Value, Values } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { nextName } from "../../graph/next_name.ts";
import type { Program } from "../../graph/program.ts";
import { input, type Tensor } from "../../graph/tensor.ts";
import { buildOptimizer, type OptimizerStructure } from "../../optimizers/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { normals } from "../models/networks.ts";

export type Hyperparameters = Readonly<Record<string, number>>;

/** The next weight from the gradients of one weight so far; `time` counts updates from 1. */
export type PlainRule = (
  weight: number,
  gradient: number,
  step: { readonly rate: number; readonly time: number },
  memory: Record<string, number>,
) => number;

const [STEPS, WEIGHTS] = [8, 5];
const start = normals("weights", [WEIGHTS]);
const slopes = normals("gradients", [STEPS, WEIGHTS]);
const rates = [0, 0.01, 0.02, 0.03, 0.03, 0.03, 0.01, 0.1];

/** Holds a rule against a plain loop in float64, on the reference engine and in float32. */
export function testUpdateRule(
  title: string,
  structure: OptimizerStructure,
  hyperparameters: Hyperparameters,
  rule: PlainRule,
): void {
  const expected = { shape: [STEPS, WEIGHTS], data: plainLoop(rule) };
  for (const [engine, tolerance] of [[referenceEngine, 1e-12], [onnxEngine, 1e-5]] as const) {
    Deno.test(`${title} is its formula on ${engine.name}`, async () => {
      assertClose(await runRule(engine, structure, hyperparameters), expected, tolerance);
    });
  }
}

function plainLoop(rule: PlainRule): Float64Array {
  const path = new Float64Array(STEPS * WEIGHTS);
  for (let at = 0; at < WEIGHTS; at++) {
    const memory: Record<string, number> = {};
    let weight = start.data[at]!;
    for (const [step, rate] of rates.entries()) {
      const gradient = slopes.data[step * WEIGHTS + at]!;
      weight = rule(weight, gradient, { rate, time: step + 1 }, memory);
      path[step * WEIGHTS + at] = weight;
    }
  }
  return path;
}

/** The weights after each step [STEPS, WEIGHTS]. */
async function runRule(
  engine: Engine,
  structure: OptimizerStructure,
  hyperparameters: Hyperparameters,
): Promise<Value> {
  const { program, feeds } = stepProgram(structure, hyperparameters);
  const results = await runOnce(engine, program, feeds);
  return results.path!;
}

function stepProgram(structure: OptimizerStructure, hyperparameters: Hyperparameters) {
  const optimizer = buildOptimizer(structure);
  assert.deepEqual(Object.keys(hyperparameters), [...optimizer.hyperparameters]);
  const named = (names: readonly string[], shape: number[]) =>
    names.map((name) => input(name, shape));
  const [weight, updates] = [input("weight", [WEIGHTS]), input("updates", [])];
  const [gradient, learningRate] = [input("gradient", [WEIGHTS]), input("learningRate", [])];
  const slots = named(optimizer.slots, [WEIGHTS]);
  const settings = named(optimizer.hyperparameters, []);
  const time = updates.add(1);
  const update = optimizer.update(weight, gradient, slots, {
    learningRate,
    time,
    hyperparameters: Object.fromEntries(
      optimizer.hyperparameters.map((name, index) => [name, settings[index]!]),
    ),
  });
  const role = <R>(role: R, tensors: readonly Tensor[]) =>
    tensors.map((tensor) => ({ role, tensor }));
  const next = (name: string, tensor: Tensor) =>
    ({ role: "state", name: nextName(name), tensor }) as const;
  const program: Program = {
    name: "updates",
    inputs: [
      ...role("fixed" as const, settings),
      ...role("step" as const, [gradient, learningRate]),
      ...role("state" as const, [weight, ...slots, updates]),
    ],
    outputs: [
      next("weight", update.parameter),
      ...update.slots.map((slot, index) => next(optimizer.slots[index]!, slot)),
      next("updates", time),
      { role: "step", name: "path", tensor: update.parameter },
    ],
  };
  const scalar = (value: number): Value => ({ shape: [], data: Float64Array.of(value) });
  const zeros: Value = { shape: [WEIGHTS], data: new Float64Array(WEIGHTS) };
  const feeds: Values = {
    weight: start,
    gradient: slopes,
    learningRate: { shape: [STEPS], data: Float64Array.from(rates) },
    updates: scalar(0),
    ...Object.fromEntries(optimizer.slots.map((name) => [name, zeros])),
    ...Object.fromEntries(
      Object.entries(hyperparameters).map(([name, value]) => [name, scalar(value)]),
    ),
  };
  return { program, feeds };
}
