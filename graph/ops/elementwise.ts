/** Ops that work on each element by itself, with broadcasting where there are two inputs. */
import { erf } from "../../numerics/elementary.ts";
import type { NativeEmitter, NativeTensor, NativeType } from "../native_emitter.ts";
import type { OpTable, Sample } from "../op.ts";
import { batchOne, batchTwo } from "../runs.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import { map, zip } from "./nd_array.ts";
import { floats, integers } from "./samples.ts";

type Shapes = readonly [readonly (number | string)[], readonly (number | string)[]];
const broadcast = ([left, right]: Shapes) => broadcastShapes(left, right);
const same = <T>([input]: readonly [T]) => input;
const float = () => "float" as const;
/** One C expression of the inputs' elements. */
const expression = (text: string, type?: NativeType) =>
(
  emit: NativeEmitter,
  inputs: readonly NativeTensor[],
  _: object,
  shape: Shape,
) => emit.map(text, inputs, shape, type);

const pairs: readonly Sample<"add">[] = [
  { inputs: [floats([2, 3]), floats([2, 3])], attributes: {}, shape: [2, 3] },
  { inputs: [floats([4, 1, 3]), floats([2, 1])], attributes: {}, shape: [4, 2, 3] },
  { inputs: [floats([5]), floats([])], attributes: {}, shape: [5] },
];
const positivePairs: readonly Sample<"div">[] = [
  { inputs: [floats([2, 3], 0.5, 2), floats([3], 0.5, 2)], attributes: {}, shape: [2, 3] },
  { inputs: [floats([], 0.5, 2), floats([4], 0.5, 2)], attributes: {}, shape: [4] },
];
const single: readonly Sample<"neg">[] = [
  { inputs: [floats([2, 3])], attributes: {}, shape: [2, 3] },
  { inputs: [floats([])], attributes: {}, shape: [] },
];
const positive: readonly Sample<"log">[] = [
  { inputs: [floats([3, 2], 0.5, 3)], attributes: {}, shape: [3, 2] },
];

