/** Ops that normalise each row (the last axis). */
import type { NativeEmitter, NativeTensor } from "../native_emitter.ts";
import type { NdArray, OpTable } from "../op.ts";
import { alignRuns, singleShape } from "../runs.ts";
import { formatShape, type Shape } from "../shape.ts";
import { mapRows, sizeOf } from "./nd_array.ts";
import { floats } from "./samples.ts";

function checkRows(input: Shape): Shape {
  if (input.length > 0) return input;
  throw new RangeError(`a row to normalise has an axis, but the shape is ${formatShape(input)}`);
}

function logSumExp(row: Float64Array): number {
  const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(row.reduce((total, value) => total + Math.exp(value - largest), 0));
}

/** Mean and 1 / sqrt(variance + epsilon) of each row; the variance divides by the row's length. */
function rowStatistics(input: NdArray, epsilon: number): { mean: number; inverse: number }[] {
  const width = input.shape.at(-1)!;
  return Array.from({ length: input.data.length / width }, (_, index) => {
    const row = input.data.subarray(index * width, (index + 1) * width);
    const mean = row.reduce((total, value) => total + value, 0) / width;
    const variance = row.reduce((total, value) => total + (value - mean) ** 2, 0) / width;
    return { mean, inverse: 1 / Math.sqrt(variance + epsilon) };
  });
}

/** Each row less its largest number, the powers of e of that, and their sum. */
function nativeExponentials(emit: NativeEmitter, input: NativeTensor, shape: Shape) {
  const largest = emit.reduceRows("max", input);
  const shifted = emit.map("$0 - $1", [input, largest], shape);
  const powers = emit.map("exp_float($0)", [shifted], shape);
  return { shifted, powers, total: emit.reduceRows("sum", powers) };
}

const layerNormInputs = [floats([2, 3, 8]), floats([8]), floats([8])] as const;

