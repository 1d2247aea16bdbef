/** The ONNX files that programs become: what is in them, and where it stands. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { writeOnnx } from "../../graph/onnx.ts";
import { checkProgram, type Program } from "../../graph/program.ts";
import { constant, input } from "../../graph/tensor.ts";
import { parseProgram, printProgram } from "../../graph/text.ts";
import { assertClose, FLOAT32_TOLERANCE } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { applyCase, casesOf, feedsOf, inputsOf, programOf } from "./op_cases.ts";
import { loopBody, readOnnx, sizesOf } from "./onnx_reader.ts";

/** A loop in which the table's exponential is the same at every step. */
function averaging(): Program {
  const [table, ids, weight] = [
    input("table", ["rows", 4]),
    input("ids", ["batch"], "int"),
    input("weight", [4]),
  ];
  const rows = table.exp().gather(ids).mul(weight);
  return checkProgram({
    name: "averaging",
    inputs: [
      { role: "fixed", tensor: table },
      { role: "step", tensor: ids },
      { role: "state", tensor: weight },
    ],
    outputs: [
      { role: "state", name: "weight.next", tensor: rows.mean([0]) },
      { role: "step", name: "largest", tensor: rows.argmax() },
    ],
  });
}

/** Multiplication by a mask drawn from the step's key. */
function masking(): Program {
  const [key, data, total] = [
    input("key", [2], "key"),
    input("data", ["rows", 4]),
    input("total", ["rows", 4]),
  ];
  const mask = key.randomUniform(data, "mask").greater(0.5);
  return checkProgram({
    name: "masking",
    inputs: [
      { role: "step", tensor: key },
      { role: "fixed", tensor: data },
      { role: "state", tensor: total },
    ],
    outputs: [{ role: "state", name: "total.next", tensor: total.add(data.mul(mask)) }],
  });
}

const opTypes = (nodes: readonly { opType: string }[]) => nodes.map((node) => node.opType);

Deno.test("writeOnnx() gives the same bytes for the same program", () => {
  const bytes = writeOnnx(averaging());
  assert.deepEqual(writeOnnx(averaging()), bytes);
  assert.deepEqual(writeOnnx(parseProgram(printProgram(averaging()))), bytes);
});

Deno.test("writeOnnx() gives other bytes for another constant, name or op", () => {
  const x = input("x", [2]);
  const [base, ...others] = [x.mul(2), x.mul(3), x.div(2)].map((y) =>
    writeOnnx(programOf("one", [x], [y]))
  );
  others.push(writeOnnx(programOf("two", [x], [x.mul(2)])));
  for (const other of others) assert.notDeepEqual(other, base);
});

Deno.test("writeOnnx() names format, operator set and producer", () => {
  const model = readOnnx(writeOnnx(averaging(), { metadata: { task: "x+y", modulus: "97" } }));
  assert.equal(model.irVersion, 8);
  assert.equal(model.producerName, "regrok");
  assert.deepEqual(model.operatorSet, [
    { domain: "", version: 18 },
    { domain: "com.microsoft", version: 1 },
  ]);
  assert.deepEqual(model.metadata, [
    { key: "task", value: "x+y" },
    { key: "modulus", value: "97" },
  ]);
});

Deno.test("writeOnnx() keeps symbolic sizes in inputs and outputs, with an axis of steps", () => {
  const { graph } = readOnnx(writeOnnx(averaging()));
  const describe = Object.fromEntries(
    [...graph.input, ...graph.output].map((value) => [value.name, sizesOf(value)]),
  );
  assert.deepEqual(describe, {
    table: ["rows", 4],
    ids: ["steps", "batch"],
    weight: [4],
    "weight.next": [4],
    largest: ["steps", "batch"],
  });
});

Deno.test("writeOnnx() puts what is the same at every step before the loop", () => {
  const model = readOnnx(writeOnnx(averaging()));
  const body = opTypes(loopBody(model).node);
  const outside = opTypes(model.graph.node);
  assert.ok(outside.includes("Exp") && !body.includes("Exp"), "the table's exponential");
  assert.ok(outside.includes("Shape") && !body.includes("Shape"), "sizes of the inputs");
  assert.ok(body.includes("Gather") && !outside.includes("ArgMax"), "the rows of the step");
  assert.equal(outside.at(-1), "Loop");
});

Deno.test("writeOnnx() counts for random numbers before the loop", () => {
  const model = readOnnx(writeOnnx(masking()));
  const body = opTypes(loopBody(model).node);
  assert.ok(opTypes(model.graph.node).includes("Range"));
  assert.ok(!body.includes("Range"));
  assert.equal(body.filter((type) => type === "BitwiseXor").length, 6);
});

Deno.test("writeOnnx() gives the body states as inputs and everything else from outside", () => {
  const body = loopBody(readOnnx(writeOnnx(averaging())));
  assert.deepEqual(body.input.map(({ name }) => name), [
    "loop.iteration",
    "loop.continue",
    "weight.now",
  ]);
  assert.deepEqual(body.output.map(({ name }) => name), [
    "loop.continue.next",
    "weight.next.body",
    "largest.body",
  ]);
  assert.deepEqual(body.initializer, []);
});

