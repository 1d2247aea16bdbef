/** The order of a step: sums over rows in halves, and what of them is done side by side. */
import assert from "node:assert/strict";
import { lowerProgram } from "../../../engines/native/lower.ts";
import type { Node } from "../../../engines/native/nodes.ts";
import { schedule } from "../../../engines/native/schedule.ts";
import { nodesOf } from "../../../engines/native/units.ts";
import { gradients } from "../../../graph/autodiff.ts";
import type { Program } from "../../../graph/program.ts";
import { simplify } from "../../../graph/simplify.ts";
import { input, type Tensor } from "../../../graph/tensor.ts";

const rows = input("rows", ["batch", 256]);
const [first, second] = ["first", "second"].map((name) => input(name, ["batch"], "int")) as [
  Tensor,
  Tensor,
];

/** The slopes of a mean of squares, by each of these. */
function slopesProgram(numbers: Tensor, by: readonly Tensor[]): Program {
  const slopes = gradients(numbers.mul(numbers).mean(), by);
  return simplify({
    name: "slopes",
    inputs: [rows, first, second, ...by].map((tensor) => ({ role: "fixed", tensor })),
    outputs: slopes.map((tensor, index) => ({ role: "result", name: `slope.${index}`, tensor })),
  });
}

function unitsOf(program: Program): Node[][] {
  return schedule(lowerProgram(program)).units.map(({ unit }) => [...nodesOf(unit)]);
}

const halvesOf = (units: readonly (readonly Node[])[], kind: "product" | "scatter") =>
  units.filter(([node]) => node?.kind === kind)
    .map((nodes) => nodes.map((node) => "half" in node ? node.half : undefined));

function slopeSums(columns: number): unknown[] {
  const weight = input("weight", [256, columns]);
  return halvesOf(unitsOf(slopesProgram(rows.matmul(weight), [weight])), "product").flat();
}

Deno.test("a slope of a matrix is summed in halves, unless it is about as large as its rows", () => {
  assert.deepEqual(slopeSums(128).slice(-2), ["first", "second"]);
  assert.deepEqual(slopeSums(1024).filter((half) => half !== undefined), []);
});

Deno.test("what is added to a slope, as decay is, keeps it in halves", () => {
  const weight = input("weight", [256, 32]);
  const program = slopesProgram(rows.matmul(weight), [weight]);
  const outputs = program.outputs.map(({ tensor, ...rest }) => ({
    ...rest,
    tensor: tensor.add(weight.mul(0.5)),
  }));
  const units = unitsOf(simplify({ ...program, outputs }));
  assert.deepEqual(halvesOf(units, "product").flat().slice(-2), ["first", "second"]);
});

Deno.test("the same updates of two tables are added to both side by side, half after half", () => {
  const [one, other] = [input("one", [11, 32]), input("other", [13, 32])];
  const program = slopesProgram(one.gather(first).add(other.gather(second)), [one, other]);
  assert.deepEqual(halvesOf(unitsOf(program), "scatter"), [
    ["first", "first"],
    ["second", "second"],
  ]);
});

Deno.test("a table of more rows than most batches have is summed as one", () => {
  const table = input("table", [1000, 32]);
  const program = slopesProgram(table.gather(first), [table]);
  assert.deepEqual(halvesOf(unitsOf(program), "scatter"), [[undefined]]);
});
