/** Each rewriting rule by itself, and that no rewriting changes a result. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceEngine } from "../../engines/reference.ts";
import { type Program, topologicalOrder } from "../../graph/program.ts";
import { simplify } from "../../graph/simplify.ts";
import { constant, input, type Tensor } from "../../graph/tensor.ts";
import { parseProgram, printProgram } from "../../graph/text.ts";
import { assertClose } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { programOf } from "./op_cases.ts";
import { randomProgram, randomProgramFeeds, ruleCount } from "./random_program.ts";

const x = input("x", ["rows", 3]);
const y = input("y", ["rows", 3]);
const w = input("w", [3, 3]);
const row = input("row", [3]);

/** The ops that are left of some tensors, inputs left out, in topological order. */
function opsLeft(...tensors: Tensor[]): string[] {
  return opsOf(simplify(programOf("program", [x, y, w, row], tensors)));
}

function opsOf(program: Program): string[] {
  return topologicalOrder(program.outputs.map((output) => output.tensor))
    .map((tensor) => tensor.origin.op).filter((op) => op !== "input");
}

Deno.test("simplify() makes equal tensors one", () => {
  assert.deepEqual(opsLeft(x.exp().add(y.exp()).mul(x.exp())), ["exp", "exp", "add", "mul"]);
  assert.deepEqual(opsLeft(x.sum([0]), x.sum([0]), x.sum([1])), ["sum", "sum"]);
});

Deno.test("simplify() keeps tensors apart whose attributes or inputs differ", () => {
  assert.deepEqual(opsLeft(x.sub(y), y.sub(x)), ["sub", "sub"]);
  assert.deepEqual(opsLeft(x.sum([0]), x.sum([0], true)), ["sum", "sum"]);
  assert.deepEqual(opsLeft(x.mul(2), x.mul(3)).filter((op) => op === "mul").length, 2);
});

Deno.test("simplify() shares constants, but not across data types", () => {
  assert.deepEqual(opsLeft(x.mul(2), y.mul(2)).filter((op) => op === "constant").length, 1);
  const program = simplify(programOf("types", [x], [x.mul(2), x.argmax().add(2)]));
  assert.equal(opsOf(program).filter((op) => op === "constant").length, 2);
});

Deno.test("simplify() drops what no output needs, and keeps every input", () => {
  const program = programOf("unused", [x, y, w, row], [x.exp()]);
  y.exp();
  assert.deepEqual(opsOf(simplify(program)), ["exp"]);
  assert.deepEqual(simplify(program).inputs, program.inputs);
});

Deno.test("simplify() removes expansions in front of ops that broadcast", () => {
  assert.deepEqual(opsLeft(row.broadcastLike(x).mul(x)), ["mul"]);
  assert.deepEqual(opsLeft(x.add(row.broadcastLike(x))), ["add"]);
  assert.deepEqual(opsLeft(row.broadcastLike(x).neg()), ["broadcastLike", "neg"]);
});

Deno.test("simplify() keeps an expansion that gives the result its shape", () => {
  const both = row.broadcastLike(x).mul(constant(2).broadcastLike(x));
  assert.deepEqual(opsLeft(both).filter((op) => op === "broadcastLike").length, 1);
  assert.deepEqual(opsLeft(row.broadcastLike(x).softmax()), ["broadcastLike", "softmax"]);
});

Deno.test("simplify() joins expansions and drops those that change nothing", () => {
  assert.deepEqual(opsLeft(x.broadcastLike(y).exp()), ["exp"]);
  const twice = row.broadcastLike(x).broadcastLike(x.reshape([1, "rows", 3]));
  assert.deepEqual(opsLeft(twice), ["reshape", "broadcastLike"]);
});

Deno.test("simplify() drops neutral elements on the sides where they are neutral", () => {
  assert.deepEqual(opsLeft(x.mul(1).add(0).sub(0).div(1).exp()), ["exp"]);
  assert.deepEqual(opsLeft(constant(1).mul(x), constant(0).add(x)), []);
  assert.deepEqual(opsLeft(constant(1).div(x)), ["constant", "div"]);
  assert.deepEqual(opsLeft(constant(0).sub(x)), ["constant", "sub"]);
  assert.deepEqual(opsLeft(x.pow(1)), ["constant", "pow"]);
});

