/**
 * A program between its graph and C: nodes that are arrays once they are computed, and views that
 * read nodes through strides. Shapes keep their symbols, so that one library serves every batch.
 */
import type { NativeTensor, NativeType } from "../../graph/native_emitter.ts";
import type { InputRole } from "../../graph/program.ts";
import type { Dimension, Shape } from "../../graph/shape.ts";

/**
 * Which of the rows a sum over rows is of. Two threads make the halves of a sum from what they wrote
 * themselves, where one sum of all would have each fetch half of its rows from the other's cache.
 */
export type Half = "first" | "second";

interface Common {
  /** Its place in the order of computation. */
  readonly id: number;
  /** What it is called in C. */
  readonly name: string;
  readonly shape: Shape;
  readonly type: NativeType;
  readonly operands: readonly View[];
}

/** An array that is fed. */
export interface InputNode extends Common {
  readonly kind: "input";
  readonly role: InputRole;
}

export interface ConstantNode extends Common {
  readonly kind: "constant";
  readonly values: readonly number[];
}

/** One expression for each element, as `NativeEmitter.map` describes it. */
export interface MapNode extends Common {
  readonly kind: "map";
  readonly expression: string;
}

/** [..., width] to [...]: each row becomes a number. */
export interface ReduceNode extends Common {
  readonly kind: "reduce";
  readonly reduction: "sum" | "max" | "argmax";
}

/** [rows, width] to [width]: the rows are added up in a fixed number of chunks. */
export interface ColumnsNode extends Common {
  readonly kind: "columns";
}

/** [rows, inner] times [inner, columns], and an addend perhaps. */
export interface ProductNode extends Common {
  readonly kind: "product";
  /** Of the inner axis. */
  readonly half?: Half;
}

/** [..., rows, inner] times [..., inner, columns]: many small ones. */
export interface BatchedNode extends Common {
  readonly kind: "batched";
}

/** Updates [count, width] and indices [count] to [rows, width]. */
export interface ScatterNode extends Common {
  readonly kind: "scatter";
  /** Of the updates. */
  readonly half?: Half;
}

export type Node =
  | InputNode
  | ConstantNode
  | MapNode
  | ReduceNode
  | ColumnsNode
  | ProductNode
  | BatchedNode
  | ScatterNode;

/** Elements of a node: the one at indices i has the place sum(offset) + sum(i * strides). */
export interface View extends NativeTensor {
  readonly node: Node;
  readonly strides: readonly Dimension[];
  readonly offset: readonly Dimension[];
}

/** A number for the whole program step, kept in a variable of C rather than in memory. */
export function isScalar(node: Node): boolean {
  return node.shape.length === 0 && (node.kind === "map" || node.kind === "constant");
}

/** Whether a node reads any element of an operand for one of its own, through a pointer. */
export function readsAnywhere(node: Node, operand: number): boolean {
  return node.kind === "map" && node.expression.includes(`@${operand}`);
}

/** Whether a node is the sum of two that are halves of it. */
export function addsHalves({ kind, operands }: Node): boolean {
  const isHalf = ({ node }: View) =>
    (node.kind === "product" || node.kind === "scatter") && node.half !== undefined;
  return kind === "map" && operands.length > 0 && operands.every(isHalf);
}
