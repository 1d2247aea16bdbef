/** The oracle: a plain float64 interpreter of the op table, slow and easy to trust. */
import type { Attributes, Inputs, NdArray, OpName, OpRow } from "../graph/op.ts";
import { table } from "../graph/table.ts";
import type { Engine } from "./engine.ts";
import { type Arrays, interpret } from "./interpreter.ts";

export const referenceEngine: Engine = {
  name: "reference",
  reads: "text",
  load: (program) => Promise.try(interpret, "reference", program, float64Arrays),
};

const float64Arrays: Arrays<NdArray> = {
  fromValue: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
  toValue: ({ shape, data }, dataType) => ({
    shape,
    data: dataType === "int" ? Int32Array.from(data) : data,
  }),
  apply: (op, inputs, attributes, shape) => ({
    shape,
    data: evaluateRow(op, inputs, attributes, shape),
  }),
  scope: (compute) => compute(),
  free: () => {},
};

function evaluateRow<K extends OpName>(
  op: K,
  inputs: readonly NdArray[],
  attributes: object,
  shape: readonly number[],
): Float64Array {
  const row: OpRow<K> = table[op];
  // The program was checked against the table when it was read.
  return row.evaluate(
    inputs as unknown as Inputs<K, NdArray>,
    attributes as Attributes<K>,
    shape,
  );
}
