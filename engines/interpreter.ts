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
  /** Calls `compute` and frees the arrays it made; what it returns holds none of them. */
  scope<Result>(compute: () => Result): Result;
}

/** An executable that walks the program for every step. */
export function interpret<T>(engine: string, text: Uint8Array, arrays: Arrays<T>): Executable {
  const program = readProgram(engine, text);
  const order = topologicalOrder(program.outputs.map((output) => output.tensor));
  return {
    run: (feeds) => Promise.try(runProgram, program, order, feeds, arrays),
    close: () => Promise.resolve(),
  };
}

function readProgram(engine: string, text: Uint8Array): Program {
  try {
    return parseProgram(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw loadError(engine, text, error);
  }
}

function expectedInput({ role, tensor }: ProgramInput): ExpectedInput {
  const shape = role === "step" ? ["steps", ...tensor.shape] : tensor.shape;
  return { name: inputName(tensor), dataType: tensor.dataType, shape };
}

function runProgram<T>(
  program: Program,
  order: readonly Tensor[],
  feeds: Values,
  arrays: Arrays<T>,
): Values {
  const sizes = bindFeeds(program.inputs.map(expectedInput), feeds);
  let current: Values = feeds;
  const stacks = program.outputs.map((): Value[] => []);
  for (let step = 0; step < (isLoop(program) ? sizes.get("steps")! : 1); step++) {
    const values = arrays.scope(() => {
      const results = evaluate(order, arrays, sizes, (tensor) => {
        const role = program.inputs.find((each) => each.tensor === tensor)!.role;
        const value = current[inputName(tensor)]!;
        return role === "step" ? sliceStep(value, step) : value;
      });
      return program.outputs.map(({ tensor }) =>
        arrays.toValue(results.get(tensor)!, tensor.dataType)
      );
    });
    const next: Record<string, Value> = { ...current };
    for (const [index, { role, name }] of program.outputs.entries()) {
      if (role === "state") next[stateOf(name)] = values[index]!;
      else stacks[index]!.push(values[index]!);
    }
    current = next;
  }
  return Object.fromEntries(
    program.outputs.map((output, index) => [
      output.name,
      collect(output, stacks[index]!, current, sizes),
    ]),
  );
}

function evaluate<T>(
  order: readonly Tensor[],
  arrays: Arrays<T>,
  sizes: ReadonlyMap<string, number>,
  feed: (tensor: Tensor) => Value,
): Map<Tensor, T> {
  const results = new Map<Tensor, T>();
  for (const tensor of order) {
    const { origin } = tensor;
    if (origin.op === "input") {
      results.set(tensor, arrays.fromValue(feed(tensor), tensor.dataType));
      continue;
    }
    const inputs = origin.inputs.map((input) => results.get(input)!);
    const shape = resolveShape(tensor.shape, sizes);
    results.set(tensor, arrays.apply(origin.op, inputs, origin.attributes, shape));
  }
  return results;
}

function collect(
  output: ProgramOutput,
  stack: readonly Value[],
  current: Values,
  sizes: ReadonlyMap<string, number>,
): Value {
  if (output.role === "state") return current[stateOf(output.name)]!;
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

function sliceStep({ shape, data }: Value, step: number): Value {
  const length = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.subarray(step * length, (step + 1) * length) };
}
