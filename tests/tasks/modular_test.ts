/** Tables of modular arithmetic: their contents, and which operands they take. */
import assert from "node:assert/strict";
import { modular, type ModularSettings } from "../../tasks/modular.ts";
import { operationNames } from "../../tasks/operations.ts";

const addition: ModularSettings = {
  operation: "x+y",
  modulus: 97,
  operands: 2,
  operandFraction: 1,
  encoding: "residues",
};

const countRows = (settings: ModularSettings) => modular.size(settings, {}).rows;

/** Operands and answer of each row, read back from what people are shown. */
function rowsOf(settings: ModularSettings, seed = 0): { operands: number[]; answer: number }[] {
  const { inputs, targets } = modular.build(settings, { files: {}, seed });
  const width = settings.operands;
  return Array.from(targets, (answer, row) => ({
    operands: [...inputs.subarray(row * width, (row + 1) * width)],
    answer,
  }));
}

Deno.test("a table has the row counts of the published settings", () => {
  assert.equal(countRows({ ...addition, modulus: 113 }), 12769);
  assert.equal(countRows({ ...addition, modulus: 31, operands: 4 }), 923521);
  assert.equal(countRows({ ...addition, modulus: 31, operands: 5 }), 28629151);
  assert.equal(countRows({ ...addition, modulus: 47, operands: 3 }), 103823);
});

Deno.test("a table keeps floor(λp) first operands, and at least one", () => {
  assert.equal(countRows({ ...addition, modulus: 151, operandFraction: 0.1 }), 15 * 151);
  assert.equal(countRows({ ...addition, modulus: 5, operandFraction: 0.1 }), 5);
});

Deno.test("a table has as many rows as promised, all different, for every operation", () => {
  for (const operation of operationNames) {
    const settings = { ...addition, operation, modulus: 11 };
    const rows = rowsOf(settings);
    assert.equal(rows.length, countRows(settings), operation);
    assert.equal(new Set(rows.map(({ operands }) => operands.join())).size, rows.length);
    assert.ok(rows.every(({ answer }) => answer >= 0 && answer < 11), operation);
  }
});

Deno.test("a table of x/y holds rows whose answer times y is x, never with y = 0", () => {
  for (const { operands: [x, y], answer } of rowsOf({ ...addition, operation: "x/y" })) {
    assert.notEqual(y, 0);
    assert.equal((answer * y!) % 97, x);
  }
});

Deno.test("a table adds K operands", () => {
  const rows = rowsOf({ ...addition, modulus: 5, operands: 3 });
  assert.equal(rows.length, 125);
  assert.deepEqual(rows[124]!.operands, [4, 4, 4]);
  for (const { operands: [x, y, z], answer } of rows) assert.equal((x! + y! + z!) % 5, answer);
});

Deno.test("a table restricts the first operand alone, and by the seed", () => {
  const settings = { ...addition, modulus: 31, operandFraction: 0.3 };
  const first = (seed: number) => {
    const rows = rowsOf(settings, seed);
    assert.equal(new Set(rows.map(({ operands }) => operands[1])).size, 31);
    return [...new Set(rows.map(({ operands }) => operands[0]))];
  };
  assert.equal(first(0).length, 9);
  assert.deepEqual(first(0), first(0));
  assert.notDeepEqual(first(0), first(1));
});

Deno.test("people read the operands filled into the operation", () => {
  const read = (changes: Partial<ModularSettings>, row: number) =>
    modular.build({ ...addition, modulus: 7, ...changes }, { files: {}, seed: 0 }).text(row).input;
  assert.equal(read({}, 3 * 7 + 5), "3+5");
  assert.equal(read({ operands: 3 }, 3 * 49 + 5 * 7 + 6), "3+5+6");
  assert.equal(read({ operation: "x^3+xy^2+y" }, 3 * 7 + 5), "3^3+3*5^2+5");
  assert.equal(read({ operation: "|max(x,y)-1|" }, 3 * 7 + 5), "|max(3,5)-1|");
  assert.equal(read({ operation: "floor(sqrt(xy))" }, 3 * 7 + 5), "floor(sqrt(3*5))");
  assert.equal(read({ operation: "3x^2+y^2" }, 4 * 7 + 5), "3*4^2+5^2");
  assert.equal(read({ operation: "x^2+xy+y^2+x" }, 3 * 7 + 5), "3^2+3*5+5^2+3");
  const mixed = read({ operation: "x/y if y odd else x-y" }, 3 * 7 + 5);
  assert.equal(mixed, "3/5 if 5 odd else 3-5");
});

Deno.test("a table lists divisions by answer and divisor, as openai/grok does", () => {
  const rows = rowsOf({ ...addition, modulus: 5, operation: "x/y" });
  assert.deepEqual(rows.slice(0, 6).map(({ answer }) => answer), [0, 0, 0, 0, 1, 1]);
  assert.deepEqual(rows.slice(4, 8).map(({ operands }) => operands.join("/")), [
    "1/1",
    "2/2",
    "3/3",
    "4/4",
  ]);
});
