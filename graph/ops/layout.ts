/** Ops that move elements without changing them. */
import type { OpTable } from "../op.ts";
import { alignRuns, shiftAxes } from "../runs.ts";
import { broadcastShapes, elementCount, formatShape, sameShape } from "../shape.ts";
import { elementAt, generate } from "./nd_array.ts";
import { floats } from "./samples.ts";

export const layout = {
  reshape: {
    shape: ([input], { shape }) => {
      if (elementCount(input) === elementCount(shape)) return shape;
      throw new RangeError(`${formatShape(input)} does not fill ${formatShape(shape)}`);
    },
    gradient: (dy, [input]) => [dy.reshape(input.shape)],
    batch: ([{ tensor }], { shape }) => tensor.reshape([tensor.shape[0]!, ...shape]),
    onnx: (emit, [input], { shape }) => emit.node("Reshape", [input, emit.shape(shape)]),
    native: (emit, [input], { shape }) => emit.reshape(input, shape),
    tfjs: (tf, [input], _, shape) => tf.reshape(input, [...shape]),
    evaluate: ([input]) => input.data.slice(),
    samples: [
      { inputs: [floats([2, 6])], attributes: { shape: [3, 4] }, shape: [3, 4] },
      { inputs: [floats([1, 1])], attributes: { shape: [] }, shape: [] },
    ],
  },
  transpose: {
    shape: ([input], { order }) => {
      const sorted = [...order].sort((a, b) => a - b);
      if (order.length === input.length && sorted.every((axis, index) => axis === index)) {
        return order.map((axis) => input[axis]!);
      }
      throw new RangeError(`order ${order.join()} does not list the axes of ${formatShape(input)}`);
    },
    gradient: (dy, _inputs, _y, { order }) => [
      dy.transpose(order.map((_, axis) => order.indexOf(axis))),
    ],
    batch: ([input], { order }) => input.tensor.transpose([0, ...shiftAxes(input, order)]),
    onnx: (emit, [input], { order }) => emit.node("Transpose", [input], { perm: order }),
    native: (emit, [input], { order }) => emit.transpose(input, order),
    tfjs: (tf, [input], { order }) => tf.transpose(input, [...order]),
    evaluate: ([input], { order }, shape) =>
      generate(shape, (at) => elementAt(input, order.map((_, axis) => at[order.indexOf(axis)]!))),
    samples: [
      { inputs: [floats([2, 3])], attributes: { order: [1, 0] }, shape: [3, 2] },
      { inputs: [floats([2, 3, 4])], attributes: { order: [2, 0, 1] }, shape: [4, 2, 3] },
    ],
  },
  slice: {
    shape: ([input], { axis, start, end }) => {
      const size = input[axis];
      if (typeof size === "number" && 0 <= start && start < end && end <= size) {
        return input.with(axis, end - start);
      }
      throw new RangeError(
        `no elements ${start} to ${end - 1} along axis ${axis} of ${formatShape(input)}`,
      );
    },
    gradient: (dy, [input], _, { axis, start, end }) => [
      dy.pad(axis, start, Number(input.shape[axis]) - end),
    ],
    batch: ([{ tensor }], { axis, start, end }) => tensor.slice(axis + 1, start, end),
    onnx: (emit, [input], { axis, start, end }) =>
      emit.node("Slice", [
        input,
        ...[start, end, axis].map((value) => emit.constant([value], [1], "int64")),
      ]),
    native: (emit, [input], { axis, start }, shape) => emit.slice(input, axis, start, shape),
    tfjs: (tf, [input], { axis, start }, shape) =>
      tf.slice(input, shape.map((_, at) => at === axis ? start : 0), [...shape]),
    evaluate: ([input], { axis, start }, shape) =>
      generate(shape, (at) => elementAt(input, at.with(axis, at[axis]! + start))),
    samples: [
      { inputs: [floats([4, 3])], attributes: { axis: 0, start: 1, end: 3 }, shape: [2, 3] },
      { inputs: [floats([2, 4, 3])], attributes: { axis: 1, start: 3, end: 4 }, shape: [2, 1, 3] },
    ],
  },
  pad: {
    shape: ([input], { axis, before, after }) => {
      const size = input[axis];
      if (typeof size === "number" && before >= 0 && after >= 0) {
        return input.with(axis, before + size + after);
      }
      throw new RangeError(
        `cannot add ${before} and ${after} zeros along axis ${axis} of ${formatShape(input)}`,
      );
    },
    gradient: (dy, [input], _, { axis, before }) => [
      dy.slice(axis, before, before + Number(input.shape[axis])),
    ],
    batch: ([{ tensor }], { axis, before, after }) => tensor.pad(axis + 1, before, after),
    onnx: (emit, [input], { axis, before, after }, { shape }) => {
      const zeros = shape.map(() => 0);
      const pads = [...zeros.with(axis, before), ...zeros.with(axis, after)];
      return emit.node("Pad", [input, emit.constant(pads, [pads.length], "int64")]);
    },
    native: (emit, [input], { axis, before }, shape) => emit.pad(input, axis, before, shape),
    tfjs: (tf, [input], { axis, before, after }, shape) =>
      tf.pad(input, shape.map((_, at): [number, number] => at === axis ? [before, after] : [0, 0])),
    evaluate: ([input], { axis, before }, shape) =>
      generate(shape, (at) => {
        const index = at[axis]! - before;
        return index >= 0 && index < input.shape[axis]!
          ? elementAt(input, at.with(axis, index))
          : 0;
      }),
    samples: [
      { inputs: [floats([2, 3])], attributes: { axis: 0, before: 1, after: 2 }, shape: [5, 3] },
      {
        inputs: [floats([2, 1, 3])],
        attributes: { axis: 1, before: 3, after: 0 },
        shape: [2, 4, 3],
      },
    ],
  },
  broadcastLike: {
    shape: ([input, like]) => {
      if (sameShape(broadcastShapes(input, like), like)) return like;
      throw new RangeError(`${formatShape(input)} does not broadcast to ${formatShape(like)}`);
    },
    gradient: (dy) => [dy, null],
    batch: ([input, like], _, runs) => {
      const all = runs.expand(like);
      const [tensor] = alignRuns(input, { tensor: all, perRun: true });
      return tensor!.broadcastLike(all);
    },
    onnx: (emit, [input], _, { shape }) => emit.node("Expand", [input, emit.shape(shape)]),
    native: (emit, [input], _, shape) => emit.broadcast(input, shape),
    tfjs: (tf, [input], _, shape) => tf.broadcastTo(input, [...shape]),
    evaluate: ([input], _, shape) => generate(shape, (at) => elementAt(input, at)),
    samples: [
      { inputs: [floats([3, 1]), floats([2, 3, 4])], attributes: {}, shape: [2, 3, 4] },
      { inputs: [floats([]), floats([5])], attributes: {}, shape: [5] },
    ],
  },
} satisfies Partial<OpTable>;
