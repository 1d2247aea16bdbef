/**
 * Runs a program op by op on any kind of array: the loop, the binding of sizes and the order of
 * execution are here once; an engine adds only how to hold an array and how to apply an op.
 */
import type { DataType, OpName } from "../graph/op.ts";
import {
  inputName,
  isLoop,
  nextName,
  type Program,
  type ProgramOutput,
  topologicalOrder,
} from "../graph/program.ts";
import { parseProgram } from "../graph/text.ts";
import { bindShape, resolveShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Executable, NumberArray, Value, Values } from "./engine.ts";

/** Arrays of type `T`, and how to compute with them. */
export interface Arrays<T> {
  fromValue(value: Value, dataType: DataType): T;
  toValue(array: T, dataType: DataType): Value;
  apply(op: OpName, inputs: readonly T[], attributes: object, shape: readonly number[]): T;
}

/** An executable that walks the program for every step. */
export function interpret<T>(text: Uint8Array, arrays: Arrays<T>): Executable {
  const program = parseProgram(new TextDecoder().decode(text));
  const order = topologicalOrder(program.outputs.map((output) => output.tensor));
  return {
    run: (feeds) => Promise.resolve(runProgram(program, order, feeds, arrays)),
    close: () => Promise.resolve(),
  };
}

function runProgram<T>(
  program: Program,
  order: readonly Tensor[],
  feeds: Values,
  arrays: Arrays<T>,
): Values {
  const sizes = new Map<string, number>();
  for (const { role, tensor } of program.inputs) {
    const name = inputName(tensor);
    const value = feeds[name];
    if (!value) throw new RangeError(`Program "${program.name}" needs input "${name}"`);
    bindShape(
      name,
      role === "step" ? ["steps", ...tensor.shape] : tensor.shape,
      value.shape,
      sizes,
    );
  }
  let current: Values = feeds;
  const stacks = program.outputs.map((): Value[] => []);
  for (let step = 0; step < (isLoop(program) ? sizes.get("steps")! : 1); step++) {
    const results = evaluate(order, arrays, sizes, (tensor) => {
      const role = program.inputs.find((each) => each.tensor === tensor)!.role;
      const value = current[inputName(tensor)]!;
      return role === "step" ? sliceStep(value, step) : value;
    });
    const next: Record<string, Value> = { ...current };
    for (const [index, { role, name, tensor }] of program.outputs.entries()) {
      const value = arrays.toValue(results.get(tensor)!, tensor.dataType);
      if (role === "state") next[stateOf(name)] = value;
      else stacks[index]!.push(value);
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
  const data: NumberArray = new Float64Array(shape.reduce((product, size) => product * size, 1));
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
