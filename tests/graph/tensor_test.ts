/** Symbolic tensors: what the methods build, before anything is computed. */
import assert from "node:assert/strict";
import type { OpName } from "../../graph/op.ts";
import { constant, formatType, input, type Tensor } from "../../graph/tensor.ts";

/** The attributes of a tensor that an op made. */
function attributesOf({ origin }: Tensor, op: OpName): object {
  assert.equal(origin.op, op);
  return "attributes" in origin ? origin.attributes : {};
}

Deno.test("sum() and size() count negative axes from the end and sort them", () => {
  const x = input("x", [2, "batch", 4]);
  const sum = x.sum([-1, 0]);
  assert.deepEqual(attributesOf(sum, "sum"), { axes: [0, 2], keepDimensions: false });
  assert.deepEqual(sum.shape, ["batch"]);
  assert.deepEqual(attributesOf(x.size([-2, 0]), "size"), { axes: [0, 1] });
});

Deno.test("sum() over no axis is the tensor itself", () => {
  const scalar = input("x", []);
  assert.equal(scalar.sum(), scalar);
  assert.equal(input("y", [3]).sum([]).rank, 1);
});

Deno.test("size() of static axes is a constant", () => {
  const x = input("x", ["batch", 3, 4]);
  assert.deepEqual(attributesOf(x.size([1, 2]), "constant"), {
    values: [12],
    shape: [],
    dataType: "float",
  });
});

Deno.test("a number as operand becomes a constant of the tensor's own type", () => {
  const [, one] = input("x", [2], "int").add(1).origin.inputs;
  assert.equal(formatType(one!), "int[]");
  const [, half] = input("x", [2]).mul(0.5).origin.inputs;
  assert.equal(formatType(half!), "float[]");
});

Deno.test("constant() takes a number, a list, or values with a shape", () => {
  assert.deepEqual(constant(2).shape, []);
  assert.deepEqual(constant([1, 2, 3]).shape, [3]);
  assert.equal(formatType(constant([1, 2, 3, 4], "int", [2, 2])), "int[2, 2]");
});

Deno.test("comparisons and one-hot rows are floats, argmax is an integer", () => {
  const ids = input("ids", ["batch"], "int");
  assert.equal(formatType(ids.equal(3)), "float[batch]");
  assert.equal(formatType(ids.oneHot(5)), "float[batch, 5]");
  assert.equal(formatType(ids.oneHot(5).argmax()), "int[batch]");
  assert.equal(formatType(ids.greater(3)), "float[batch]");
});

Deno.test("reshape() follows a symbol through its multiples", () => {
  const x = input("x", ["batch", 3, 4]);
  assert.deepEqual(x.reshape(["3*batch", 4]).reshape(["12*batch"]).shape, ["12*batch"]);
});

Deno.test("layerNorm() gives statistics with one column", () => {
  const x = input("x", ["batch", 4]);
  const [gain, bias] = [input("gain", [4]), input("bias", [4])];
  assert.deepEqual(x.layerNorm(gain, bias, 1e-5).shape, ["batch", 4]);
  assert.deepEqual(x.layerNorm(gain, bias, 1e-5, "mean").shape, ["batch", 1]);
});
