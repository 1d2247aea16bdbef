/** Ops that make an axis disappear: sums, sizes and the position of the largest value. */
import type { OpTable } from "../op.ts";
import { shiftAxes } from "../runs.ts";
import { elementCount, formatShape, type Shape } from "../shape.ts";
import { generate, sizeOf, stridesOf } from "./nd_array.ts";
import { floats } from "./samples.ts";

function checkAxes(shape: Shape, axes: readonly number[]): void {
  const wrong = axes.find((axis) => !Number.isInteger(axis) || axis < 0 || axis >= shape.length);
  if (wrong !== undefined) throw new RangeError(`no axis ${wrong} in ${formatShape(shape)}`);
  if (new Set(axes).size === axes.length) return;
  throw new RangeError(`axes ${axes.join()} of ${formatShape(shape)} are not distinct`);
}

function reduceShape(shape: Shape, axes: readonly number[], keepDimensions: boolean): Shape {
  checkAxes(shape, axes);
  const ones = shape.map((size, axis) => axes.includes(axis) ? 1 : size);
  return keepDimensions ? ones : ones.filter((_, axis) => !axes.includes(axis));
}

export const reduction = {
  sum: {
    shape: ([input], { axes, keepDimensions }) => reduceShape(input, axes, keepDimensions),
    gradient: (dy, [input], _, { axes }) => [
      dy.reshape(reduceShape(input.shape, axes, true)).broadcastLike(input),
    ],
    batch: ([input], { axes, keepDimensions }) =>
      input.tensor.sum(shiftAxes(input, axes), keepDimensions),
    onnx: (emit, [input], { axes, keepDimensions }) =>
      emit.node("ReduceSum", [input, emit.constant(axes, [axes.length], "int64")], {
        keepdims: Number(keepDimensions),
      }),
    native: (emit, [input], { axes }, shape) => emit.reshape(emit.sum(input, axes), shape),
    tfjs: (tf, [input], { axes, keepDimensions }) => tf.sum(input, [...axes], keepDimensions),
    evaluate: ([input], { axes }, shape) => {
      const result = new Float64Array(sizeOf(shape));
      const kept = input.shape.map((size, axis) => axes.includes(axis) ? 1 : size);
      const strides = stridesOf(kept).map((stride, axis) => axes.includes(axis) ? 0 : stride);
      let position = 0;
      generate(input.shape, (at) => {
        const target = at.reduce((offset, index, axis) => offset + index * strides[axis]!, 0);
        return result[target]! += input.data[position++]!;
      });
      return result;
    },
    samples: [
      { inputs: [floats([2, 3])], attributes: { axes: [0], keepDimensions: false }, shape: [3] },
      {
        inputs: [floats([2, 3, 4])],
        attributes: { axes: [0, 2], keepDimensions: true },
        shape: [1, 3, 1],
      },
      { inputs: [floats([2, 3])], attributes: { axes: [0, 1], keepDimensions: false }, shape: [] },
    ],
  },
  size: {
    shape: ([input], { axes }) => {
      checkAxes(input, axes);
      return [];
    },
    dataType: () => "float",
    gradient: () => [null],
    batch: ([input], { axes }) => input.tensor.size(shiftAxes(input, axes)),
    // Read off an input of the whole program, so that the tensor itself need not be computed.
    onnx: (emit, _inputs, { axes }, { shapes: [shape] }) =>
      emit.cast(emit.size(elementCount(axes.map((axis) => shape[axis]!))), "float"),
    native: (emit, [input], { axes }) => emit.size(input, axes),
    tfjs: (tf, [input], { axes }) =>
      tf.scalar(axes.reduce((product, axis) => product * input.shape[axis]!, 1)),
    evaluate: ([input], { axes }) =>
      Float64Array.of(axes.reduce((product, axis) => product * input.shape[axis]!, 1)),
    samples: [{ inputs: [floats([2, 3, 4])], attributes: { axes: [0, 2] }, shape: [] }],
  },
  argmax: {
    shape: ([input]) => {
      checkAxes(input, [input.length - 1]);
      return input.slice(0, -1);
    },
    dataType: () => "int",
    gradient: () => [null],
    batch: ([{ tensor }]) => tensor.argmax(),
    onnx: (emit, [input]) =>
      emit.cast(emit.node("ArgMax", [input], { axis: -1, keepdims: 0 }), "int"),
    native: (emit, [input], _, shape) => emit.reshape(emit.reduceRows("argmax", input), shape),
    tfjs: (tf, [input]) => tf.argMax(input, -1),
    evaluate: ([input], _, shape) => {
      const width = input.shape.at(-1)!;
      return Float64Array.from({ length: sizeOf(shape) }, (_, row) => {
        const values = input.data.subarray(row * width, (row + 1) * width);
        return values.reduce((best, value, index) => value > values[best]! ? index : best, 0);
      });
    },
    samples: [{ inputs: [floats([2, 3, 5])], attributes: {}, shape: [2, 3] }],
  },
} satisfies Partial<OpTable>;
