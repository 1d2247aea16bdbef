/**
 * Runs a program op by op on any kind of array: the loop, the binding of sizes and the order of
 * execution are here once; an engine adds only how to hold an array and how to apply an op.
 */
import type { DataType, OpName } from "../graph/op.ts";
import { nextName } from "../graph/next_name.ts";
import {
  inputName,
  isLoop,
  type Program,
  type ProgramInput,
  type ProgramOutput,
  topologicalOrder,
} from "../graph/program.ts";
import { parseProgram } from "../graph/text.ts";
import { resolveShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Executable, loadError, type NumberArray, type Value, type Values } from "./engine.ts";
import { bindFeeds, type ExpectedInput } from "./feeds.ts";

/** Arrays of type `T`, and how to compute with them. */
export interface Arrays<T> {
  fromValue(value: Value, dataType: DataType): T;
  toValue(array: T, dataType: DataType): Value;
  apply(op: OpName, inputs: readonly T[], attributes: object, shape: readonly number[]): T;
  /** Calls `compute` and frees the arrays it made, besides those it returns. */
  scope(compute: () => readonly T[]): readonly T[];
  free(array: T): void;
}

/** An executable that walks the program for every step. */
export function interpret<T>(engine: string, text: Uint8Array, arrays: Arrays<T>): Executable {
  const program = readProgram(engine, text);
  const order = topologicalOrder(program.outputs.map((output) => output.tensor));
  const dataTypes = new Map(
    program.inputs.map(({ tensor }) => [inputName(tensor), tensor.dataType]),
  );
  const held = new Map<string, Held<T>>();
  const drop = () => {
    for (const { array } of held.values()) arrays.free(array);
    held.clear();
  };
  return {
    hold: (values) => {
      drop();
      for (const [name, value] of Object.entries(values)) {
        held.set(name, { value, array: arrays.fromValue(value, dataTypes.get(name) ?? "float") });
      }
    },
    run: (feeds) => Promise.try(() => runProgram(program, order, feeds, held, arrays)),
    close: () => Promise.try(drop),
  };
}

/** An input that is kept from call to call. */
interface Held<T> {
  readonly value: Value;
  readonly array: T;
}

export function readProgram(engine: string, text: Uint8Array): Program {
  try {
    return parseProgram(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw loadError(engine, text, error);
  }
}

export function expectedInput({ role, tensor }: ProgramInput): ExpectedInput {
  const shape = role === "step" ? ["steps", ...tensor.shape] : tensor.shape;
  return { name: inputName(tensor), dataType: tensor.dataType, shape };
}

function runProgram<T>(
  program: Program,
  order: readonly Tensor[],
  feeds: Values,
  held: ReadonlyMap<string, Held<T>>,
  arrays: Arrays<T>,
): Values {
  const kept = [...held].map(([name, { value }]) => [name, value]);
  const values: Values = { ...Object.fromEntries(kept), ...feeds };
  const sizes = bindFeeds(program.inputs.map(expectedInput), values);
  const notOurs = new Set([...held.values()].map(({ array }) => array));
  const ours = new Set<T>();
  const own = (array: T) => notOurs.has(array) ? array : (ours.add(array), array);
  const freeAllBut = (used: ReadonlySet<T>) => {
    for (const array of ours.difference(used)) {
      arrays.free(array);
      ours.delete(array);
    }
  };
  try {
    // What no step changes is made into arrays once, and state stays in arrays between steps.
    const current = new Map(
      program.inputs.filter(({ role }) => role !== "step").map(({ tensor }) => {
        const name = inputName(tensor);
        const array = feeds[name] ? undefined : held.get(name)?.array;
        return [name, array ?? own(arrays.fromValue(values[name]!, tensor.dataType))];
      }),
    );
    const stacks = program.outputs.map((): Value[] => []);
    for (let step = 0; step < (isLoop(program) ? sizes.get("steps")! : 1); step++) {
      const results = arrays.scope(() => {
        const computed = evaluate(
          order,
          arrays,
          sizes,
          (name, dataType) =>
            current.get(name) ?? arrays.fromValue(sliceStep(values[name]!, step), dataType),
        );
        return program.outputs.map(({ tensor }) => computed.get(tensor)!);
      }).map(own);
      for (const [index, { role, name, tensor }] of program.outputs.entries()) {
        const array = results[index]!;
        if (role === "state") current.set(stateOf(name), array);
        else stacks[index]!.push(arrays.toValue(array, tensor.dataType));
      }
      freeAllBut(new Set(current.values()));
    }
    return Object.fromEntries(program.outputs.map((output, index) => [
      output.name,
      output.role === "state"
        ? arrays.toValue(current.get(stateOf(output.name))!, output.tensor.dataType)
        : collect(output, stacks[index]!, sizes),
    ]));
  } finally {
    freeAllBut(new Set());
  }
}

function evaluate<T>(
  order: readonly Tensor[],
  arrays: Arrays<T>,
  sizes: ReadonlyMap<string, number>,
  given: (name: string, dataType: DataType) => T,
): Map<Tensor, T> {
  const results = new Map<Tensor, T>();
  for (const tensor of order) {
    const { origin } = tensor;
    if (origin.op === "input") {
      results.set(tensor, given(origin.name, tensor.dataType));
      continue;
    }
    const inputs = origin.inputs.map((input) => results.get(input)!);
    const shape = resolveShape(tensor.shape, sizes);
    results.set(tensor, arrays.apply(origin.op, inputs, origin.attributes, shape));
  }
  return results;
}

/** What the steps gave, one array below the other. */
export function collect(
  output: ProgramOutput,
  stack: readonly Value[],
  sizes: ReadonlyMap<string, number>,
): Value {
  if (output.role === "result") return stack[0]!;
  const shape = resolveShape(["steps", ...output.tensor.shape], sizes);
  const length = shape.reduce((product, size) => product * size, 1);
  const data: NumberArray = output.tensor.dataType === "int"
    ? new Int32Array(length)
    : new Float64Array(length);
  let offset = 0;
  for (const value of stack) {
    data.set(value.data, offset);
    offset += value.data.length;
  }
  return { shape, data };
}

const STATE_SUFFIX = nextName("");

function stateOf(outputName: string): string {
  return outputName.slice(0, -STATE_SUFFIX.length);
}

export function sliceStep({ shape, data }: Value, step: number): Value {
  const length = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.subarray(step * length, (step + 1) * length) };
}