export const elementwise = {
  add: {
    shape: broadcast,
    gradient: (dy) => [dy, dy],
    batch: batchTwo((left, right) => left.add(right)),
    onnx: (emit, [left, right]) => emit.node("Add", [left, right]),
    native: expression("$0 + $1"),
    tfjs: (tf, [left, right]) => tf.add(left, right),
    evaluate: zip((left, right) => left + right),
    broadcasts: true,
    samples: pairs,
  },
  sub: {
    shape: broadcast,
    gradient: (dy) => [dy, dy.neg()],
    batch: batchTwo((left, right) => left.sub(right)),
    onnx: (emit, [left, right]) => emit.node("Sub", [left, right]),
    native: expression("$0 - $1"),
    tfjs: (tf, [left, right]) => tf.sub(left, right),
    evaluate: zip((left, right) => left - right),
    broadcasts: true,
    samples: pairs,
  },
  mul: {
    shape: broadcast,
    gradient: (dy, [left, right]) => [dy.mul(right), dy.mul(left)], // d(ab) = b da + a db
    batch: batchTwo((left, right) => left.mul(right)),
    onnx: (emit, [left, right]) => emit.node("Mul", [left, right]),
    native: expression("$0 * $1"),
    tfjs: (tf, [left, right]) => tf.mul(left, right),
    evaluate: zip((left, right) => left * right),
    broadcasts: true,
    samples: pairs,
  },
  div: {
    shape: broadcast,
    // d(a/b) = da / b - (a/b) db / b
    gradient: (dy, [, right], y) => [dy.div(right), dy.mul(y).div(right).neg()],
    batch: batchTwo((left, right) => left.div(right)),
    onnx: (emit, [left, right]) => emit.node("Div", [left, right]),
    native: expression("$0 / $1"),
    tfjs: (tf, [left, right]) => tf.div(left, right),
    evaluate: zip((left, right) => left / right),
    broadcasts: true,
    samples: positivePairs,
  },
  pow: {
    shape: broadcast,
    // d(a^b) = b a^(b-1) da + a^b ln(a) db
    gradient: (dy, [base, exponent], y) => [
      dy.mul(exponent).mul(base.pow(exponent.sub(1))),
      dy.mul(y).mul(base.log()),
    ],
    batch: batchTwo((left, right) => left.pow(right)),
    onnx: (emit, [base, exponent]) => emit.node("Pow", [base, exponent]),
    native: expression("power_float($0, $1)"),
    tfjs: (tf, [base, exponent]) => tf.pow(base, exponent),
    evaluate: zip((base, exponent) => base ** exponent),
    broadcasts: true,
    samples: positivePairs,
  },
  greater: {
    shape: broadcast,
    dataType: float,
    gradient: () => [null, null],
    batch: batchTwo((left, right) => left.greater(right)),
    onnx: (emit, [left, right]) => emit.cast(emit.node("Greater", [left, right]), "float"),
    native: expression("$0 > $1 ? 1.f : 0.f", "float"),
    tfjs: (tf, [left, right]) => tf.cast(tf.greater(left, right), "float32"),
    evaluate: zip((left, right) => left > right ? 1 : 0),
    broadcasts: true,
    samples: pairs,
  },
  equal: {
    shape: broadcast,
    dataType: float,
    gradient: () => [null, null],
    batch: batchTwo((left, right) => left.equal(right)),
    onnx: (emit, [left, right]) => emit.cast(emit.node("Equal", [left, right]), "float"),
    native: expression("$0 == $1 ? 1.f : 0.f", "float"),
    tfjs: (tf, [left, right]) => tf.cast(tf.equal(left, right), "float32"),
    evaluate: zip((left, right) => left === right ? 1 : 0),
    broadcasts: true,
    samples: [
      { inputs: [integers([4, 1], 3), integers([3], 3)], attributes: {}, shape: [4, 3] },
    ],
  },

  neg: {
    shape: same,
    gradient: (dy) => [dy.neg()],
    batch: batchOne((input) => input.neg()),
    onnx: (emit, [input]) => emit.node("Neg", [input]),
    native: expression("-$0"),
    tfjs: (tf, [input]) => tf.neg(input),
    evaluate: map((value) => -value),
    samples: single,
  },
  exp: {
    shape: same,
    gradient: (dy, _, y) => [dy.mul(y)],
    batch: batchOne((input) => input.exp()),
    onnx: (emit, [input]) => emit.node("Exp", [input]),
    native: expression("exp_float($0)"),
    tfjs: (tf, [input]) => tf.exp(input),
    evaluate: map(Math.exp),
    samples: single,
  },
  log: {
    shape: same,
    gradient: (dy, [input]) => [dy.div(input)],
    batch: batchOne((input) => input.log()),
    onnx: (emit, [input]) => emit.node("Log", [input]),
    native: expression("log_float($0)"),
    tfjs: (tf, [input]) => tf.log(input),
    evaluate: map(Math.log),
    samples: positive,
  },
  sqrt: {
    shape: same,
    gradient: (dy, _, y) => [dy.div(y.mul(2))], // d sqrt(x) = dx / (2 sqrt(x))
    batch: batchOne((input) => input.sqrt()),
    onnx: (emit, [input]) => emit.node("Sqrt", [input]),
    native: expression("__builtin_sqrtf($0)"),
    tfjs: (tf, [input]) => tf.sqrt(input),
    evaluate: map(Math.sqrt),
    samples: positive,
  },
  cos: {
    shape: same,
    // d cos(x) = -sin(x) dx, and sin(x) = cos(x - pi/2)
    gradient: (dy, [input]) => [dy.mul(input.sub(Math.PI / 2).cos()).neg()],
    batch: batchOne((input) => input.cos()),
    onnx: (emit, [input]) => emit.node("Cos", [input]),
    native: expression("cos_float($0)"),
    tfjs: (tf, [input]) => tf.cos(input),
    evaluate: map(Math.cos),
    samples: single,
  },
  tanh: {
    shape: same,
    gradient: (dy, _, y) => [dy.sub(dy.mul(y.square()))], // d tanh(x) = (1 - tanh(x)^2) dx
    batch: batchOne((input) => input.tanh()),
    onnx: (emit, [input]) => emit.node("Tanh", [input]),
    native: expression("tanh_float($0)"),
    tfjs: (tf, [input]) => tf.tanh(input),
    evaluate: map(Math.tanh),
    samples: single,
  },
  erf: {
    shape: same,
    // d erf(x) = 2 / sqrt(pi) exp(-x^2) dx
    gradient: (dy, [input]) => [dy.mul(input.square().neg().exp()).mul(2 / Math.sqrt(Math.PI))],
    batch: batchOne((input) => input.erf()),
    onnx: (emit, [input]) => emit.node("Erf", [input]),
    native: expression("erf_float($0)"),
    tfjs: (tf, [input]) => tf.erf(input),
    evaluate: map(erf),
    samples: single,
  },
  relu: {
    shape: same,
    gradient: (dy, _, y) => [dy.mul(y.greater(0))],
    batch: batchOne((input) => input.relu()),
    onnx: (emit, [input]) => emit.node("Relu", [input]),
    native: expression("$0 < 0 ? 0 : $0"),
    tfjs: (tf, [input]) => tf.relu(input),
    evaluate: map((value) => Math.max(value, 0)),
    samples: single,
  },
} satisfies Partial<OpTable>;
