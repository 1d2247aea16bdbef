/** Updates on gradients that are fed: as programs, and by the formulas in plain numbers. */
import type { Engine, Value, Values } from "../../engines/engine.ts";
import { findGradientRule } from "../../gradient_rules/mod.ts";
import { nextName } from "../../graph/next_name.ts";
import { uniforms } from "../../graph/ops/source.ts";
import type { Parameter } from "../../graph/parameter.ts";
import type { Program } from "../../graph/program.ts";
import { input, type Tensor } from "../../graph/tensor.ts";
import { type BuiltOptimizer, findOptimizer } from "../../optimizers/mod.ts";
import type { Memory, PlainRule, PlainStep, PlainWeight } from "../../optimizers/plain_rule.ts";
import { randomKey } from "../../random/counter.ts";
import { buildUpdate, splitUpdate, type UpdateSettings } from "../../training/update_rule.ts";
import { findWeightRule } from "../../weight_rules/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { normals } from "../models/networks.ts";

/** The learning rates of the steps. */
export const rates = [0, 0.01, 0.02, 0.03, 0.03, 0.03, 0.01, 0.1];
export const STEPS = rates.length;

/** One of each part that an optimizer may tell apart, of more rows than columns and the reverse. */
export const parameters: readonly Parameter[] = [
  parameter("embedding", [5, 3], "embedding"),
  parameter("hidden", [3, 4], "hidden"),
  parameter("tall", [4, 2], "hidden"),
  parameter("gain", [4], "norm"),
  parameter("bias", [4], "bias"),
  parameter("readout", [4, 5], "readout"),
  parameter("unused", [2], "hidden"),
];

function parameter(name: string, shape: number[], group: Parameter["group"]): Parameter {
  return { name, shape, group, initialization: { kind: "constant", value: 0 } };
}

/** The weights before the first step. */
export const start = (name: string, shape: readonly number[]) => normals(`weights ${name}`, shape);
/** Gradients [STEPS, ...shape]; none ever reaches the parameter that is not used. */
const slopes = (name: string, shape: readonly number[]) =>
  normals(`gradients ${name}`, [STEPS, ...shape], name === "unused" ? 0 : 1);

const keyOf = (step: number) => randomKey(0, "test", step);

/** The weights after each step by the plain formula. */
export function plainPath(rule: PlainRule): Map<string, number[][]> {
  const memories = parameters.map(() => ({}));
  const path = new Map(parameters.map(({ name }) => [name, [] as number[][]]));
  let values: readonly Float64Array[] = parameters.map(({ name, shape }) =>
    Float64Array.from(start(name, shape).data)
  );
  for (const [step, rate] of rates.entries()) {
    const weights = parameters.map(({ name, shape, group }, index) => {
      const all = slopes(name, shape).data;
      const size = all.length / STEPS;
      const gradient = Float64Array.from(all.subarray(step * size, (step + 1) * size));
      return { name, value: values[index]!, gradient, shape, group };
    });
    const uniform = (stream: string, length: number) => uniforms(keyOf(step), stream, length);
    values = rule(weights, { rate, time: step + 1, uniform }, memories);
    values.forEach((value, index) => path.get(parameters[index]!.name)!.push([...value]));
  }
  return path;
}

/** One step of an optimizer on gradients that are fed, giving the weights after each step. */
function stepProgram(optimizer: BuiltOptimizer): Program {
  const [updates, learningRate] = [input("updates", []), input("learningRate", [])];
  const key = optimizer.random ? input("key", [2], "key") : null;
  const hyperparameters = Object.fromEntries(
    optimizer.hyperparameters.map((name) => [name, input(`hyper.${name}`, [])]),
  );
  const weights = parameters.map((parameter) => ({
    parameter,
    value: input(parameter.name, parameter.shape),
    gradient: input(`${parameter.name}.gradient`, parameter.shape),
    slots: Object.fromEntries(
      optimizer.slots(parameter)
        .map(({ name, shape }) => [name, input(`${parameter.name}.${name}`, shape)]),
    ),
  }));
  const time = updates.add(1);
  const next = optimizer.update(weights, { learningRate, time, hyperparameters }, key);
  const role = <R>(role: R, tensors: readonly Tensor[]) =>
    tensors.map((tensor) => ({ role, tensor }));
  const state = (name: string, tensor: Tensor) =>
    ({ role: "state", name: nextName(name), tensor }) as const;
  return {
    name: "updates",
    inputs: [
      ...role("fixed" as const, Object.values(hyperparameters)),
      ...role("step" as const, [
        ...weights.map(({ gradient }) => gradient),
        learningRate,
        ...key ? [key] : [],
      ]),
      ...role("state" as const, [
        ...weights.flatMap(({ value, slots }) => [value, ...Object.values(slots)]),
        updates,
      ]),
    ],
    outputs: [
      ...weights.flatMap(({ parameter: { name }, slots }, index) => [
        state(name, next[index]!.value),
        ...Object.keys(slots).map((slot) => state(`${name}.${slot}`, next[index]!.slots[slot]!)),
      ]),
      state("updates", time),
      ...weights.map(({ parameter: { name } }, index) => ({
        role: "step" as const,
        name: `${name}.path`,
        tensor: next[index]!.value,
      })),
    ],
  };
}