Deno.test("writeOnnx() writes equal nodes and constants once", () => {
  const x = input("x", ["rows", 3]);
  const twice = programOf("twice", [x], [x.exp().add(1), x.exp().mul(1)]);
  const { graph } = readOnnx(writeOnnx(twice));
  assert.deepEqual(opTypes(graph.node), ["Exp", "Add", "Mul"]);
  assert.equal(graph.initializer.length, 1);
});

Deno.test("writeOnnx() copies only results that no node makes or that have two names", () => {
  const x = input("x", ["rows", 3]);
  const y = x.exp();
  const { graph } = readOnnx(writeOnnx(programOf("names", [x], [x, y, y, y.neg()])));
  assert.deepEqual(graph.node.map(({ opType, input, output }) => [opType, input, output]), [
    ["Exp", ["x"], ["output1"]],
    ["Neg", ["output1"], ["output3"]],
    ["Identity", ["x"], ["output0"]],
    ["Identity", ["output1"], ["output2"]],
  ]);
});

Deno.test("writeOnnx() uses only standard ops when portable, with the same results", async () => {
  const transposed = casesOf("matmul").filter(({ shape, attributes }) =>
    shape.length > 2 && Object.values(attributes).includes(true)
  );
  assert.equal(transposed.length, 3);
  for (const each of transposed) {
    const inputs = inputsOf(each);
    const program = programOf("product", inputs, [applyCase("matmul", each, inputs)]);
    const bytes = writeOnnx(program, { portable: true });
    const { graph, operatorSet } = readOnnx(bytes);
    assert.deepEqual(operatorSet, [{ domain: "", version: 18 }]);
    assert.ok(graph.node.every(({ domain }) => domain === ""));
    const fused = readOnnx(writeOnnx(program)).graph.node;
    assert.deepEqual(fused.map(({ domain, opType }) => [domain, opType]), [
      ["com.microsoft", "FusedMatMul"],
    ]);
    const executable = await onnxEngine.load(bytes, { threads: 1 });
    const { output0 } = await executable.run(feedsOf(each));
    await executable.close();
    const expected = await runOnce(onnxEngine, program, feedsOf(each));
    assertClose(output0!, expected.output0!, FLOAT32_TOLERANCE);
  }
});

Deno.test("writeOnnx() writes no op that WebGPU lacks where others say the same", async () => {
  for (const op of ["logSoftmax", "crossEntropy", "crossEntropySlope"] as const) {
    for (const each of casesOf(op)) {
      const inputs = inputsOf(each);
      const program = programOf(op, inputs, [applyCase(op, each, inputs)]);
      const bytes = writeOnnx(program, { webgpu: true });
      const { graph } = readOnnx(bytes);
      assert.ok(graph.node.every(({ domain, opType }) => domain === "" && opType !== "LogSoftmax"));
      const executable = await onnxEngine.load(bytes, { threads: 1 });
      const { output0 } = await executable.run(feedsOf(each));
      await executable.close();
      const expected = await runOnce(onnxEngine, program, feedsOf(each));
      assertClose(output0!, expected.output0!, FLOAT32_TOLERANCE, op);
    }
  }
});

Deno.test("writeOnnx() leaves out constants that only lend their shape", () => {
  const key = input("key", [2], "key");
  const like = constant(new Array(1234).fill(0));
  const { graph } = readOnnx(writeOnnx(programOf("shape", [key], [key.randomUniform(like, "s")])));
  assert.ok(graph.initializer.every(({ rawData }) => rawData.length < 100));
});

Deno.test("writeOnnx() stores weights in the file, so that nobody has to feed them", async () => {
  const [x, w] = [input("x", ["batch", 2]), input("w", [2, 1])];
  const program = programOf("linear", [x, w], [x.matmul(w)]);
  const bytes = writeOnnx(program, { weights: new Map([["w", Float32Array.of(10, 1)]]) });
  assert.deepEqual(readOnnx(bytes).graph.input.map(({ name }) => name), ["x"]);
  const executable = await onnxEngine.load(bytes, { threads: 1 });
  const feeds = { x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } };
  const { output0 } = await executable.run(feeds);
  await executable.close();
  assert.deepEqual([...output0!.data], [12, 34]);
});

Deno.test("writeOnnx() refuses weights that do not fill their input", () => {
  const w = input("w", [2, 3]);
  const weights = new Map([["w", new Float32Array(5)]]);
  assert.throws(() => writeOnnx(programOf("linear", [w], [w.exp()]), { weights }), {
    name: "RangeError",
    message: '5 weights do not fill "w" [2, 3]',
  });
});

Deno.test("writeOnnx() names a symbol that no input has", () => {
  const x = input("x", ["2*rows"]);
  assert.throws(() => writeOnnx(programOf("lost", [x], [x.size()])), {
    name: "RangeError",
    message: 'No input of "lost" has a dimension "rows"',
  });
});
