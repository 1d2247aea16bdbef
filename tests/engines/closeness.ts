/** Compares arrays of numbers in tests. */
import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";

/** What float32 arithmetic on numbers of size one may differ by from float64. */
export const FLOAT32_TOLERANCE = 4e-6;

/** Fails unless the shapes are equal and no number is off by more than `tolerance` (relative to
 * the expected one where that is above one); a tolerance of 0 asks for the very same numbers. */
export function assertClose(actual: Value, expected: Value, tolerance: number, what = "values") {
  assert.deepEqual([...actual.shape], [...expected.shape], `shape of ${what}`);
  assert.equal(actual.data.length, expected.data.length, `length of ${what}`);
  for (const [index, number] of expected.data.entries()) {
    const found = actual.data[index]!;
    const allowed = tolerance * Math.max(1, Math.abs(number));
    const equal = Object.is(found, number) || Math.abs(found - number) <= allowed;
    assert.ok(equal, `${what} at ${index}: ${found} instead of ${number}`);
  }
}
