/**
 * The vocabulary of the graph and what a row of the op table holds. The table is total by type:
 * an op without a row, or a row without a column, does not compile.
 */
import type * as TensorFlow from "@tensorflow/tfjs-core";
import type { RandomKey } from "../random/counter.ts";
import type { NativeEmitter, NativeTensor } from "./native_emitter.ts";
import type { OnnxEmitter } from "./onnx_emitter.ts";
import type { RunInput, Runs } from "./runs.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** `float` is float32 on engines and float64 in the reference; `key` holds unsigned words. */
export type DataType = "float" | "int" | "key";

type None = Record<string, never>;
type Unary = { inputs: [input: 0]; attributes: None };
type Binary = { inputs: [left: 0, right: 0]; attributes: None };

/** How outputs become shares of classes, and in numbers of how many bits. */
export interface LossAttributes {
  readonly form: "softmax" | "stableMax";
  readonly precision: 16 | 32 | 64;
}

/** Every op: its inputs (by arity) and its attributes. */
export interface Vocabulary {
  constant: {
    inputs: [];
    attributes: { values: readonly number[]; shape: readonly number[]; dataType: DataType };
  };

  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  pow: Binary;
  greater: Binary;
  equal: Binary;

  neg: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  cos: Unary;
  tanh: Unary;
  erf: Unary;
  relu: Unary;

  sum: { inputs: [input: 0]; attributes: { axes: readonly number[]; keepDimensions: boolean } };
  size: { inputs: [input: 0]; attributes: { axes: readonly number[] } };
  argmax: Unary;

  matmul: {
    inputs: [left: 0, right: 0];
    attributes: { transposeLeft: boolean; transposeRight: boolean };
  };
  matmulAdd: {
    inputs: [left: 0, right: 0, addend: 0];
    attributes: { transposeLeft: boolean; transposeRight: boolean };
  };

  reshape: { inputs: [input: 0]; attributes: { shape: Shape } };
  transpose: { inputs: [input: 0]; attributes: { order: readonly number[] } };
  slice: { inputs: [input: 0]; attributes: { axis: number; start: number; end: number } };
  pad: { inputs: [input: 0]; attributes: { axis: number; before: number; after: number } };
  broadcastLike: { inputs: [input: 0, like: 0]; attributes: None };

  gather: { inputs: [table: 0, indices: 0]; attributes: None };
  scatterAdd: { inputs: [updates: 0, indices: 0]; attributes: { rows: number } };
  replaceRow: { inputs: [table: 0, index: 0, row: 0]; attributes: None };
  oneHot: { inputs: [indices: 0]; attributes: { depth: number } };

  softmax: Unary;
  logSoftmax: Unary;
  crossEntropy: { inputs: [outputs: 0, targets: 0]; attributes: LossAttributes };
  crossEntropySlope: { inputs: [outputs: 0, targets: 0, dy: 0]; attributes: LossAttributes };
  layerNorm: {
    inputs: [input: 0, gain: 0, bias: 0];
    attributes: { epsilon: number; output: "value" | "mean" | "inverseDeviation" };
  };

  randomUniform: { inputs: [key: 0, like: 0]; attributes: { stream: string } };
}

export type OpName = keyof Vocabulary;
export type Attributes<K extends OpName> = Readonly<Vocabulary[K]["attributes"]>;
type Each<Tuple extends readonly unknown[], T> = { readonly [I in keyof Tuple]: T };
/** One `T` for each input of the op. */
export type Inputs<K extends OpName, T> = Each<Vocabulary[K]["inputs"], T>;

/** A dense float64 array, row-major: what the reference engine computes with. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Tf = typeof TensorFlow;
export type TfTensor = TensorFlow.Tensor;

/** How to make one input of a sample: floats in a range, integers below a bound, or a key. */
export type SampleInput =
  & { readonly shape: readonly number[] }
  & (
    | { readonly kind: "float"; readonly from: number; readonly to: number }
    | { readonly kind: "int"; readonly below: number }
    | { readonly kind: "key"; readonly keys: readonly RandomKey[] }
  );

/** One example from which the shape, gradient and parity tests of an op are generated. */
export interface Sample<K extends OpName> {
  readonly inputs: Inputs<K, SampleInput>;
  readonly attributes: Attributes<K>;
  readonly shape: readonly number[];
}

/** Shapes of the inputs and of the result, symbols included. */
export interface OnnxContext<K extends OpName> {
  readonly shapes: Inputs<K, Shape>;
  readonly shape: Shape;
}

/** All that is known of one op. */
export interface OpRow<K extends OpName> {
  /** The result's shape; throws a RangeError that names both sides when the inputs do not fit. */
  shape(inputs: Inputs<K, Shape>, attributes: Attributes<K>): Shape;
  /**
   * The result's data type; by default that of the first input. Throws a RangeError that names the
   * inputs' data types when they do not fit.
   */
  dataType?(inputs: Inputs<K, DataType>, attributes: Attributes<K>): DataType;
  /** The adjoint of each input from the adjoint of the output; null where no gradient flows. */
  gradient(
    dy: Tensor,
    inputs: Inputs<K, Tensor>,
    y: Tensor,
    attributes: Attributes<K>,
  ): Inputs<K, Tensor | null>;
  /**
   * The op for several runs at once, of inputs of which some have a leading axis of runs. The result
   * has that axis too, or lacks it where it is the same for all runs.
   */
  batch(inputs: Inputs<K, RunInput>, attributes: Attributes<K>, runs: Runs): Tensor;
  /** Emits ONNX nodes and returns the name of the result. */
  onnx(
    emit: OnnxEmitter,
    inputs: Inputs<K, string>,
    attributes: Attributes<K>,
    context: OnnxContext<K>,
  ): string;
  /** Writes the op as C. */
  native(
    emit: NativeEmitter,
    inputs: Inputs<K, NativeTensor>,
    attributes: Attributes<K>,
    shape: Shape,
  ): NativeTensor;
  tfjs(
    tf: Tf,
    inputs: Inputs<K, TfTensor>,
    attributes: Attributes<K>,
    shape: readonly number[],
  ): TfTensor;
  /** The definition, in float64. */
  evaluate(
    inputs: Inputs<K, NdArray>,
    attributes: Attributes<K>,
    shape: readonly number[],
  ): Float64Array;
  /** True for elementwise ops, whose inputs need not be expanded before the op. */
  readonly broadcasts?: true;
  readonly samples: readonly Sample<K>[];
}

export type OpTable = { readonly [K in OpName]: OpRow<K> };
