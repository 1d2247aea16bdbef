import assert from "node:assert/strict";
import { maximumInBox } from "../../numerics/box_maximum.ts";

/** -½ Σ_ij (x - top)_i h_ij (x - top)_j, or with a negative h what bends upwards. */
function quadratic(h: readonly (readonly number[])[], top: readonly number[]) {
  return (x: Float64Array) => {
    const off = x.map((value, index) => value - top[index]!);
    const gradient = Float64Array.from(
      h,
      (row) => -row.reduce((sum, each, j) => sum + each * off[j]!, 0),
    );
    const value = gradient.reduce((sum, each, index) => sum + each * off[index]!, 0) / 2;
    return Promise.resolve({ value, gradient });
  };
}

function close(found: Float64Array, expected: readonly number[]): void {
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs(found[index]! - value) < 1e-6, `${found} for ${expected}`);
  }
}

const zero = new Float64Array(2);

Deno.test("a top inside the box is found", async () => {
  const objective = quadratic([[2, 1], [1, 30]], [0.3, -0.5]);
  const { value, at } = await maximumInBox(objective, Float64Array.of(1, 2), zero, 20);
  close(at, [0.3, -0.5]);
  assert.ok(Math.abs(value) < 1e-9);
});

Deno.test("of a top outside, the best of the box is at its side", async () => {
  // With x at its bound 1, the best y is 3 - (1 - 5) / 4 = 4, or with a bound of 2, that.
  const objective = quadratic([[2, 1], [1, 4]], [5, 3]);
  close((await maximumInBox(objective, Float64Array.of(1, 9), zero, 20)).at, [1, 4]);
  close((await maximumInBox(objective, Float64Array.of(1, 2), zero, 20)).at, [1, 2]);
});

Deno.test("what rises everywhere, or bends upwards, ends in a corner", async () => {
  const plane = (x: Float64Array) =>
    Promise.resolve({ value: 3 * x[0]! - x[1]!, gradient: Float64Array.of(3, -1) });
  close((await maximumInBox(plane, Float64Array.of(1, 1e-3), zero, 5)).at, [1, -1e-3]);
  const bowl = quadratic([[-2, 0], [0, -1]], [0, 0]);
  const start = Float64Array.of(0.1, -0.2);
  close((await maximumInBox(bowl, Float64Array.of(1, 3), start, 10)).at, [1, -3]);
});

Deno.test("a box without width, and a slope that is no number, end at once", async () => {
  const plane = () => Promise.resolve({ value: 1, gradient: Float64Array.of(1, 1) });
  assert.deepEqual([...(await maximumInBox(plane, zero, zero, 5)).at], [0, 0]);
  const lost = () => Promise.resolve({ value: NaN, gradient: Float64Array.of(NaN, NaN) });
  assert.ok(Number.isNaN((await maximumInBox(lost, Float64Array.of(1, 1), zero, 5)).value));
});
