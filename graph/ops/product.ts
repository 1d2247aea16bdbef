/** Matrix products, plain or over a batch of matrices, with either side transposed. */
import type { Attributes, DataType, NdArray, OpTable, Tf, TfTensor } from "../op.ts";
import { alignRuns } from "../runs.ts";
import { broadcastShapes, formatShape, sameShape, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { elementAt, generate, sizeOf } from "./nd_array.ts";
import { floats } from "./samples.ts";

type Flags = Attributes<"matmul">;

function productShape(left: Shape, right: Shape, flags: Flags): Shape {
  const fits = left.length >= 2 && left.length === right.length &&
    sameShape(left.slice(0, -2), right.slice(0, -2));
  if (!fits) {
    throw new RangeError(
      `matrices ${formatShape(left)} and ${formatShape(right)} need the same leading sizes`,
    );
  }
  const [rows, leftInner] = flags.transposeLeft ? [-1, -2] : [-2, -1];
  const [rightInner, columns] = flags.transposeRight ? [-1, -2] : [-2, -1];
  if (left.at(leftInner) !== right.at(rightInner)) {
    throw new RangeError(
      `inner sizes of ${formatShape(left)} and ${formatShape(right)} ` +
        `are ${left.at(leftInner)} and ${right.at(rightInner)}`,
    );
  }
  return [...left.slice(0, -2), left.at(rows)!, right.at(columns)!];
}

/** Products of integers have no kernel in onnxruntime. */
function productType(types: readonly DataType[]): "float" {
  if (types.every((type) => type === "float")) return "float";
  throw new RangeError(`data types are ${types.join(" and ")}, and must be float`);
}

/** With C = op(A) op(B): dA = dC op(B)^T and dB = op(A)^T dC, transposed back where op transposes. */
function productGradient(dy: Tensor, left: Tensor, right: Tensor, flags: Flags): [Tensor, Tensor] {
  const { transposeLeft, transposeRight } = flags;
  const dLeft = transposeLeft
    ? right.matmul(dy, { transposeLeft: transposeRight, transposeRight: true })
    : dy.matmul(right, { transposeRight: !transposeRight });
  const dRight = transposeRight
    ? dy.matmul(left, { transposeLeft: true, transposeRight: transposeLeft })
    : left.matmul(dy, { transposeLeft: !transposeLeft });
  return [dLeft, dRight];
}

function gemmAttributes(flags: Flags): Record<string, number> {
  return { transA: Number(flags.transposeLeft), transB: Number(flags.transposeRight) };
}

function evaluateProduct(
  left: NdArray,
  right: NdArray,
  flags: Flags,
  shape: readonly number[],
): Float64Array {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const inner = left.shape.at(flags.transposeLeft ? -2 : -1)!;
  const [leftRow, leftInner] = flags.transposeLeft ? [1, rows] : [inner, 1];
  const [rightInner, rightColumn] = flags.transposeRight ? [1, inner] : [columns, 1];
  const result = new Float64Array(sizeOf(shape));
  for (let position = 0; position < result.length; position++) {
    const matrix = Math.floor(position / (rows * columns));
    const row = Math.floor(position / columns) % rows;
    const leftStart = matrix * rows * inner + row * leftRow;
    const rightStart = matrix * inner * columns + (position % columns) * rightColumn;
    let total = 0;
    for (let k = 0; k < inner; k++) {
      total += left.data[leftStart + k * leftInner]! * right.data[rightStart + k * rightInner]!;
    }
    result[position] = total;
  }
  return result;
}

function tfProduct(tf: Tf, left: TfTensor, right: TfTensor, flags: Flags): TfTensor {
  return tf.matMul(left, right, flags.transposeLeft, flags.transposeRight);
}

const layouts = [[false, false], [true, false], [false, true], [true, true]].map(
  ([transposeLeft, transposeRight]) => ({
    left: transposeLeft ? [4, 3] : [3, 4],
    right: transposeRight ? [5, 4] : [4, 5],
    attributes: { transposeLeft: transposeLeft!, transposeRight: transposeRight! },
  }),
);

export const product = {
  matmul: {
    shape: ([left, right], flags) => productShape(left, right, flags),
    dataType: productType,
    gradient: (dy, [left, right], _, flags) => productGradient(dy, left, right, flags),
    batch: ([left, right], flags, runs) => runs.expand(left).matmul(runs.expand(right), flags),
    onnx: (emit, inputs, flags, { shape }) =>
      shape.length === 2
        ? emit.node("Gemm", inputs, gemmAttributes(flags))
        : emit.batchedProduct(inputs, flags, shape.length),
    native: (emit, inputs, flags, shape) => emit.product(inputs, flags, shape),
    tfjs: (tf, [left, right], flags) => tfProduct(tf, left, right, flags),
    evaluate: ([left, right], flags, shape) => evaluateProduct(left, right, flags, shape),
    samples: [
      ...layouts.map(({ left, right, attributes }) => ({
        inputs: [floats(left), floats(right)] as const,
        attributes,
        shape: [3, 5],
      })),
      ...layouts.map(({ left, right, attributes }) => ({
        inputs: [floats([2, 3, ...left]), floats([2, 3, ...right])] as const,
        attributes,
        shape: [2, 3, 3, 5],
      })),
    ],
  },
  /**
   * A product of two matrices plus a matrix or a row, which simplify.ts makes of matmul and add:
   * one pass over memory less.
   */
  matmulAdd: {
    shape: ([left, right, addend], flags) => {
      const shape = productShape(left, right, flags);
      if (shape.length !== 2) {
        throw new RangeError(`the product is no matrix, its shape is ${formatShape(shape)}`);
      }
      if (sameShape(broadcastShapes(shape, addend), shape)) return shape;
      throw new RangeError(`addend ${formatShape(addend)} does not fit ${formatShape(shape)}`);
    },
    dataType: productType,
    gradient: (dy, [left, right], _, flags) => [...productGradient(dy, left, right, flags), dy],
    batch: ([left, right, addend], flags, runs) => {
      const tensor = runs.expand(left).matmul(runs.expand(right), flags);
      const [product, added] = alignRuns({ tensor, perRun: true }, addend);
      return product!.add(added!);
    },
    onnx: (emit, inputs, flags) => emit.node("Gemm", inputs, gemmAttributes(flags)),
    native: (emit, inputs, flags, shape) => emit.product(inputs, flags, shape),
    tfjs: (tf, [left, right, addend], flags) => tf.add(tfProduct(tf, left, right, flags), addend),
    evaluate: ([left, right, addend], flags, shape) => {
      const result = evaluateProduct(left, right, flags, shape);
      let position = 0;
      return generate(shape, (at) => result[position++]! + elementAt(addend, at));
    },
    samples: [
      {
        inputs: [floats([3, 4]), floats([5, 4]), floats([5])],
        attributes: { transposeLeft: false, transposeRight: true },
        shape: [3, 5],
      },
      {
        inputs: [floats([4, 3]), floats([4, 5]), floats([3, 5])],
        attributes: { transposeLeft: true, transposeRight: false },
        shape: [3, 5],
      },
      {
        inputs: [floats([3, 4]), floats([4, 5]), floats([3, 1])],
        attributes: { transposeLeft: false, transposeRight: false },
        shape: [3, 5],
      },
    ],
  },
} satisfies Partial<OpTable>;
