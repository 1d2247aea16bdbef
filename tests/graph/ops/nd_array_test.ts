/** The float64 array helpers that define the ops. */
import assert from "node:assert/strict";
import {
  elementAt,
  generate,
  map,
  mapRows,
  sizeOf,
  stridesOf,
  zip,
} from "../../../graph/ops/nd_array.ts";

const array = (shape: readonly number[], ...data: number[]) => ({
  shape,
  data: Float64Array.from(data),
});

Deno.test("sizeOf() and stridesOf() describe a row-major array", () => {
  assert.equal(sizeOf([]), 1);
  assert.equal(sizeOf([2, 3, 4]), 24);
  assert.deepEqual(stridesOf([2, 3, 4]), [12, 4, 1]);
  assert.deepEqual(stridesOf([]), []);
});

Deno.test("generate() visits every coordinate with the last axis fastest", () => {
  const visited: string[] = [];
  const result = generate([2, 1, 2], (at) => visited.push(at.join("")));
  assert.deepEqual(visited, ["000", "001", "100", "101"]);
  assert.deepEqual([...result], [1, 2, 3, 4]);
  assert.deepEqual([...generate([], () => 7)], [7]);
  assert.equal(generate([3, 0], () => 7).length, 0);
});

Deno.test("elementAt() stretches axes of size one and adds leading axes", () => {
  const column = array([2, 1], 10, 20);
  assert.equal(elementAt(column, [1, 5]), 20);
  assert.equal(elementAt(column, [3, 1, 5]), 20);
  assert.equal(elementAt(array([], 7), [4, 4]), 7);
});

Deno.test("zip() combines under broadcasting in the order of its operands", () => {
  const minus = zip((left, right) => left - right);
  const result = minus([array([2, 1], 10, 20), array([3], 1, 2, 3)], {}, [2, 3]);
  assert.deepEqual([...result], [9, 8, 7, 19, 18, 17]);
});

Deno.test("map() and mapRows() leave their input alone", () => {
  const input = array([2, 2], 1, 2, 3, 4);
  assert.deepEqual([...map((value) => value * 2)([input])], [2, 4, 6, 8]);
  assert.deepEqual([...mapRows(input, (row) => row.reverse())], [2, 1, 4, 3]);
  assert.deepEqual([...input.data], [1, 2, 3, 4]);
});
