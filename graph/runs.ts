/** What the op rows are given to write an op for several runs at once; see batching.ts. */
import type { DataType } from "./op.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** An input that is the same for all runs, or has a leading axis with one slice for each. */
export interface RunInput {
  readonly tensor: Tensor;
  readonly perRun: boolean;
}

export interface Runs {
  /** The numbers of the runs, from 0: int [runs]. */
  readonly ids: Tensor;
  /** The input with its axis of runs, a copy for each where all share it. */
  expand(input: RunInput): Tensor;
  constant(values: readonly number[], type: DataType, shape: readonly number[]): Tensor;
}

/** The shape that the input has in a single run. */
export function singleShape({ tensor, perRun }: RunInput): Shape {
  return perRun ? tensor.shape.slice(1) : tensor.shape;
}

/**
 * Tensors that broadcast with each other in every run as the inputs do in a single one: sizes of 1
 * come between the axis of runs and the others.
 */
export function alignRuns(...inputs: readonly RunInput[]): Tensor[] {
  const rank = Math.max(...inputs.map((input) => singleShape(input).length));
  return inputs.map((input) => {
    const { tensor, perRun } = input;
    const shape = singleShape(input);
    if (!perRun || shape.length === rank) return tensor;
    const ones = new Array<number>(rank - shape.length).fill(1);
    return tensor.reshape([tensor.shape[0]!, ...ones, ...shape]);
  });
}

/** An elementwise op of one input. */
export function batchOne(compute: (input: Tensor) => Tensor) {
  return ([{ tensor }]: readonly [RunInput]) => compute(tensor);
}

/** An elementwise op of two inputs. */
export function batchTwo(compute: (left: Tensor, right: Tensor) => Tensor) {
  return (inputs: readonly [RunInput, RunInput]) => {
    const [left, right] = alignRuns(...inputs);
    return compute(left!, right!);
  };
}

/** Axes of a single run where the input is that of one, and the same axes behind that of runs. */
export function shiftAxes({ perRun }: RunInput, axes: readonly number[]): number[] {
  return axes.map((axis) => axis + Number(perRun));
}
