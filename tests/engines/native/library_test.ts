/** Calls of a compiled program: what they share, what they refuse, and what is taken again. */
import assert from "node:assert/strict";
import type { Value, Values } from "../../../engines/engine.ts";
import { referenceEngine } from "../../../engines/reference.ts";
import { gradients } from "../../../graph/autodiff.ts";
import type { Program } from "../../../graph/program.ts";
import { simplify } from "../../../graph/simplify.ts";
import { input, type Tensor } from "../../../graph/tensor.ts";
import { programOf } from "../../graph/op_cases.ts";
import { assertClose } from "../closeness.ts";
import { nativeEngines } from "../native_engine.ts";
import { load, runOnce } from "../run_program.ts";

const floats = (...numbers: number[]): Value => ({
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});

/** A state that becomes twice as large at each step. */
function doubling(): Program {
  const x = input("x", ["n"]);
  const by = input("by", []);
  return simplify({
    name: "doubling",
    inputs: [{ role: "state", tensor: x }, { role: "step", tensor: by }],
    outputs: [{ role: "state", name: "x.next", tensor: x.mul(by) }],
  });
}

const twos = (steps: number): Value => ({
  shape: [steps],
  data: new Float32Array(steps).fill(2),
});

const numbers = input("x", ["n"]);
const twice = programOf("small", [numbers], [numbers.mul(2)]);

for (const engine of nativeEngines) {
  Deno.test("a program that was closed refuses calls, and may be closed again", async () => {
    const [closed, open] = [await load(engine, twice), await load(engine, twice)];
    await closed.close();
    await closed.close();
    await assert.rejects(closed.run({ x: floats(1) }), /Program "small" is closed/);
    assert.deepEqual([...(await open.run({ x: floats(21) })).output0!.data], [42]);
    await open.close();
  });

  Deno.test("a call has what was held when it was asked for", async () => {
    const program = await load(engine, twice);
    program.hold({ x: floats(1, 2) });
    const first = program.run({});
    program.hold({ x: floats(3) });
    const second = program.run({});
    program.hold({});
    assert.deepEqual([...(await first).output0!.data], [2, 4]);
    assert.deepEqual([...(await second).output0!.data], [6]);
    await program.close();
  });

  Deno.test("calls of more sizes than are told apart are right, each time", async () => {
    const program = await load(engine, twice, 2);
    for (let round = 0; round < 3; round++) {
      for (let size = 1; size <= 20; size++) {
        const list = Array.from({ length: size }, (_, index) => index + round);
        const { output0: result } = await program.run({ x: floats(...list) });
        assert.deepEqual([...result!.data], list.map((each) => 2 * each));
      }
    }
    await program.close();
  });

  Deno.test("arrays of states that were given back are taken again, others are left alone", async () => {
    const program = await load(engine, doubling());
    const run = (x: Value, steps: number) => program.run({ x, by: twos(steps) });
    const [first, kept] = [await run(floats(1, 2), 3), await run(floats(5, 6), 2)];
    program.reuse!(first);
    const memory = first["x.next"]!.data.buffer;
    const later: Values[] = [];
    for (let call = 0; call < 4; call++) later.push(await run(floats(call, 1), 1));
    assert.ok(later.some((values) => values["x.next"]!.data.buffer === memory));
    assert.equal(new Set(later.map((values) => values["x.next"]!.data.buffer)).size, 4);
    assert.deepEqual([...kept["x.next"]!.data], [20, 24]);
    for (const [call, values] of later.entries()) {
      assert.deepEqual([...values["x.next"]!.data], [2 * call, 2]);
    }
    await program.close();
  });

  Deno.test("a table without rows has no row to gather, and whoever asks for one is told", async () => {
    const [table, rows] = [input("table", ["rows", 3]), input("indices", ["n"], "int")];
    const program = await load(engine, programOf("small", [table, rows], [table.gather(rows)]));
    const empty: Value = { shape: [0, 3], data: new Float32Array(0) };
    const none: Value = { shape: [0], data: new Int32Array(0) };
    const one: Value = { shape: [1], data: Int32Array.of(0) };
    assert.equal((await program.run({ table: empty, indices: none })).output0!.data.length, 0);
    await assert.rejects(program.run({ table: empty, indices: one }), /outside of its table/);
    program.hold({ table: empty });
    await assert.rejects(program.run({ indices: one }), /outside of its table/);
    await program.close();
  });

  Deno.test("numbers of which all get the same slope are scattered", async () => {
    for (const shape of [[7], [7, 1]]) {
      const [table, rows] = [input("table", shape), input("indices", ["n"], "int")];
      const mean = table.gather(rows).mean();
      const program = programOf("small", [table, rows], [mean, ...gradients(mean, [table])]);
      const feeds: Values = {
        table: { shape, data: Float32Array.from({ length: 7 }, (_, index) => index) },
        indices: { shape: [4], data: Int32Array.of(1, 1, 6, 0) },
      };
      const expected = await runOnce(referenceEngine, program, feeds);
      const actual = await runOnce(engine, program, feeds);
      for (const [name, value] of Object.entries(expected)) {
        assertClose(actual[name]!, value, 1e-6, name);
      }
    }
  });

  Deno.test("names that C cannot tell apart, and numbers that float32 cannot hold, do compile", async () => {
    const named = ["a.b", "a_b", "a_b_2"].map((name) => input(name, ["n"]));
    const [a, b, c] = named as [Tensor, Tensor, Tensor];
    const program = programOf("small", named, [a.sub(b).add(c.mul(10)), a.mul(1e39), b.mul(-1e39)]);
    const feeds = { "a.b": floats(5), "a_b": floats(3), "a_b_2": floats(1) };
    const results = await runOnce(engine, program, feeds);
    const found = Object.values(results).map(({ data }) => data[0]);
    assert.deepEqual(found, [12, Infinity, -Infinity]);
  });
}
