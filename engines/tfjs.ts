/** TensorFlow.js on its WASM backend, op by op. The only file that imports it. */
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { Attributes, DataType, Inputs, OpName, OpRow, TfTensor } from "../graph/op.ts";
import { table } from "../graph/table.ts";
import type { Engine, Value } from "./engine.ts";
import { type Arrays, interpret } from "./interpreter.ts";

export const tfjsEngine: Engine = {
  name: "tfjs",
  reads: "text",
  load: async (program) => {
    const backend = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(fileURLToPath(new URL(".", backend)));
    await tf.setBackend("wasm");
    await tf.ready();
    return interpret("tfjs", program, tfjsArrays);
  },
};

const tfjsArrays: Arrays<TfTensor> = {
  fromValue: ({ shape, data }, dataType) =>
    dataType === "float"
      ? tf.tensor(Float32Array.from(data), [...shape], "float32")
      : tf.tensor(Int32Array.from(data, (word) => word | 0), [...shape], "int32"),
  toValue: (tensor, dataType) => toValue(tensor, dataType),
  apply: (op, inputs, attributes, shape) => applyRow(op, inputs, attributes, shape),
  scope: (compute) => {
    // Not tf.tidy, which searches what is returned, number by number, for tensors to keep.
    tf.engine().startScope();
    try {
      return compute().map((tensor) => tf.keep(tensor));
    } finally {
      tf.engine().endScope();
    }
  },
  free: (tensor) => tensor.dispose(),
};

function toValue(tensor: TfTensor, dataType: DataType): Value {
  const data = tensor.dataSync();
  return {
    shape: tensor.shape,
    data: dataType === "float" ? Float32Array.from(data) : Int32Array.from(data),
  };
}

function applyRow<K extends OpName>(
  op: K,
  inputs: readonly TfTensor[],
  attributes: object,
  shape: readonly number[],
): TfTensor {
  const row: OpRow<K> = table[op];
  // The program was checked against the table when it was read.
  return row.tfjs(
    tf,
    inputs as unknown as Inputs<K, TfTensor>,
    attributes as Attributes<K>,
    shape,
  );
}
