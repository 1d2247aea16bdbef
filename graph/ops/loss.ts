/**
 * The cross-entropy of classes in numbers of a stated precision, whatever the rest of the program
 * computes with, and its slope in the same numbers: what is lost to rounding is what is studied
 * (Prieto et al., arXiv:2501.04697).
 */
import type { NativeEmitter, NativeTensor } from "../native_emitter.ts";
import type { OnnxEmitter } from "../onnx_emitter.ts";
import type { Attributes, DataType, NdArray, OpTable } from "../op.ts";
import type { RunInput, Runs } from "../runs.ts";
import { formatShape, multiplyDimensions, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { sizeOf } from "./nd_array.ts";
import { floats, integers } from "./samples.ts";

type Kind = Attributes<"crossEntropy">;

function checkRows([logits, targets]: readonly Shape[]): void {
  if (logits!.length === 2 && targets!.length === 1 && logits![0] === targets![0]) return;
  throw new RangeError(
    `outputs ${formatShape(logits!)} need a target for each row, not ${formatShape(targets!)}`,
  );
}

function checkTargets(type: DataType): "float" {
  if (type === "int") return "float";
  throw new RangeError(`targets are ${type}, and must be int`);
}

/** To the nearest number of half precision, ties to even; others are left as they are. */
function round(value: number, { precision }: Kind): number {
  return precision === 16 ? Math.f16round(value) : value;
}

/** s(x) = x + 1 from 0 on, and 1 / (1 - x) below, with its derivative. */
function stable(x: number): readonly [value: number, slope: number] {
  return x < 0 ? [1 / (1 - x), 1 / (1 - x) ** 2] : [x + 1, 1];
}

/** The logarithms of the shares of all classes, by row. */
function logShares({ shape, data }: NdArray, kind: Kind): Float64Array[] {
  const classes = shape[1]!;
  return Array.from({ length: shape[0]! }, (_, row) => {
    const x = data.slice(row * classes, (row + 1) * classes).map((each) => round(each, kind));
    if (kind.form === "stableMax") {
      const total = x.reduce((sum, each) => sum + stable(each)[0], 0);
      return x.map((each) => Math.log(stable(each)[0] / total));
    }
    const largest = x.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = Math.log(x.reduce((sum, each) => sum + Math.exp(each - largest), 0));
    return x.map((each) => round(each - largest - total, kind));
  });
}

function evaluateSlope(
  [logits, targets, dy]: readonly [NdArray, NdArray, NdArray],
  kind: Kind,
  shape: readonly number[],
): Float64Array {
  const shares = logShares(logits, kind);
  const classes = shape[1]!;
  return Float64Array.from({ length: sizeOf(shape) }, (_, at) => {
    const [row, column] = [Math.floor(at / classes), at % classes];
    const hit = Number(column === targets.data[row]!);
    const share = Math.exp(shares[row]![column]!);
    const slope = round(dy.data[row]!, kind) * (share - hit);
    if (kind.form === "softmax") return round(slope, kind);
    const [value, rise] = stable(logits.data[at]!);
    return slope * rise / value;
  });
}

/** What both programs begin with: outputs, hits [rows, classes], and the type they are in. */
function emitInputs(
  emit: OnnxEmitter,
  [logits, targets]: readonly [string, string, ...string[]],
  { precision }: Kind,
  classes: number,
) {
  const type = precision === 64 ? "double" : "float";
  const exact = (name: string) => {
    if (precision === 16) return emit.cast(emit.cast(name, "half"), "float");
    return precision === 64 ? emit.cast(name, "double") : name;
  };
  const column = (name: string) =>
    emit.node("Unsqueeze", [name, emit.constant([-1], [1], "int64")]);
  const ids = emit.constant(Array.from({ length: classes }, (_, id) => id), [classes], "int");
  const hits = emit.cast(emit.node("Equal", [column(targets), ids]), type);
  return { x: exact(logits), hits, type, exact, column } as const;
}

type Emitted = ReturnType<typeof emitInputs>;

/** The logarithms of the shares of all classes. */
function emitLogShares(emit: OnnxEmitter, { x, exact, type }: Emitted, kind: Kind): string {
  if (kind.form === "stableMax") {
    const { values, total } = emitStable(emit, x, type);
    return emit.node("Log", [emit.node("Div", [values, total])]);
  }
  const shares = emit.logSoftmax(x);
  return kind.precision === 16 ? exact(shares) : shares;
}

/** s(x), its derivative, and the sum of s(x) over each row. */
function emitStable(emit: OnnxEmitter, x: string, type: "double" | "float") {
  const one = emit.constant([1], [], type);
  const isBelow = emit.cast(emit.node("Less", [x, emit.constant([0], [], type)]), type);
  const isAbove = emit.node("Sub", [one, isBelow]);
  const under = emit.node("Add", [one, emit.node("Relu", [emit.node("Neg", [x])])]);
  const below = emit.node("Div", [isBelow, under]);
  const above = emit.node("Mul", [isAbove, emit.node("Add", [x, one])]);
  const values = emit.node("Add", [below, above]);
  return {
    values,
    slopes: emit.node("Add", [emit.node("Mul", [below, below]), isAbove]),
    total: emit.node("ReduceSum", [values, emit.constant([1], [1], "int64")], { keepdims: 1 }),
  };
}

/** The logarithms of the shares of all classes in C, the outputs they are of, and the targets. */
function nativeLogShares(
  emit: NativeEmitter,
  logits: NativeTensor,
  targets: NativeTensor,
  { form, precision }: Kind,
) {
  const { shape } = logits;
  const type = precision === 64 ? "double" : "float";
  const round = (input: NativeTensor) =>
    precision === 16 ? emit.map("round_half($0)", [input], input.shape) : emit.cast(input, type);
  const x = round(logits);
  const start = { x, hit: emit.reshape(targets, [shape[0]!, 1]), type, round } as const;
  if (form === "stableMax") {
    const values = emit.map("$0 < 0 ? 1 / (1 - $0) : $0 + 1", [x], shape);
    const total = emit.reduceRows("sum", values);
    return { ...start, shares: emit.map(`log_${type}($0 / $1)`, [values, total], shape) };
  }
  const shifted = emit.map("$0 - $1", [x, emit.reduceRows("max", x)], shape);
  const total = emit.reduceRows("sum", emit.map(`exp_${type}($0)`, [shifted], shape));
  const whole = emit.map(`log_${type}($0)`, [total], total.shape);
  const shares = emit.map("$0 - $1", [shifted, whole], shape);
  return { ...start, shares: precision === 16 ? round(shares) : shares };
}

/** The rows of all runs as rows of one. */
function rowsOfRuns(input: RunInput, runs: Runs): Tensor {
  const tensor = runs.expand(input);
  const [count, rows, ...rest] = tensor.shape;
  return tensor.reshape([multiplyDimensions(count!, rows!), ...rest]);
}

const softmax = { form: "softmax", precision: 64 } as const;
const half = { form: "softmax", precision: 16 } as const;
const stableMax = { form: "stableMax", precision: 64 } as const;
const stableMax32 = { form: "stableMax", precision: 32 } as const;
const outputs = floats([6, 5], -9, 9);
const kinds = [softmax, half, stableMax, stableMax32] as const;

export const loss = {
  crossEntropy: {
    shape: (shapes) => {
      checkRows(shapes);
      return shapes[1];
    },
    dataType: ([, targets]) => checkTargets(targets),
    gradient: (dy, [logits, targets], _, kind) => [
      logits.crossEntropySlope(targets, dy, kind),
      null,
    ],
    batch: ([logits, targets], kind, runs) =>
      rowsOfRuns(logits, runs).crossEntropy(rowsOfRuns(targets, runs), kind)
        .reshape(runs.expand(targets).shape),
    onnx: (emit, inputs, kind, { shapes: [logits] }) => {
      const start = emitInputs(emit, inputs, kind, Number(logits[1]));
      const own = emit.node("Mul", [emitLogShares(emit, start, kind), start.hits]);
      const axis = emit.constant([1], [1], "int64");
      const losses = emit.node("Neg", [emit.node("ReduceSum", [own, axis], { keepdims: 0 })]);
      return start.type === "double" ? emit.cast(losses, "float") : losses;
    },
    native: (emit, [logits, targets], kind, shape) => {
      const { shares, hit } = nativeLogShares(emit, logits, targets, kind);
      const own = emit.map("$last == $1 ? -$0 : 0", [shares, hit], shares.shape);
      return emit.reshape(emit.cast(emit.reduceRows("sum", own), "float"), shape);
    },
    // TensorFlow.js has float32 alone, so the host computes.
    tfjs: (tf, [logits, targets], kind, shape) => {
      const shares = logShares({ shape: logits.shape, data: toFloat64(logits.dataSync()) }, kind);
      const classes = targets.dataSync();
      return tf.tensor(shares.map((row, at) => -row[classes[at]!]!), [...shape], "float32");
    },
    evaluate: ([logits, targets], kind) =>
      Float64Array.from(logShares(logits, kind), (row, at) => -row[targets.data[at]!]!),
    samples: kinds.map((kind) => ({
      inputs: [outputs, integers([6], 5)],
      attributes: kind,
      shape: [6],
    })),
  },
  /** Of the sum of the losses, each times its `dy`, for the outputs: nobody needs its gradient. */
  crossEntropySlope: {
    shape: (shapes) => {
      checkRows(shapes);
      return shapes[0];
    },
    dataType: ([, targets]) => checkTargets(targets),
    gradient: () => {
      throw new RangeError("No gradient flows through the slope of a cross-entropy");
    },
    batch: ([logits, targets, dy], kind, runs) =>
      rowsOfRuns(logits, runs)
        .crossEntropySlope(rowsOfRuns(targets, runs), rowsOfRuns(dy, runs), kind)
        .reshape(runs.expand(logits).shape),
    onnx: (emit, inputs, kind, { shapes: [logits] }) => {
      const start = emitInputs(emit, inputs, kind, Number(logits[1]));
      const { x, hits, type, exact, column } = start;
      const dy = column(exact(inputs[2]));
      const shares = emit.node("Exp", [emitLogShares(emit, start, kind)]);
      const slope = emit.node("Mul", [dy, emit.node("Sub", [shares, hits])]);
      if (kind.form === "softmax") {
        return type === "double" ? emit.cast(slope, "float") : exact(slope);
      }
      const { values, slopes } = emitStable(emit, x, type);
      const chained = emit.node("Mul", [slope, emit.node("Div", [slopes, values])]);
      return type === "double" ? emit.cast(chained, "float") : chained;
    },
    native: (emit, [logits, targets, dy], kind, shape) => {
      const { x, shares, hit, type, round } = nativeLogShares(emit, logits, targets, kind);
      const factor = round(emit.reshape(dy, [dy.shape[0]!, 1]));
      const text = `$2 * (exp_${type}($0) - ($last == $1 ? 1 : 0))`;
      const slope = emit.map(text, [shares, hit, factor], shape);
      if (kind.form === "softmax") {
        return emit.cast(kind.precision === 16 ? round(slope) : slope, "float");
      }
      const chained = emit.map("$0 < 0 ? $1 / (1 - $0) : $1 / ($0 + 1)", [x, slope], shape);
      return emit.cast(chained, "float");
    },
    tfjs: (tf, inputs, kind, shape) => {
      const [logits, targets, dy] = inputs.map((input) => ({
        shape: input.shape,
        data: toFloat64(input.dataSync()),
      }));
      const slope = evaluateSlope([logits!, targets!, dy!], kind, shape);
      return tf.tensor(Float32Array.from(slope), [...shape], "float32");
    },
    evaluate: evaluateSlope,
    samples: kinds.map((kind) => ({
      inputs: [outputs, integers([6], 5), floats([6])],
      attributes: kind,
      shape: [6, 5],
    })),
  },
} satisfies Partial<OpTable>;

function toFloat64(data: ArrayLike<number>): Float64Array {
  return Float64Array.from(data);
}
