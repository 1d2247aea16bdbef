/**
 * Symbolic tensors: each is one node of a graph, made by an op from other tensors. Nothing is
 * computed here; engines do that.
 */
import type { Attributes, DataType, Inputs, LossAttributes, OpName, OpRow } from "./op.ts";
import { elementCount, formatShape, isStatic, type Shape } from "./shape.ts";
import { table } from "./table.ts";

type Operand = Tensor | number;
type Axes = readonly number[];

/** Where a tensor comes from: an op on other tensors, or the outside of the program. */
export type Origin =
  | { readonly op: OpName; readonly inputs: readonly Tensor[]; readonly attributes: object }
  | { readonly op: "input"; readonly name: string; readonly inputs: readonly Tensor[] };

export class Tensor {
  constructor(
    readonly origin: Origin,
    readonly shape: Shape,
    readonly dataType: DataType,
  ) {}

  get rank(): number {
    return this.shape.length;
  }

  add(other: Operand): Tensor {
    return apply("add", [this, this.#operand(other)], {});
  }
  sub(other: Operand): Tensor {
    return apply("sub", [this, this.#operand(other)], {});
  }
  mul(other: Operand): Tensor {
    return apply("mul", [this, this.#operand(other)], {});
  }
  div(other: Operand): Tensor {
    return apply("div", [this, this.#operand(other)], {});
  }
  pow(exponent: Operand): Tensor {
    return apply("pow", [this, this.#operand(exponent)], {});
  }
  /** 1 where this is greater, else 0, as float. */
  greater(other: Operand): Tensor {
    return apply("greater", [this, this.#operand(other)], {});
  }
  /** 1 where the two are equal, else 0, as float. */
  equal(other: Operand): Tensor {
    return apply("equal", [this, this.#operand(other)], {});
  }
  neg(): Tensor {
    return apply("neg", [this], {});
  }
  exp(): Tensor {
    return apply("exp", [this], {});
  }
  log(): Tensor {
    return apply("log", [this], {});
  }
  sqrt(): Tensor {
    return apply("sqrt", [this], {});
  }
  cos(): Tensor {
    return apply("cos", [this], {});
  }
  tanh(): Tensor {
    return apply("tanh", [this], {});
  }
  erf(): Tensor {
    return apply("erf", [this], {});
  }
  relu(): Tensor {
    return apply("relu", [this], {});
  }
  square(): Tensor {
    return this.mul(this);
  }

  /** Sum over `axes` (all by default; negative axes count from the end). */
  sum(axes: Axes = this.shape.map((_, axis) => axis), keepDimensions = false): Tensor {
    const positive = axes.map((axis) => axis < 0 ? axis + this.rank : axis).sort((a, b) => a - b);
    return positive.length === 0 ? this : apply("sum", [this], { axes: positive, keepDimensions });
  }
  mean(axes: Axes = this.shape.map((_, axis) => axis), keepDimensions = false): Tensor {
    return this.sum(axes, keepDimensions).div(this.size(axes));
  }
  /** Number of elements along `axes`, as a float scalar: known only at run time when symbolic. */
  size(axes: Axes = this.shape.map((_, axis) => axis)): Tensor {
    const positive = axes.map((axis) => axis < 0 ? axis + this.rank : axis).sort((a, b) => a - b);
    const along = positive.map((axis) => this.shape[axis]!);
    if (isStatic(along)) return constant(Number(elementCount(along)));
    return apply("size", [this], { axes: positive });
  }
  /** Index of the largest value along the last axis; the first one where several are equal. */
  argmax(): Tensor {
    return apply("argmax", [this], {});
  }

  matmul(other: Tensor, { transposeLeft = false, transposeRight = false } = {}): Tensor {
    return apply("matmul", [this, other], { transposeLeft, transposeRight });
  }

  reshape(shape: Shape): Tensor {
    return apply("reshape", [this], { shape });
  }
  transpose(order: Axes): Tensor {
    return apply("transpose", [this], { order });
  }
  /** Elements start..end-1 along a static axis. */
  slice(axis: number, start: number, end: number): Tensor {
    if (start === 0 && end === this.shape[axis]) return this;
    return apply("slice", [this], { axis, start, end });
  }
  /** Zeros before and after along an axis: the adjoint of slice. */
  pad(axis: number, before: number, after: number): Tensor {
    if (before === 0 && after === 0) return this;
    return apply("pad", [this], { axis, before, after });
  }
  broadcastLike(like: Tensor): Tensor {
    return apply("broadcastLike", [this, like], {});
  }

  /** Rows of this table [rows, ...rest] at integer `indices`: [...indices, ...rest]. */
  gather(indices: Tensor): Tensor {
    return apply("gather", [this, indices], {});
  }
  /** Adds each update to the row its index names, in a table of zeros: the adjoint of gather. */
  scatterAdd(indices: Tensor, rows: number): Tensor {
    return apply("scatterAdd", [this, indices], { rows });
  }
  /** This table [rows, ...rest] with `row` [...rest] in the place that an integer names. */
  replaceRow(index: Tensor, row: Tensor): Tensor {
    return apply("replaceRow", [this, index, row], {});
  }
  oneHot(depth: number): Tensor {
    return apply("oneHot", [this], { depth });
  }

  softmax(): Tensor {
    return apply("softmax", [this], {});
  }
  logSoftmax(): Tensor {
    return apply("logSoftmax", [this], {});
  }
  /** The cross-entropy of each row of these outputs [rows, classes] with its target [rows]. */
  crossEntropy(targets: Tensor, kind: LossAttributes): Tensor {
    return apply("crossEntropy", [this, targets], kind);
  }
  /** The slope of those losses, each times its `dy` [rows], for these outputs. */
  crossEntropySlope(targets: Tensor, dy: Tensor, kind: LossAttributes): Tensor {
    return apply("crossEntropySlope", [this, targets, dy], kind);
  }
  layerNorm(
    gain: Tensor,
    bias: Tensor,
    epsilon: number,
    output: "value" | "mean" | "inverseDeviation" = "value",
  ): Tensor {
    return apply("layerNorm", [this, gain, bias], { epsilon, output });
  }

  /** Uniform numbers in [0, 1) shaped like `like`, from this key [2] and a stream's name. */
  randomUniform(like: Tensor, stream: string): Tensor {
    return apply("randomUniform", [this, like], { stream });
  }

  #operand(value: Operand): Tensor {
    return typeof value === "number" ? constant(value, this.dataType) : value;
  }
}

/**
 * Applies an op: the only way a tensor that is not an input comes to be.
 * @throws {RangeError} naming op and inputs when shapes or data types do not fit.
 */
export function apply<K extends OpName>(
  op: K,
  inputs: Inputs<K, Tensor>,
  attributes: Attributes<K>,
): Tensor {
  const row: OpRow<K> = table[op];
  // Mapped tuples lose their element type under a generic key, so it is given back, and taken.
  const operands = inputs as unknown as readonly Tensor[];
  const shapes = operands.map((input) => input.shape) as unknown as Inputs<K, Shape>;
  const types = operands.map((input) => input.dataType) as unknown as Inputs<K, DataType>;
  try {
    if (row.broadcasts) checkSameType(operands);
    const shape = row.shape(shapes, attributes);
    const dataType = row.dataType?.(types, attributes) ?? operands[0]?.dataType ?? "float";
    return new Tensor({ op, inputs: operands, attributes }, shape, dataType);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${op}(${operands.map(describe).join(", ")}): ${error.message}`);
  }
}

/** A value fed in from outside when the program runs. */
export function input(name: string, shape: Shape, dataType: DataType = "float"): Tensor {
  return new Tensor({ op: "input", name, inputs: [] }, shape, dataType);
}

/** A number, or an array of numbers with its shape, fixed in the program. */
export function constant(value: number | readonly number[], type?: DataType): Tensor;
export function constant(
  values: readonly number[],
  type: DataType,
  shape: readonly number[],
): Tensor;
export function constant(
  value: number | readonly number[],
  dataType: DataType = "float",
  shape: readonly number[] = typeof value === "number" ? [] : [value.length],
): Tensor {
  const values = typeof value === "number" ? [value] : value;
  return apply("constant", [], { values, shape, dataType });
}

/** Data type and shape, for people: "float[batch, 4]". */
export function formatType(tensor: Tensor): string {
  return `${tensor.dataType}${formatShape(tensor.shape)}`;
}

/** Engines would convert in different ways, or not at all. */
function checkSameType(operands: readonly Tensor[]): void {
  const [first, ...others] = operands.map((operand) => operand.dataType);
  const other = others.find((type) => type !== first);
  if (other) throw new RangeError(`data types are ${first} and ${other}, and must be the same`);
}

function describe(tensor: Tensor): string {
  const name = tensor.origin.op === "input" ? `"${tensor.origin.name}"` : tensor.origin.op;
  return `${name} ${formatShape(tensor.shape)}`;
}
