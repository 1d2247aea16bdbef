/** Ops that follow integer indices into a table. */
import type { DataType, OpTable } from "../op.ts";
import { type RunInput, type Runs, singleShape } from "../runs.ts";
import { elementCount, formatShape, multiplyDimensions, sameShape, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { generate, sizeOf } from "./nd_array.ts";
import { floats, integers } from "./samples.ts";

function checkIndices(type: DataType): void {
  if (type !== "int") throw new RangeError(`indices are ${type}, and must be int`);
}

/**
 * Indices into a table in which row i of run r is row i * runs + r: an index that is outside of the
 * table of its run is outside of this one too.
 */
function interleave(indices: RunInput, { ids }: Runs): Tensor {
  const ones = singleShape(indices).map(() => 1);
  return indices.tensor.mul(Number(ids.shape[0])).add(ids.reshape([...ids.shape, ...ones]));
}

/** The same axes with the first two in the other order: runs and rows. */
function swapFirst(tensor: Tensor): Tensor {
  return tensor.transpose(tensor.shape.map((_, axis) => axis < 2 ? 1 - axis : axis));
}

export const indexing = {
  gather: {
    shape: ([table, indices]) => {
      if (table.length > 0) return [...indices, ...table.slice(1)];
      throw new RangeError(`a table has rows, but its shape is ${formatShape(table)}`);
    },
    dataType: ([table, indices]) => {
      checkIndices(indices);
      return table;
    },
    gradient: (dy, [table, indices]) => {
      const rows = table.shape[0];
      if (typeof rows === "number") return [dy.scatterAdd(indices, rows), null];
      throw new RangeError(`No gradient flows into a table with a symbolic number of rows ${rows}`);
    },
    batch: ([table, indices], _, runs) => {
      if (!table.perRun) return table.tensor.gather(indices.tensor);
      const [count, rows, ...rest] = table.tensor.shape;
      const rowsOfRuns = swapFirst(table.tensor)
        .reshape([multiplyDimensions(rows!, count!), ...rest]);
      return rowsOfRuns.gather(interleave(indices, runs));
    },
    onnx: (emit, [table, indices]) => emit.node("Gather", [table, indices], { axis: 0 }),
    native: (emit, [table, indices], _, shape) => emit.gather(table, indices, shape),
    tfjs: (tf, [table, indices]) => tf.gather(table, tf.cast(indices, "int32"), 0),
    evaluate: ([table, indices], _, shape) => {
      const width = sizeOf(table.shape.slice(1));
      const result = new Float64Array(sizeOf(shape));
      indices.data.forEach((index, row) => {
        if (!(index >= 0 && index < table.shape[0]!)) {
          throw new RangeError(`Index ${index} is not a row of ${formatShape(table.shape)}`);
        }
        result.set(table.data.subarray(index * width, (index + 1) * width), row * width);
      });
      return result;
    },
    samples: [
      { inputs: [floats([5, 3]), integers([4], 5)], attributes: {}, shape: [4, 3] },
      { inputs: [floats([5, 2]), integers([2, 3], 5)], attributes: {}, shape: [2, 3, 2] },
    ],
  },
  scatterAdd: {
    shape: ([updates, indices], { rows }) => {
      if (!sameShape(updates.slice(0, indices.length), indices)) {
        throw new RangeError(
          `updates ${formatShape(updates)} need one index each, not ${formatShape(indices)}`,
        );
      }
      return [rows, ...updates.slice(indices.length)];
    },
    dataType: ([updates, indices]) => {
      checkIndices(indices);
      return updates;
    },
    gradient: (dy, [, indices]) => [dy.gather(indices), null],
    // As a product with one-hot rows, which is what it is in ONNX anyway.
    batch: ([updates, indices], { rows }, runs) => {
      const count = elementCount(singleShape(indices));
      const rest = singleShape(updates).slice(singleShape(indices).length);
      const all = runs.ids.shape;
      const hits = runs.expand(indices).reshape([...all, count]).oneHot(rows);
      const matrix = runs.expand(updates).reshape([...all, count, elementCount(rest)]);
      return hits.matmul(matrix, { transposeLeft: true }).reshape([...all, rows, ...rest]);
    },
    // As a product with one-hot rows: onnxruntime's ScatterND adds in an order that its threads
    // decide, and its OneHot runs on one thread only.
    onnx: (emit, [updates, indices], { rows }, { shapes }) => {
      const [updateShape, indexShape] = shapes;
      const flat = (name: string, shape: Shape) => emit.node("Reshape", [name, emit.shape(shape)]);
      const count = elementCount(indexShape);
      const rest = updateShape.slice(indexShape.length);
      const ids = emit.constant(Array.from({ length: rows }, (_, row) => row), [1, rows], "int");
      const hits = emit.cast(emit.node("Equal", [flat(indices, [count, 1]), ids]), "float");
      const matrix = flat(updates, [count, elementCount(rest)]);
      const total = emit.node("Gemm", [hits, matrix], { transA: 1, transB: 0 });
      return rest.length === 1 ? total : flat(total, [rows, ...rest]);
    },
    native: (emit, [updates, indices], _, shape) => emit.scatter(updates, indices, shape),
    tfjs: (tf, [updates, indices], _, shape) => {
      const count = indices.size;
      const positions = tf.cast(tf.reshape(indices, [count, 1]), "int32");
      return tf.scatterND(positions, tf.reshape(updates, [count, ...shape.slice(1)]), [...shape]);
    },
    evaluate: ([updates, indices], _, shape) => {
      const width = sizeOf(shape.slice(1));
      const result = new Float64Array(sizeOf(shape));
      updates.data.forEach((value, position) => {
        const row = indices.data[Math.floor(position / width)]!;
        result[row * width + position % width]! += value;
      });
      return result;
    },
    samples: [
      { inputs: [floats([6, 3]), integers([6], 4)], attributes: { rows: 4 }, shape: [4, 3] },
      {
        inputs: [floats([3, 2, 2, 2]), integers([3, 2], 4)],
        attributes: { rows: 4 },
        shape: [4, 2, 2],
      },
    ],
  },
  replaceRow: {
    shape: ([table, index, row]) => {
      if (index.length === 0 && table.length > 0 && sameShape(table.slice(1), row)) return table;
      throw new RangeError(
        `a row of ${formatShape(table)} has one index and a row's shape, not ` +
          `${formatShape(index)} and ${formatShape(row)}`,
      );
    },
    dataType: ([table, index, row]) => {
      checkIndices(index);
      if (row === table) return table;
      throw new RangeError(`the row is ${row}, and must be ${table}`);
    },
    gradient: (dy, [, index, row]) => [
      dy.replaceRow(index, row.mul(0)),
      null,
      dy.gather(index),
    ],
    // By masks: there is one row to replace in the table of each run.
    batch: ([table, index, row], _, runs) => {
      const [place, tables] = [runs.expand(index), runs.expand(table)];
      const [count, rows, ...rest] = tables.shape;
      const ones = rest.map(() => 1);
      const hit = place.oneHot(Number(rows)).reshape([count!, rows!, ...ones]);
      const replaced = runs.expand(row).reshape([count!, 1, ...rest]);
      return tables.mul(hit.neg().add(1)).add(replaced.mul(hit));
    },
    onnx: (emit, [table, index, row]) => {
      const first = emit.constant([0], [1], "int64");
      const place = emit.node("Reshape", [
        emit.cast(index, "int64"),
        emit.constant([1, 1], [2], "int64"),
      ]);
      return emit.node("ScatterND", [table, place, emit.node("Unsqueeze", [row, first])]);
    },
    native: (emit, inputs, _, shape) => emit.map("$i0 == $1 ? $2 : $0", inputs, shape),
    tfjs: (tf, [table, index, row], _, shape) => {
      const [at] = index.dataSync();
      const ids = tf.range(0, shape[0]!, 1, "int32");
      const hit = tf.reshape(tf.equal(ids, tf.scalar(at!, "int32")), [
        -1,
        ...row.shape.map(() => 1),
      ]);
      return tf.where(tf.broadcastTo(hit, [...shape]), tf.broadcastTo(row, [...shape]), table);
    },
    evaluate: ([table, index, row]) => {
      const at = index.data[0]!;
      if (!(at >= 0 && at < table.shape[0]!)) {
        throw new RangeError(`Index ${at} is not a row of ${formatShape(table.shape)}`);
      }
      const result = table.data.slice();
      result.set(row.data, at * row.data.length);
      return result;
    },
    samples: [
      {
        inputs: [floats([4, 3]), integers([], 4), floats([3])],
        attributes: {},
        shape: [4, 3],
      },
      {
        inputs: [floats([3, 2, 5]), integers([], 3), floats([2, 5])],
        attributes: {},
        shape: [3, 2, 5],
      },
      { inputs: [floats([3]), integers([], 3), floats([])], attributes: {}, shape: [3] },
    ],
  },
  oneHot: {
    shape: ([indices], { depth }) => [...indices, depth],
    dataType: ([indices]) => {
      checkIndices(indices);
      return "float";
    },
    gradient: () => [null],
    batch: ([{ tensor }], { depth }) => tensor.oneHot(depth),
    onnx: (emit, [indices], { depth }) => {
      const last = emit.node("Unsqueeze", [indices, emit.constant([-1], [1], "int64")]);
      const ids = emit.constant(Array.from({ length: depth }, (_, id) => id), [depth], "int");
      return emit.cast(emit.node("Equal", [last, ids]), "float");
    },
    native: (emit, [indices], _, shape) =>
      emit.map(
        "$last == $0 ? 1.f : 0.f",
        [emit.reshape(indices, [...indices.shape, 1])],
        shape,
        "float",
      ),
    tfjs: (tf, [indices], { depth }) =>
      tf.cast(tf.oneHot(tf.cast(indices, "int32"), depth), "float32"),
    evaluate: ([indices], { depth }, shape) => {
      let position = 0;
      return generate(shape, (at) => {
        return indices.data[Math.floor(position++ / depth)] === at.at(-1) ? 1 : 0;
      });
    },
    samples: [
      { inputs: [integers([4], 3)], attributes: { depth: 3 }, shape: [4, 3] },
      { inputs: [integers([2, 2], 5)], attributes: { depth: 5 }, shape: [2, 2, 5] },
    ],
  },
} satisfies Partial<OpTable>;
