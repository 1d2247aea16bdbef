/** Tables: their sizes in the published settings, and their contents. */
import assert from "node:assert/strict";
import { buildTable, countRows, equationText, type ModularTask } from "../../tasks/modular.ts";
import { operationNames } from "../../tasks/operations.ts";

const addition: ModularTask = {
  kind: "modular",
  operation: "x+y",
  modulus: 97,
  operands: 2,
  operandFraction: 1,
  encoding: "residues",
};

Deno.test("countRows() gives the row counts of the published settings", () => {
  assert.equal(countRows(addition), 9409);
  assert.equal(countRows({ ...addition, operation: "x/y" }), 9312);
  assert.equal(countRows({ ...addition, modulus: 113 }), 12769);
  assert.equal(countRows({ ...addition, modulus: 31, operands: 3 }), 29791);
  assert.equal(countRows({ ...addition, modulus: 31, operands: 4 }), 923521);
  assert.equal(countRows({ ...addition, modulus: 31, operands: 5 }), 28629151);
  assert.equal(countRows({ ...addition, modulus: 47, operands: 3 }), 103823);
});

Deno.test("countRows() keeps floor(λp) first operands, and at least one", () => {
  assert.equal(countRows({ ...addition, modulus: 151, operandFraction: 0.1 }), 15 * 151);
  assert.equal(countRows({ ...addition, modulus: 151, operandFraction: 0.3 }), 45 * 151);
  assert.equal(countRows({ ...addition, modulus: 5, operandFraction: 0.1 }), 5);
});

Deno.test("buildTable() has countRows() rows, all different, for every operation", () => {
  for (const operation of operationNames) {
    const task = { ...addition, operation, modulus: 11 };
    const { rows, operands, results } = buildTable(task, 0);
    assert.equal(rows, countRows(task), operation);
    const pairs = new Set(
      results.keys().map((row) => operands[2 * row]! * 11 + operands[2 * row + 1]!),
    );
    assert.equal(pairs.size, rows, operation);
    assert.ok(results.every((result) => result >= 0 && result < 11), operation);
  }
});

Deno.test("buildTable() of x/y holds rows whose answer times y is x, never with y = 0", () => {
  const { operands, results } = buildTable({ ...addition, operation: "x/y" }, 0);
  for (const [row, result] of results.entries()) {
    const [x, y] = [operands[2 * row]!, operands[2 * row + 1]!];
    assert.notEqual(y, 0);
    assert.equal((result * y) % 97, x);
  }
});

Deno.test("buildTable() adds K operands", () => {
  const { operands, results } = buildTable({ ...addition, modulus: 5, operands: 3 }, 0);
  assert.equal(results.length, 125);
  assert.deepEqual([...operands.subarray(3 * 124)], [4, 4, 4]);
  for (const [row, result] of results.entries()) {
    const sum = operands[3 * row]! + operands[3 * row + 1]! + operands[3 * row + 2]!;
    assert.equal(result, sum % 5);
  }
});

Deno.test("buildTable() restricts the first operand alone, and by the seed", () => {
  const task = { ...addition, modulus: 31, operandFraction: 0.3 };
  const first = (seed: number) => {
    const { operands } = buildTable(task, seed);
    const values = [...operands.filter((_, index) => index % 2 === 0)];
    assert.equal(new Set(operands.filter((_, index) => index % 2 === 1)).size, 31);
    return [...new Set(values)];
  };
  assert.equal(first(0).length, 9);
  assert.deepEqual(first(0), first(0));
  assert.notDeepEqual(first(0), first(1));
});

Deno.test("equationText() fills the operands into the operation", () => {
  assert.equal(equationText("x+y", [3, 5]), "3+5");
  assert.equal(equationText("x+y", [3, 5, 7]), "3+5+7");
  assert.equal(equationText("x^3+xy^2+y", [3, 5]), "3^3+3*5^2+5");
  assert.equal(equationText("3x^2+y^2", [4, 5]), "3*4^2+5^2");
  assert.equal(equationText("x^2+xy+y^2+x", [3, 5]), "3^2+3*5+5^2+3");
  assert.equal(equationText("x/y if y odd else x-y", [3, 5]), "3/5 if 5 odd else 3-5");
});

Deno.test("buildTable() lists divisions by answer and divisor, as openai/grok does", () => {
  const { operands, results } = buildTable({ ...addition, modulus: 5, operation: "x/y" }, 0);
  assert.deepEqual([...results.slice(0, 6)], [0, 0, 0, 0, 1, 1]);
  assert.deepEqual([...operands.slice(8, 16)], [1, 1, 2, 2, 3, 3, 4, 4]); // 1 = 1/1 = 2/2 = …
});
