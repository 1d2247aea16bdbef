/** What the op rows may ask of whoever writes ONNX: nodes and constants, by name. */
import type { Dimension, Shape } from "./shape.ts";

/** Types of the numbers in a file: the data types of tensors, that of sizes, and finer numbers. */
export type NumberType = "float" | "double" | "int" | "key" | "int64";
export type OnnxType = NumberType | "bool" | "half";

/** An ONNX attribute: an integer, a list of integers, text, or a float marked as one. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxEmitter {
  /** Adds a node of the standard domain (or finds the same one) and names its output. */
  node(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** The same for a node with `count` outputs: their names, used or not. */
  outputs(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
  ): readonly string[];
  /**
   * A product of matrices over leading batch axes, either side transposed. A portable file has
   * only the standard ops; otherwise onnxruntime's own op spares the transposed copies.
   */
  batchedProduct(
    inputs: readonly [string, string],
    flags: { readonly transposeLeft: boolean; readonly transposeRight: boolean },
    rank: number,
  ): string;
  /** The logarithms of the shares that softmax gives, over the last axis. */
  logSoftmax(input: string): string;
  /** A constant array; a scalar when `shape` is empty. */
  constant(values: readonly number[], shape: readonly number[], type: NumberType): string;
  /** An int64 scalar: the size of a dimension, symbolic or not. */
  size(dimension: Dimension): string;
  /** An int64 vector: a whole shape. */
  shape(shape: Shape): string;
  /** Casts to another type. */
  cast(input: string, type: OnnxType): string;
}
