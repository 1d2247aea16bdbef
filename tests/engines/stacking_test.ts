import assert from "node:assert/strict";
import fc from "fast-check";
import type { NumberArray, Value } from "../../engines/engine.ts";
import { splitRuns, stackRuns } from "../../engines/stacking.ts";

Deno.test("stackRuns() puts runs first, or behind the steps", () => {
  const run = (...data: number[]): Value => ({ shape: [2, 1], data: Int32Array.from(data) });
  const runs = [run(1, 2), run(3, 4), run(5, 6)];
  const first = stackRuns(runs, 0);
  assert.deepEqual([first.shape, [...first.data]], [[3, 2, 1], [1, 2, 3, 4, 5, 6]]);
  const second = stackRuns(runs, 1);
  assert.deepEqual([second.shape, [...second.data]], [[2, 3, 1], [1, 3, 5, 2, 4, 6]]);
});

Deno.test("splitRuns() takes apart what stackRuns() put together, numbers of any kind", () => {
  const kinds: ((length: number) => NumberArray)[] = [
    (length) => new Float32Array(length),
    (length) => new Float64Array(length),
    (length) => new Int32Array(length),
    (length) => new Uint32Array(length),
  ];
  const size = fc.nat(3);
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(...kinds),
      fc.constantFrom(0 as const, 1 as const),
      (shape, runs, make, axis) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const values = Array.from({ length: runs }, (_, run): Value => {
          const data = make(length);
          for (let at = 0; at < length; at++) data[at] = 100 * run + at;
          return { shape, data };
        });
        assert.deepEqual(splitRuns(stackRuns(values, axis), axis), values);
      },
    ),
  );
});
