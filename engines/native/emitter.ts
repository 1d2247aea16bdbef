/** What the rows of the op table write nodes and views with. */
import type { NativeEmitter, NativeType } from "../../graph/native_emitter.ts";
import type { InputRole } from "../../graph/program.ts";
import { type Dimension, isStatic, sameShape, type Shape } from "../../graph/shape.ts";
import { factorText, identifier, sizeText } from "./c_text.ts";
import { type InputNode, isScalar, type Node, type View } from "./nodes.ts";
import { broadcastView, isRun, product, reshapeView, rowMajor, times, wholeOf } from "./views.ts";

/** Of an axis with at most so many slices, the sum is a sum of views. */
const FEW_SLICES = 8;

/**
 * A matrix is summed in halves if rows × columns are at most so many times rows + columns: to write one
 * twice that is larger costs more than what threads fetch from one another, as measured on MNIST's
 * (docs/performance.md). A table of more rows is larger than most batches of its updates.
 */
const MOST_OF_HALVES = { matrix: 192, tableRows: 512 } as const;

/** A node without what the emitter adds: id and name. */
type NewNode = Node extends infer Each ? Each extends Node ? Omit<Each, "id" | "name"> : never
  : never;

export class Emitter implements NativeEmitter {
  /** What the nodes of the op at hand are called. */
  name = "";
  readonly #known = new Map<string, Node>();
  readonly #names = new Set<string>();
  #count = 0;

  input(name: string, shape: Shape, type: NativeType, role: InputRole): InputNode {
    this.name = identifier(name);
    return this.#add({ kind: "input", role, shape, type, operands: [] }) as InputNode;
  }

  whole(node: Node): View {
    return wholeOf(node);
  }

  /** A node of its own with these elements in order, for an output; NaN has one form in it. */
  output(view: View): Node {
    const { shape, type } = view;
    const expression = type === "float" ? "same_nan($0)" : "$0";
    return this.#add({ kind: "map", expression, shape, type, operands: [view] });
  }