export const normalization = {
  softmax: {
    shape: ([input]) => checkRows(input),
    // dx = y (dy - sum(y dy))
    gradient: (dy, _, y) => [y.mul(dy.sub(dy.mul(y).sum([-1], true)))],
    batch: ([{ tensor }]) => tensor.softmax(),
    onnx: (emit, [input]) => emit.node("Softmax", [input], { axis: -1 }),
    native: (emit, [input], _, shape) => {
      const { powers, total } = nativeExponentials(emit, input, shape);
      return emit.map("$0 / $1", [powers, total], shape);
    },
    tfjs: (tf, [input]) => tf.softmax(input),
    evaluate: ([input]) =>
      mapRows(input, (row) => {
        const total = logSumExp(row);
        row.forEach((value, index) => row[index] = Math.exp(value - total));
      }),
    samples: [{ inputs: [floats([2, 3, 5])], attributes: {}, shape: [2, 3, 5] }],
  },
  logSoftmax: {
    shape: ([input]) => checkRows(input),
    // dx = dy - softmax(x) sum(dy)
    gradient: (dy, _, y) => [dy.sub(y.exp().mul(dy.sum([-1], true)))],
    batch: ([{ tensor }]) => tensor.logSoftmax(),
    onnx: (emit, [input]) => emit.logSoftmax(input),
    native: (emit, [input], _, shape) => {
      const { shifted, total } = nativeExponentials(emit, input, shape);
      return emit.map("$0 - $1", [shifted, emit.map("log_float($0)", [total], total.shape)], shape);
    },
    tfjs: (tf, [input]) => tf.logSoftmax(input),
    evaluate: ([input]) =>
      mapRows(input, (row) => {
        const total = logSumExp(row);
        row.forEach((value, index) => row[index] = value - total);
      }),
    samples: [{ inputs: [floats([4, 5], -9, 9)], attributes: {}, shape: [4, 5] }],
  },
  /**
   * gain (x - mean) / sqrt(variance + epsilon) + bias over the last axis (Ba, Kiros, Hinton,
   * arXiv:1607.06450); the statistics are outputs too, because the gradient needs them.
   */
  layerNorm: {
    shape: ([input, gain, bias], { output }) => {
      const width = checkRows(input).at(-1);
      if (gain.length !== 1 || bias.length !== 1 || gain[0] !== width || bias[0] !== width) {
        throw new RangeError(
          `gain ${formatShape(gain)} and bias ${formatShape(bias)} need one number for each ` +
            `of the ${width} columns of ${formatShape(input)}`,
        );
      }
      return output === "value" ? input : [...input.slice(0, -1), 1];
    },
    // With n = (x - mean) / deviation and dn = gain dy:
    // dx = (dn - mean(dn) - n mean(n dn)) / deviation
    gradient: (dy, [input, gain, bias], _, { epsilon, output }) => {
      if (output !== "value") throw new RangeError(`No gradient flows through the ${output}`);
      const inverse = input.layerNorm(gain, bias, epsilon, "inverseDeviation");
      const normalized = input.sub(input.layerNorm(gain, bias, epsilon, "mean")).mul(inverse);
      const dn = dy.mul(gain);
      const centred = dn.sub(dn.mean([-1], true));
      const dx = centred.sub(normalized.mul(dn.mul(normalized).mean([-1], true))).mul(inverse);
      return [dx, dy.mul(normalized), dy];
    },
    // Rows are normalised by themselves; gains and biases of the runs come after that.
    batch: ([input, gain, bias], { epsilon, output }, runs) => {
      const width = Number(singleShape(gain)[0]);
      const [ones, zeros] = [1, 0].map((value) =>
        runs.constant(new Array<number>(width).fill(value), "float", [width])
      );
      const tensor = input.tensor.layerNorm(ones!, zeros!, epsilon, output);
      if (output !== "value") return tensor;
      const rows = { ...input, tensor };
      const [left, scale] = alignRuns(rows, gain);
      const scaled = { tensor: left!.mul(scale!), perRun: input.perRun || gain.perRun };
      const [right, shift] = alignRuns(scaled, bias);
      return right!.add(shift!);
    },
    onnx: (emit, inputs, { epsilon, output }) => {
      const attributes = { axis: -1, epsilon: { float: epsilon } };
      const names = emit.outputs("LayerNormalization", inputs, attributes, 3);
      return names[["value", "mean", "inverseDeviation"].indexOf(output)]!;
    },
    native: (emit, [input, gain, bias], { epsilon, output }) => {
      const width = emit.size(input, [input.shape.length - 1]);
      const mean = (rows: NativeTensor) => {
        const total = emit.reduceRows("sum", rows);
        return emit.map("$0 / $1", [total, width], total.shape);
      };
      const means = mean(input);
      const centred = emit.map("$0 - $1", [input, means], input.shape);
      const variance = mean(emit.map("$0 * $0", [centred], input.shape));
      const smallest = emit.constant([epsilon], [], "float");
      const root = "1 / __builtin_sqrtf($0 + $1)";
      const inverse = emit.map(root, [variance, smallest], variance.shape);
      if (output === "mean") return means;
      if (output === "inverseDeviation") return inverse;
      const normalized = emit.map("$0 * $1", [centred, inverse], input.shape);
      return emit.map("$0 * $1 + $2", [normalized, gain, bias], input.shape);
    },
    tfjs: (tf, [input, gain, bias], { epsilon, output }) => {
      const { mean, variance } = tf.moments(input, -1, true);
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      if (output === "mean") return mean;
      if (output === "inverseDeviation") return inverse;
      return tf.add(tf.mul(tf.mul(tf.sub(input, mean), inverse), gain), bias);
    },
    evaluate: ([input, gain, bias], { epsilon, output }, shape) => {
      const rows = rowStatistics(input, epsilon);
      if (output === "mean") return Float64Array.from(rows, ({ mean }) => mean);
      if (output === "inverseDeviation") return Float64Array.from(rows, ({ inverse }) => inverse);
      const width = shape.at(-1)!;
      return Float64Array.from({ length: sizeOf(shape) }, (_, position) => {
        const { mean, inverse } = rows[Math.floor(position / width)]!;
        const column = position % width;
        const normalized = (input.data[position]! - mean) * inverse;
        return normalized * gain.data[column]! + bias.data[column]!;
      });
    },
    samples: [
      {
        inputs: layerNormInputs,
        attributes: { epsilon: 1e-5, output: "value" },
        shape: [2, 3, 8],
      },
      { inputs: layerNormInputs, attributes: { epsilon: 1e-5, output: "mean" }, shape: [2, 3, 1] },
      {
        inputs: layerNormInputs,
        attributes: { epsilon: 1e-5, output: "inverseDeviation" },
        shape: [2, 3, 1],
      },
    ],
  },
} satisfies Partial<OpTable>;
