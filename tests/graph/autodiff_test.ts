/** What autodiff.ts does for every op at once: broadcast sums, accumulation, dead branches. */
import assert from "node:assert/strict";
import type { Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { gradients } from "../../graph/autodiff.ts";
import { constant, input, type Tensor } from "../../graph/tensor.ts";
import { runOnce } from "../engines/run_program.ts";
import { programOf } from "./op_cases.ts";

async function numbers(inputs: Tensor[], outputs: Tensor[], feeds: Values): Promise<number[][]> {
  const values = await runOnce(referenceEngine, programOf("gradients", inputs, outputs), feeds);
  return outputs.map((_, index) => [...values[`output${index}`]!.data]);
}

const vector = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });

Deno.test("gradients() sums over the axes that broadcasting added or stretched", async () => {
  const [matrix, row, column, scalar] = [
    input("matrix", ["rows", 3]),
    input("row", [3]),
    input("column", ["rows", 1]),
    input("scalar", []),
  ];
  const loss = matrix.mul(row).add(column).add(scalar).sum();
  const parameters = [row, column, scalar];
  const slopes = gradients(loss, parameters);
  assert.deepEqual(slopes.map((slope) => slope.shape), [[3], ["rows", 1], []]);
  const result = await numbers([matrix, ...parameters], slopes, {
    matrix: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 10, 20, 30) },
    row: vector(0, 0, 0),
    column: { shape: [2, 1], data: new Float64Array(2) },
    scalar: { shape: [], data: new Float64Array(1) },
  });
  assert.deepEqual(result, [[11, 22, 33], [3, 3], [6]]);
});

Deno.test("gradients() keeps an axis of size one that was not stretched", () => {
  const [left, right] = [input("left", [1, 3]), input("right", [1, 3])];
  const [slope] = gradients(left.mul(right).sum(), [left]);
  assert.deepEqual(slope!.shape, [1, 3]);
  assert.equal(slope!.origin.op, "mul", "without a sum over one element");
});

Deno.test("gradients() adds up what several uses of a tensor give", async () => {
  const x = input("x", [2]);
  const shared = x.mul(x); // x^2, then x^2 x^2 + 3 x^2 + x
  const loss = shared.mul(shared).add(shared.mul(3)).add(x).sum();
  const [slope] = await numbers([x], gradients(loss, [x]), { x: vector(1, -2) });
  assert.deepEqual(slope, [4 + 6 + 1, -32 - 12 + 1]);
});

Deno.test("gradients() passes by branches through which nothing flows", async () => {
  const x = input("x", [3]);
  const mask = x.greater(0);
  const counted = x.reshape([1, 3]).argmax().equal(2).sum();
  const loss = x.mul(mask).sum().add(counted);
  const [slope] = await numbers([x], gradients(loss, [x]), { x: vector(-1, 2, 3) });
  assert.deepEqual(slope, [0, 1, 1]);
});

Deno.test("gradients() are zeros of the right shape for a parameter that the loss ignores", async () => {
  const [x, unused, cut] = [input("x", [2]), input("unused", ["rows", 2]), input("cut", [2])];
  const loss = x.add(cut.greater(0)).sum();
  const slopes = gradients(loss, [x, unused, cut]);
  assert.deepEqual(slopes.map((slope) => slope.shape), [[2], ["rows", 2], [2]]);
  const result = await numbers([x, unused, cut], slopes, {
    x: vector(5, 6),
    unused: { shape: [2, 2], data: new Float64Array(4) },
    cut: vector(1, -1),
  });
  assert.deepEqual(result, [[1, 1], [0, 0, 0, 0], [0, 0]]);
});

Deno.test("gradients() flow to a tensor inside the graph as well as to its inputs", async () => {
  const x = input("x", [2]);
  const inner = x.mul(3);
  const loss = inner.mul(inner).sum();
  const [ofInner, ofInput] = await numbers([x], gradients(loss, [inner, x]), { x: vector(1, 2) });
  assert.deepEqual(ofInner, [6, 12]);
  assert.deepEqual(ofInput, [18, 36]);
});

Deno.test("gradients() of the loss with respect to itself is one", async () => {
  const loss = input("loss", []);
  const feeds = { loss: { shape: [], data: Float64Array.of(7) } };
  assert.deepEqual(await numbers([loss], gradients(loss, [loss]), feeds), [[1]]);
});

Deno.test("gradients() of gradients are second derivatives", async () => {
  const x = input("x", [2]);
  const [first] = gradients(x.mul(x).mul(x).sum(), [x]);
  const [second] = gradients(first!.sum(), [x]);
  const [values] = await numbers([x], [second!], { x: vector(1, -2) });
  assert.deepEqual(values, [6, -12]);
});

Deno.test("gradients() refuses a loss that is not a scalar", () => {
  const x = input("x", [2, "batch"]);
  assert.throws(() => gradients(x, [x]), {
    name: "RangeError",
    message: "The loss must be a scalar, its shape is [2, batch]",
  });
});

Deno.test("gradients() refuses a path without a gradient, but not beside one", () => {
  const [x, gain, bias] = [input("x", [2, 3]), constant([1, 1, 1]), constant([0, 0, 0])];
  const mean = x.layerNorm(gain, bias, 1e-5, "mean").sum();
  assert.throws(() => gradients(mean, [x]), { message: "No gradient flows through the mean" });
  const y = input("y", []);
  assert.equal(gradients(mean.add(y), [y]).length, 1);
  const table = input("table", ["rows", 2]);
  assert.throws(() => gradients(table.gather(input("ids", [3], "int")).sum(), [table]), {
    message: "No gradient flows into a table with a symbolic number of rows rows",
  });
});
