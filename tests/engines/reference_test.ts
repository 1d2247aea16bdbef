/** The reference engine keeps the contract of engines, and computes in float64. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import { programOf } from "../graph/op_cases.ts";
import { testEngine } from "./engine_contract.ts";
import { runOnce } from "./run_program.ts";

testEngine(referenceEngine);

Deno.test("reference keeps float64 precision from input to result", async () => {
  const input0 = input("input0", []);
  const program = programOf("precise", [input0], [input0.add(1e-12)]);
  const outputs = await runOnce(referenceEngine, program, {
    input0: { shape: [], data: Float64Array.of(1) },
  });
  assert.equal(outputs.output0!.data[0], 1 + 1e-12);
});

Deno.test("reference refuses an index that is not a row of the table", async () => {
  const [table, indices] = [input("input0", [3, 2]), input("input1", [1], "int")];
  const program = programOf("outside", [table, indices], [table.gather(indices)]);
  const feeds = (index: number) => ({
    input0: { shape: [3, 2], data: new Float32Array(6) },
    input1: { shape: [1], data: Int32Array.of(index) },
  });
  const error = { name: "RangeError", message: /is not a row of \[3, 2\]/ };
  await assert.rejects(runOnce(referenceEngine, program, feeds(3)), error);
  await assert.rejects(runOnce(referenceEngine, program, feeds(-1)), error);
});
