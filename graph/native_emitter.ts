/** What the op rows may ask of whoever writes a program as C: maps, reductions, views, products. */
import type { Shape } from "./shape.ts";

/** Types of the numbers in C: the data types of tensors, and finer numbers inside of an op. */
export type NativeType = "float" | "double" | "int" | "key";

/** A tensor on its way to C: what else it is, the emitter alone knows. */
export interface NativeTensor {
  readonly shape: Shape;
  readonly type: NativeType;
}

export interface NativeEmitter {
  /**
   * A tensor whose elements are a C expression each. In it `$0`, `$1` … stand for the elements of
   * the inputs, broadcast to `shape`; `@0` for a pointer to all elements of an input, row-major;
   * `$i0`, `$i1` … for the indices of the element along each axis, `$last` for the last of them, and
   * `$at` for its place in row-major order. The type is that of the first input if left out.
   */
  map(
    expression: string,
    inputs: readonly NativeTensor[],
    shape: Shape,
    type?: NativeType,
  ): NativeTensor;
  /** The same elements in other numbers. */
  cast(input: NativeTensor, type: NativeType): NativeTensor;
  constant(values: readonly number[], shape: readonly number[], type: NativeType): NativeTensor;
  /** How many elements the axes have together, as a float scalar. */
  size(input: NativeTensor, axes: readonly number[]): NativeTensor;

  /** [..., width] becomes [..., 1]: the sum, the largest, or the index of the first largest. */
  reduceRows(kind: "sum" | "max" | "argmax", input: NativeTensor): NativeTensor;
  /** The sum over some axes, which are gone. */
  sum(input: NativeTensor, axes: readonly number[]): NativeTensor;

  reshape(input: NativeTensor, shape: Shape): NativeTensor;
  transpose(input: NativeTensor, order: readonly number[]): NativeTensor;
  /** Elements along an axis from `start` on, as many as `shape` has. */
  slice(input: NativeTensor, axis: number, start: number, shape: Shape): NativeTensor;
  /** Zeros around the input along an axis. */
  pad(input: NativeTensor, axis: number, before: number, shape: Shape): NativeTensor;
  broadcast(input: NativeTensor, shape: Shape): NativeTensor;

  /** Rows of a table [rows, ...rest] by integers; one outside of the table stops the program. */
  gather(table: NativeTensor, indices: NativeTensor, shape: Shape): NativeTensor;
  /** Sums of updates [...indices, ...rest] by the row that their index names, in their order. */
  scatter(updates: NativeTensor, indices: NativeTensor, shape: Shape): NativeTensor;
  /** A product of matrices over leading batch axes, either side transposed, plus an addend. */
  product(
    inputs: readonly NativeTensor[],
    flags: { readonly transposeLeft: boolean; readonly transposeRight: boolean },
    shape: Shape,
  ): NativeTensor;
}