function feedsOf(optimizer: BuiltOptimizer, numbers: Readonly<Record<string, number>>): Values {
  const scalar = (value: number): Value => ({ shape: [], data: Float64Array.of(value) });
  const zeros = (shape: readonly number[]): Value => ({
    shape,
    data: new Float64Array(shape.reduce((product, size) => product * size, 1)),
  });
  const keys = rates.flatMap((_, step) => keyOf(step));
  return {
    updates: scalar(0),
    learningRate: { shape: [STEPS], data: Float64Array.from(rates) },
    ...optimizer.random ? { key: { shape: [STEPS, 2], data: Uint32Array.from(keys) } } : {},
    ...Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [`hyper.${name}`, scalar(value)]),
    ),
    ...Object.fromEntries(parameters.flatMap((parameter) => {
      const { name, shape } = parameter;
      const value = start(name, shape);
      return [
        [name, value],
        [`${name}.gradient`, slopes(name, shape)],
        ...optimizer.slots(parameter).map((slot) => [
          `${name}.${slot.name}`,
          slot.start === "zero" ? zeros(slot.shape) : value,
        ]),
      ];
    })),
  };
}

/** What a program of this update makes of the weights, step by step. */
export async function runUpdate(engine: Engine, settings: UpdateSettings): Promise<Values> {
  const { structure, hyperparameters } = splitUpdate(settings);
  const update = buildUpdate(structure);
  return await runOnce(engine, stepProgram(update), feedsOf(update, hyperparameters));
}

/** The formulas of an update, one after the other. */
export function plainUpdate(
  { optimizer, gradient = [], weights: rules = [] }: UpdateSettings,
): PlainRule {
  const before = gradient.map(({ kind, groups, ...settings }) =>
    plainly(findGradientRule(kind).plain(settings), groups, ({ gradient }) => gradient)
  );
  const after = rules.map(({ kind, groups, ...settings }) =>
    plainly(findWeightRule(kind).plain(settings), groups, ({ value }) => value)
  );
  const { kind, ...settings } = optimizer;
  const own = plainly(findOptimizer(kind).plain(settings), undefined, ({ value }) => value);
  return (weights, step) => {
    let seen = weights;
    for (const rule of before) {
      const gradients = rule(seen, step);
      seen = seen.map((weight, at) => ({ ...weight, gradient: gradients[at]! }));
    }
    return after.reduce((values, rule) => {
      const moved = weights.map((weight, at) => ({
        ...weight,
        previous: weight.value,
        value: values[at]!,
      }));
      return rule(moved, step);
    }, own(seen, step));
  };
}

/** A formula with a memory of its own, for the weights of some groups; others stay as they are. */
function plainly<Seen extends PlainWeight>(
  rule: PlainRule<Seen>,
  groups: readonly string[] | undefined,
  unchanged: (weight: Seen) => Float64Array,
) {
  let memories: Memory[] | null = null;
  return (weights: readonly Seen[], step: PlainStep): Float64Array[] => {
    const chosen = weights.filter(({ group }) => groups?.includes(group) ?? true);
    const changed = rule(chosen, step, memories ??= chosen.map(() => ({})));
    return weights.map((weight) => changed[chosen.indexOf(weight)] ?? unchanged(weight));
  };
}

/** Asserts that the program of an update gives the weights of its formulas, step by step. */
export async function assertFollowsFormula(
  engine: Engine,
  settings: UpdateSettings,
  tolerance: number,
): Promise<void> {
  const results = await runUpdate(engine, settings);
  for (const [name, path] of plainPath(plainUpdate(settings))) {
    const { shape, data } = results[`${name}.path`]!;
    const expected = { shape, data: Float64Array.from(path.flat()) };
    assertClose({ shape, data }, expected, tolerance, name);
  }
}