  map(expression: string, inputs: readonly View[], shape: Shape, type?: NativeType): View {
    const operands = inputs.map((view, index) =>
      expression.includes(`@${index}`) ? this.#contiguous(view) : broadcastView(view, shape)
    );
    return this.#share({
      kind: "map",
      expression,
      shape,
      type: type ?? inputs[0]?.type ?? "float",
      operands,
    });
  }

  cast(input: View, type: NativeType): View {
    return input.type === type ? input : this.map("$0", [input], input.shape, type);
  }

  constant(values: readonly number[], shape: readonly number[], type: NativeType): View {
    return this.#share({ kind: "constant", values, shape, type, operands: [] });
  }

  size({ shape }: View, axes: readonly number[]): View {
    const size = product(axes.map((axis) => shape[axis]!));
    if (typeof size === "number") return this.constant([size], [], "float");
    return this.map(`(float)(${sizeText(size)})`, [], [], "float");
  }

  reduceRows(reduction: "sum" | "max" | "argmax", input: View): View {
    const [lead, width] = [input.shape.slice(0, -1), input.shape.at(-1)!];
    if (width === 1 && reduction !== "argmax") return input;
    const type = reduction === "argmax" ? "int" : input.type;
    // Rows of unknown width are read from memory, so they have to be runs there.
    const isKnown = typeof width === "number" || input.strides.at(-1) === 1;
    const view = isKnown ? this.#inMemory(input) : this.#copy(input);
    const reduced = this.#share({ kind: "reduce", reduction, shape: lead, type, operands: [view] });
    return { ...reduced, shape: [...lead, 1], strides: [...reduced.strides, 1] };
  }

  sum(input: View, axes: readonly number[]): View {
    let view = input;
    const rest = [...axes];
    while (rest.length > 0) {
      const axis = rest.at(-1)!;
      const { shape } = view;
      if (axis === shape.length - 1) {
        view = this.reduceRows("sum", view);
        view = this.reshape(view, shape.slice(0, -1));
        rest.pop();
        continue;
      }
      const kept = shape.slice(rest.length);
      if (rest.every((each, index) => each === index) && isStatic(kept)) {
        return this.#sumColumns(view, product(shape.slice(0, rest.length)), kept);
      }
      view = this.#sumMiddle(view, axis);
      rest.pop();
    }
    return view;
  }

  reshape(input: View, shape: Shape): View {
    if (sameShape(input.shape, shape)) return input;
    return reshapeView(input, shape) ?? { ...this.#copy(input), shape, strides: rowMajor(shape) };
  }

  transpose(input: View, order: readonly number[]): View {
    const pick = <T>(list: readonly T[]) => order.map((axis) => list[axis]!);
    return { ...input, shape: pick(input.shape), strides: pick(input.strides) };
  }

  slice(input: View, axis: number, start: number, shape: Shape): View {
    return { ...input, shape, offset: addOffset(input, times(input.strides[axis]!, start)) };
  }

  pad(padded: View, axis: number, before: number, shape: Shape): View {
    const input = padded.strides.at(-1) === 0 ? this.#copy(padded) : padded;
    const end = before + Number(input.shape[axis]);
    // The view begins before its array does; only what is inside is read.
    const offset = addOffset(input, times(input.strides[axis]!, -before));
    const inside = [
      ...before > 0 ? [`$i${axis} >= ${before}`] : [],
      ...shape[axis] !== end ? [`$i${axis} < ${end}`] : [],
    ];
    const view = { ...input, shape, offset };
    return inside.length === 0 ? input : this.map(`${inside.join(" && ")} ? $0 : 0`, [view], shape);
  }

  broadcast(input: View, shape: Shape): View {
    return broadcastView(input, shape);
  }

  gather(table: View, indices: View, shape: Shape): View {
    const width = product(table.shape.slice(1));
    const column = [...indices.shape, 1];
    const rows = `row_within(task, $0, ${sizeText(table.shape[0]!)})`;
    const row = this.map(rows, [this.reshape(indices, column)], column, "int");
    const place = `@0[(long)$1 * ${factorText(width)} + $last]`;
    return this.reshape(
      this.map(place, [table, row], [...indices.shape, width], table.type),
      shape,
    );
  }

  scatter(updates: View, indices: View, shape: Shape): View {
    const count = product(indices.shape);
    const width = product(shape.slice(1));
    const column = [count, 1];
    const rows = `row_within(task, $0, ${sizeText(shape[0]!)})`;
    const row = this.map(rows, [this.reshape(indices, column)], column, "int");
    const rowsOfUpdates = this.reshape(updates, [count, width]);
    const runs = rowsOfUpdates.strides[1] === 1 ? rowsOfUpdates : this.#copy(rowsOfUpdates);
    const operands = [this.#inMemory(runs), this.reshape(row, [count])];
    const { type } = updates;
    const node = { kind: "scatter", shape: [shape[0]!, width], type, operands } as const;
    const isHalved = typeof count !== "number" && isAtMost(shape[0]!, MOST_OF_HALVES.tableRows);
    const sum = isHalved ? this.#inHalves(node) : this.#share(node);
    return this.reshape(sum, shape);
  }

  product(
    [left, right, addend]: readonly View[],
    flags: { readonly transposeLeft: boolean; readonly transposeRight: boolean },
    shape: Shape,
  ): View {
    const operands = [
      flags.transposeLeft ? swapLast(left!) : left!,
      flags.transposeRight ? swapLast(right!) : right!,
      ...addend === undefined ? [] : [broadcastView(addend, shape)],
    ].map((view) => this.#inMemory(view));
    const type = "float";
    if (shape.length > 2) return this.#share({ kind: "batched", shape, type, operands });
    const [a, b, added] = operands as [View, View, View?];
    const isLong = typeof a.shape[1] !== "number";
    if (!isLong || !isSmall(shape)) {
      return this.#share({ kind: "product", shape, type, operands });
    }
    const sum = this.#inHalves({ kind: "product", shape, type, operands: [a, b] });
    return added === undefined ? sum : this.map("$0 + $1", [sum, added], shape);
  }

  #inHalves(node: NewNode & { readonly kind: "product" | "scatter" }): View {
    const halves = [
      this.#share({ ...node, half: "first" }),
      this.#share({ ...node, half: "second" }),
    ];
    return this.map("$0 + $1", halves, node.shape);
  }

  #sumColumns(view: View, rows: Dimension, kept: readonly number[]): View {
    const width = product(kept);
    const matrix = this.reshape(view, [rows, width]);
    if (rows === 1) return this.reshape(matrix, kept);
    if (typeof rows === "number" && rows <= FEW_SLICES) {
      return this.reshape(this.#sumSlices(matrix, 0), kept);
    }
    const { type } = view;
    const sum = this.#share({ kind: "columns", shape: [width], type, operands: [matrix] });
    return this.reshape(sum, kept);
  }

  /** The sum over an axis that is neither among the first nor the last. */
  #sumMiddle(view: View, axis: number): View {
    const size = view.shape[axis]!;
    if (typeof size === "number" && size <= FEW_SLICES) return this.#sumSlices(view, axis);
    const axes = view.shape.map((_, index) => index).filter((index) => index !== axis);
    const last = this.#copy(this.transpose(view, [...axes, axis]));
    return this.reshape(this.reduceRows("sum", last), last.shape.slice(0, -1));
  }

  #sumSlices(view: View, axis: number): View {
    const without = <T>(list: readonly T[]) => list.filter((_, index) => index !== axis);
    const slices = Array.from({ length: Number(view.shape[axis]) }, (_, index): View => ({
      ...view,
      shape: without(view.shape),
      strides: without(view.strides),
      offset: addOffset(view, times(view.strides[axis]!, index)),
    }));
    const expression = slices.map((_, index) => `$${index}`).join(" + ");
    return this.map(expression, slices, without(view.shape));
  }

  #copy(view: View): View {
    return this.map("$0", [view], view.shape);
  }

  #contiguous(view: View): View {
    return isRun(view) ? this.#inMemory(view) : this.#copy(view);
  }

  /** Scalars are variables of C, and no arrays. */
  #inMemory(view: View): View {
    return isScalar(view.node) ? this.#copy(view) : view;
  }

  /** The node, or one that is the same already. */
  #share(node: NewNode): View {
    const operands = node.operands.map(({ node, shape, strides, offset }) =>
      [node.id, shape, strides, offset] as const
    );
    const signature = JSON.stringify({ ...node, operands });
    const found = this.#known.get(signature) ?? this.#add(node);
    this.#known.set(signature, found);
    return wholeOf(found);
  }

  #add(node: NewNode): Node {
    let name = this.name;
    for (let count = 2; this.#names.has(name); count++) name = `${this.name}_${count}`;
    this.#names.add(name);
    return { ...node, id: this.#count++, name } as Node;
  }
}

function isSmall([rows, columns]: Shape): boolean {
  if (typeof rows !== "number" || typeof columns !== "number") return false;
  return rows * columns <= MOST_OF_HALVES.matrix * (rows + columns);
}

function isAtMost(size: Dimension, most: number): boolean {
  return typeof size === "number" && size <= most;
}

function addOffset({ offset }: View, more: Dimension): Dimension[] {
  return more === 0 ? [...offset] : [...offset, more];
}

function swapLast(view: View): View {
  const swap = <T>(list: readonly T[]) => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
  return { ...view, shape: swap(view.shape), strides: swap(view.strides) };
}
