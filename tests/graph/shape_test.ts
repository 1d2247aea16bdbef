/** Dimensions that are numbers, symbols or multiples of symbols, and shapes made of them. */
import assert from "node:assert/strict";
import {
  bindShape,
  broadcastShapes,
  elementCount,
  formatShape,
  isStatic,
  multiplyDimensions,
  parseDimension,
  resolveShape,
  sameShape,
} from "../../graph/shape.ts";

Deno.test("parseDimension() reads numbers, symbols and multiples", () => {
  assert.deepEqual(parseDimension(4), { factor: 4, symbol: null });
  assert.deepEqual(parseDimension("batch"), { factor: 1, symbol: "batch" });
  assert.deepEqual(parseDimension("12*batch"), { factor: 12, symbol: "batch" });
});

Deno.test("parseDimension() refuses what is not a dimension", () => {
  for (const text of ["", "4", "4*", "batch*4", "a+b", "4.5*batch"]) {
    assert.throws(() => parseDimension(text), {
      name: "SyntaxError",
      message: `Cannot read dimension "${text}": write batch or 4*batch`,
    });
  }
});

Deno.test("multiplyDimensions() multiplies with at most one symbol", () => {
  assert.equal(multiplyDimensions(3, 4), 12);
  assert.equal(multiplyDimensions("batch", 1), "batch");
  assert.equal(multiplyDimensions(3, "2*batch"), "6*batch");
  assert.throws(() => multiplyDimensions("batch", "2*rows"), {
    message: "Cannot multiply two symbolic dimensions: batch and 2*rows",
  });
});

Deno.test("elementCount() of a scalar is one and of a symbolic shape is a multiple", () => {
  assert.equal(elementCount([]), 1);
  assert.equal(elementCount([2, 0, 3]), 0);
  assert.equal(elementCount([2, "batch", 3]), "6*batch");
});

Deno.test("isStatic() and sameShape() tell symbols from numbers", () => {
  assert.ok(isStatic([2, 3]));
  assert.ok(!isStatic([2, "batch"]));
  assert.ok(sameShape([2, "batch"], [2, "batch"]));
  assert.ok(!sameShape([2], [2, 1]));
  assert.ok(!sameShape(["batch"], ["rows"]));
});

Deno.test("formatShape() prints a shape as people write it", () => {
  assert.equal(formatShape([]), "[]");
  assert.equal(formatShape([2, "4*batch"]), "[2, 4*batch]");
});

Deno.test("broadcastShapes() aligns shapes at the last axis and stretches ones", () => {
  assert.deepEqual(broadcastShapes([], [3]), [3]);
  assert.deepEqual(broadcastShapes([4, 1, 3], [2, 1]), [4, 2, 3]);
  assert.deepEqual(broadcastShapes(["batch", 1], [5]), ["batch", 5]);
  assert.deepEqual(broadcastShapes([1], ["batch"]), ["batch"]);
});

Deno.test("broadcastShapes() refuses shapes that do not fit, naming both", () => {
  assert.throws(() => broadcastShapes([2, 3], [2]), {
    name: "RangeError",
    message: "Cannot broadcast [2, 3] with [2]: sizes are 3 and 2",
  });
  assert.throws(() => broadcastShapes(["batch"], ["rows"]), /sizes are batch and rows/);
});

Deno.test("resolveShape() replaces symbols and names one without a size", () => {
  const sizes = new Map([["batch", 5]]);
  assert.deepEqual(resolveShape([2, "batch", "3*batch"], sizes), [2, 5, 15]);
  assert.throws(() => resolveShape(["rows"], sizes), {
    message: 'Dimension "rows" has no size yet',
  });
});

Deno.test("bindShape() binds a symbol once, also through a multiple", () => {
  const sizes = new Map<string, number>();
  bindShape("a", ["4*batch", 3], [20, 3], sizes);
  assert.deepEqual([...sizes], [["batch", 5]]);
  bindShape("b", ["batch"], [5], sizes);
  assert.throws(() => bindShape("c", ["2*batch"], [8], sizes), {
    message: 'Cannot feed "c" with [8]: expected [2*batch], and batch is 5 elsewhere',
  });
});

Deno.test("bindShape() refuses another rank, size or remainder", () => {
  const refuse = (shape: (number | string)[], actual: number[]) =>
    assert.throws(() => bindShape("x", shape, actual, new Map()), {
      name: "RangeError",
      message: `Cannot feed "x" with ${formatShape(actual)}: expected ${formatShape(shape)}`,
    });
  refuse([2, 3], [6]);
  refuse([2, 3], [2, 4]);
  refuse(["4*batch"], [6]);
});
