/** The state of a run: its initial weights and its file. */
import assert from "node:assert/strict";
import { encodeTensors } from "../../formats/safetensors.ts";
import type { Parameter } from "../../graph/parameter.ts";
import type { Manifest, StateSlot } from "../../training/manifest.ts";
import { decodeState, encodeState, initialState } from "../../training/state.ts";

const normal: Parameter = {
  name: "normal",
  group: "hidden",
  shape: [100, 40],
  initialization: { kind: "normal", deviation: 0.5 },
};
const uniform: Parameter = {
  name: "uniform",
  group: "hidden",
  shape: [4000],
  initialization: { kind: "uniform", bound: 0.25 },
};
const constant: Parameter = {
  name: "constant",
  group: "hidden",
  shape: [3],
  initialization: { kind: "constant", value: 1 },
};

function manifestOf(
  parameters: readonly Parameter[],
  slots: readonly Pick<StateSlot, "name" | "start">[] = [],
): Manifest {
  return {
    parameters,
    frozen: [],
    slots: parameters.flatMap(({ name, shape }) =>
      slots.map((slot) => ({ parameter: name, shape, ...slot }))
    ),
    hyperparameters: [],
    random: false,
    observations: [],
  };
}

function draw(parameter: Parameter, seed: number): number[] {
  return [...initialState(manifestOf([parameter]), seed).tensors[parameter.name]!.data];
}

const moment = (values: readonly number[], power: number) =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length;

Deno.test("initialState() gives the weights on record", () => {
  assert.deepEqual(draw(normal, 0).slice(0, 3), [
    -0.460051566362381,
    -0.061814527958631516,
    -0.30443519353866577,
  ]);
  assert.deepEqual(draw(uniform, 0).slice(0, 3), [
    0.07272225618362427,
    0.018495917320251465,
    0.17252495884895325,
  ]);
});

Deno.test("normal weights have the mean and the deviation asked for", () => {
  const values = draw(normal, 0);
  assert.ok(Math.abs(moment(values, 1)) < 4 * 0.5 / Math.sqrt(values.length));
  assert.ok(Math.abs(moment(values, 2) / 0.25 - 1) < 4 * Math.sqrt(2 / values.length));
});

Deno.test("uniform weights fill the interval between the bounds", () => {
  const values = draw(uniform, 0);
  assert.ok(values.every((value) => Math.abs(value) <= 0.25));
  assert.ok(Math.max(...values) > 0.249 && Math.min(...values) < -0.249);
  assert.ok(Math.abs(moment(values, 1)) < 4 * 0.25 / Math.sqrt(3 * values.length));
  assert.ok(Math.abs(moment(values, 2) * 3 / 0.0625 - 1) < 4 * Math.sqrt(0.8 / values.length));
});

Deno.test("weights depend on the seed and on the parameter's name alone", () => {
  const forwards = initialState(manifestOf([normal, uniform, constant]), 3).tensors;
  const backwards = initialState(manifestOf([constant, uniform, normal]), 3).tensors;
  for (const name of ["normal", "uniform", "constant"]) {
    assert.deepEqual(forwards[name], backwards[name]);
  }
  assert.notDeepEqual(draw(normal, 3), draw(normal, 4));
  assert.notDeepEqual(draw(normal, 3), draw({ ...normal, name: "other" }, 3));
  const larger = draw({ ...normal, shape: [200, 40] }, 3);
  assert.deepEqual(larger.slice(0, 4000), draw(normal, 3));
});

Deno.test("slots start at zero or as their parameter, and there is no past", () => {
  const slots = [{ name: "mean", start: "zero" }, { name: "first", start: "parameter" }] as const;
  const { tensors, ...rest } = initialState(manifestOf([constant], slots), 0);
  assert.deepEqual(tensors, {
    "constant": { shape: [3], data: Float32Array.of(1, 1, 1) },
    "constant.mean": { shape: [3], data: new Float32Array(3) },
    "constant.first": { shape: [3], data: Float32Array.of(1, 1, 1) },
  });
  assert.deepEqual(rest, {
    step: 0,
    optimizerStart: 0,
    batchSums: { loss: 0, accuracy: 0, steps: 0 },
    goalsMet: 0,
  });
});

const state = {
  ...initialState(manifestOf([normal, constant], [{ name: "velocity", start: "zero" }]), 0),
  step: 1234,
  optimizerStart: 1000,
  batchSums: { loss: 0.1 + 0.2, accuracy: 1 / 3, steps: 7 },
  goalsMet: 2,
};

Deno.test("a state is the same after its file was written and read", () => {
  assert.deepEqual(decodeState(encodeState(state)), state);
});

Deno.test("a state that has diverged keeps its infinities and NaN", () => {
  const data = Float32Array.of(NaN, Infinity, -Infinity);
  const diverged = {
    ...state,
    tensors: { w: { shape: [3], data } },
    batchSums: { loss: NaN, accuracy: 0, steps: 1 },
  };
  assert.deepEqual(decodeState(encodeState(diverged)), diverged);
});

Deno.test("decodeState() refuses a file of tensors that is no checkpoint", () => {
  const file = encodeTensors({ tensors: {}, metadata: { step: "3" } });
  assert.throws(() => decodeState(file), {
    name: "SyntaxError",
    message: "Checkpoint has no training metadata: it was not written by Regrok",
  });
});