Deno.test("simplify() keeps a neutral element that gives the result its shape", () => {
  const one = constant([1], "float", [1, 1]);
  assert.deepEqual(opsLeft(row.mul(one)), ["constant", "mul"]);
});

Deno.test("simplify() joins reshapes and drops those that change nothing", () => {
  assert.deepEqual(opsLeft(x.reshape(["3*rows"]).reshape([1, "rows", 3])), ["reshape"]);
  assert.deepEqual(opsLeft(x.reshape(["3*rows"]).reshape(["rows", 3]).exp()), ["exp"]);
  const three = x.reshape([1, "rows", 3]).reshape(["3*rows"]).reshape([3, "rows"]);
  assert.deepEqual(opsLeft(three), ["reshape"]);
});

Deno.test("simplify() fuses an addition with the product that nothing else reads", () => {
  assert.deepEqual(opsLeft(x.matmul(w).add(row)), ["matmulAdd"]);
  assert.deepEqual(opsLeft(row.add(x.matmul(w))), ["matmulAdd"]);
  assert.deepEqual(opsLeft(x.matmul(w).add(y.matmul(w))), ["matmul", "matmulAdd"]);
});

Deno.test("simplify() does not fuse a product that is read again or an output", () => {
  const product = x.matmul(w);
  assert.deepEqual(opsLeft(product.add(row), product.exp()), ["matmul", "add", "exp"]);
  assert.deepEqual(opsLeft(product.add(row), product), ["matmul", "add"]);
  assert.deepEqual(opsLeft(product.add(product)), ["matmul", "add"]);
});

Deno.test("simplify() counts uses after equal products have become one", () => {
  const ops = opsLeft(x.matmul(w).add(row), x.matmul(w).exp());
  assert.deepEqual(ops, ["matmul", "add", "exp"]);
});

Deno.test("simplify() does not fuse where the addend enlarges the product", () => {
  assert.deepEqual(opsLeft(x.sum([0], true).matmul(w).add(y)), ["sum", "matmul", "add"]);
});

Deno.test("simplify() keeps names, roles and the order of outputs", () => {
  const state = input("state", [3]);
  const program: Program = {
    name: "loop",
    inputs: [{ role: "state", tensor: state }, { role: "step", tensor: row }],
    outputs: [
      { role: "step", name: "first", tensor: state.mul(1) },
      { role: "state", name: "state.next", tensor: state.add(row) },
      { role: "step", name: "second", tensor: state.add(row) },
    ],
  };
  const outputs = simplify(program).outputs;
  assert.deepEqual(outputs.map(({ role, name }) => `${role} ${name}`), [
    "step first",
    "state state.next",
    "step second",
  ]);
  assert.equal(outputs[0]!.tensor, state);
  assert.equal(outputs[1]!.tensor, outputs[2]!.tensor);
});

const instruction = fc.tuple(fc.nat(ruleCount - 1), fc.nat(1000), fc.nat(1000));
const instructions = fc.array(instruction, { minLength: 3, maxLength: 14 });
const settings = { seed: 1, numRuns: 300 };

Deno.test("simplify() changes no result of any program and makes none longer", async () => {
  const property = fc.asyncProperty(instructions, async (list) => {
    const program = randomProgram(list);
    const simplified = simplify(program);
    assert.ok(opsOf(simplified).length <= opsOf(program).length);
    const expected = await runOnce(referenceEngine, program, randomProgramFeeds);
    const actual = await runOnce(referenceEngine, simplified, randomProgramFeeds);
    for (const [name, value] of Object.entries(expected)) {
      assertClose(actual[name]!, value, 0, name);
    }
  });
  await fc.assert(property, settings);
});

Deno.test("simplify() has nothing left to do the second time", () => {
  const property = fc.property(instructions, (list) => {
    const once = simplify(randomProgram(list));
    assert.equal(printProgram(simplify(once)), printProgram(once));
  });
  fc.assert(property, settings);
});

Deno.test("parseProgram() and printProgram() undo each other on any program", () => {
  const property = fc.property(instructions, (list) => {
    const text = printProgram(randomProgram(list));
    assert.equal(printProgram(parseProgram(text)), text);
  });
  fc.assert(property, settings);
});
