/** Inputs at the edge of what an op can take: ties, huge numbers, rows without spread, kinks. */
import assert from "node:assert/strict";
import type { Value } from "../../../engines/engine.ts";
import { referenceEngine } from "../../../engines/reference.ts";
import { gradients } from "../../../graph/autodiff.ts";
import { constant, input, type Tensor } from "../../../graph/tensor.ts";
import { assertClose, FLOAT32_TOLERANCE } from "../../engines/closeness.ts";
import { engines, runOnce } from "../../engines/run_program.ts";
import { programOf } from "../op_cases.ts";

function rows(...values: number[][]): Value {
  return { shape: [values.length, values[0]!.length], data: Float32Array.from(values.flat()) };
}

/** Runs one op on every engine and compares with what it must give, by hand. */
async function checkEverywhere(
  value: Value,
  op: (input: Tensor) => Tensor,
  expected: readonly number[],
  tolerance = FLOAT32_TOLERANCE,
): Promise<void> {
  const given = input("input0", ["rows", value.shape[1]!]);
  const program = programOf("edge", [given], [op(given)]);
  for (const engine of engines) {
    const { output0 } = await runOnce(engine, program, { input0: value });
    const { shape } = output0!;
    assertClose(output0!, { shape, data: Float64Array.from(expected) }, tolerance, engine.name);
  }
}

Deno.test("argmax takes the first of several largest values on every engine", async () => {
  const value = rows([1, 1, 1], [0, 5, 5], [-2, -3, -2], [7, 0, 7]);
  await checkEverywhere(value, (x) => x.argmax(), [0, 1, 0, 0], 0);
});

Deno.test("size counts what the symbol is bound to on every engine", async () => {
  await checkEverywhere(rows([1, 2], [3, 4], [5, 6]), (x) => x.size([0]), [3], 0);
  await checkEverywhere(rows([1, 2], [3, 4], [5, 6]), (x) => x.size(), [6], 0);
  await checkEverywhere(
    rows([1, 2], [3, 4], [5, 6]),
    (x) => x.reshape(["2*rows"]).size([-1]),
    [6],
    0,
  );
});

Deno.test("logSoftmax and softmax stay finite for huge values on every engine", async () => {
  const value = rows([1000, 1000, -1000], [1e30, 0, -1e30], [-1e4, -1e4, -1e4]);
  const [half, third] = [Math.log(1 / 2), Math.log(1 / 3)];
  await checkEverywhere(
    value,
    (x) => x.logSoftmax(),
    [half, half, half - 2000, 0, -1e30, -2e30, third, third, third],
  );
  await checkEverywhere(
    value,
    (x) => x.softmax(),
    [1 / 2, 1 / 2, 0, 1, 0, 0, 1 / 3, 1 / 3, 1 / 3],
  );
});

Deno.test("layerNorm gives the bias for rows without spread on every engine", async () => {
  const value = rows([3, 3, 3, 3], [0, 0, 0, 0], [4096, 4096, 4096, 4096]);
  const bias = [1, -1, 2, 0];
  await checkEverywhere(
    value,
    (x) => x.layerNorm(constant([2, 2, 2, 2]), constant(bias), 1e-5),
    [...bias, ...bias, ...bias],
  );
});

Deno.test("layerNorm tells apart neighbours far from zero on every engine", async () => {
  const value = rows([1025, 1026, 1023, 1022]);
  const deviation = Math.sqrt(2.5 + 1e-5);
  await checkEverywhere(
    value,
    (x) => x.layerNorm(constant([1, 1, 1, 1]), constant([0, 0, 0, 0]), 1e-5),
    [1, 2, -1, -2].map((distance) => distance / deviation),
    1e-4,
  );
});

Deno.test("relu has gradient zero at its kink on every engine", async () => {
  const slope = (x: Tensor) => gradients(x.relu().sum(), [x])[0]!;
  await checkEverywhere(rows([-1, 0, 2]), slope, [0, 0, 1], 0);
});

Deno.test("tanh is flat where it saturates on every engine", async () => {
  const slope = (x: Tensor) => gradients(x.tanh().sum(), [x])[0]!;
  await checkEverywhere(rows([-1e30, -100, 100, 1e30]), (x) => x.tanh(), [-1, -1, 1, 1], 0);
  await checkEverywhere(rows([-1e30, -100, 100, 1e30]), slope, [0, 0, 0, 0], 0);
});

Deno.test("erf is flat where it saturates on every engine", async () => {
  const slope = (x: Tensor) => gradients(x.erf().sum(), [x])[0]!;
  await checkEverywhere(rows([-1e15, -100, 100, 1e15]), (x) => x.erf(), [-1, -1, 1, 1], 0);
  await checkEverywhere(rows([-1e15, -100, 100, 1e15]), slope, [0, 0, 0, 0], 0);
});

Deno.test("integers add, compare and gather as integers on every engine", async () => {
  const [indices, table] = [input("input0", ["rows"], "int"), constant([30, 10, 20], "int")];
  const next = indices.add(1);
  const outputs = [next, next.equal(2), indices.greater(0), table.gather(indices), indices.sum()];
  assert.deepEqual(outputs.map((tensor) => tensor.dataType), [
    "int",
    "float",
    "float",
    "int",
    "int",
  ]);
  const program = programOf("integers", [indices], outputs);
  const feeds = { input0: { shape: [3], data: Int32Array.of(2, 0, 1) } };
  const expected = await runOnce(referenceEngine, program, feeds);
  assert.deepEqual(Object.values(expected).map(({ data }) => [...data]), [
    [3, 1, 2],
    [0, 0, 1],
    [1, 0, 1],
    [20, 30, 10],
    [3],
  ]);
  for (const engine of engines) {
    const actual = await runOnce(engine, program, feeds);
    for (const [name, value] of Object.entries(expected)) {
      assertClose(actual[name]!, value, 0, `${name} on ${engine.name}`);
    }
  }
});

Deno.test("randomUniform gives streams of their own from one key", async () => {
  const [key, like] = [input("input0", [2], "key"), constant(new Array(1000).fill(0))];
  const streams = [
    key.randomUniform(like, "layer0"),
    key.randomUniform(like, "layer1"),
    key.randomUniform(like, "layer0"),
  ];
  const program = programOf("streams", [key], streams);
  for (const engine of engines) {
    const { output0, output1, output2 } = await runOnce(engine, program, {
      input0: { shape: [2], data: Uint32Array.of(7, 0xffffffff) },
    });
    assertClose(output2!, output0!, 0, engine.name);
    const mean = Array.from(output0!.data).reduce((total, value, index) =>
      total + (value - 0.5) * (output1!.data[index]! - 0.5), 0) / 1000;
    assert.ok(Math.abs(mean) < 4 / 12 / Math.sqrt(1000), `covariance ${mean} on ${engine.name}`);
  }
});
