/** Evaluation over a set of rows, with a program that tells what it was asked. */
import assert from "node:assert/strict";
import type { Executable } from "../../engines/engine.ts";
import { evaluateRows, sum } from "../../training/evaluation.ts";
import { names } from "../../training/manifest.ts";

/** The loss of row n is n; even rows are answered right. */
function countingProgram(calls: number[]): Executable {
  return {
    run: (feeds) => {
      const { data } = feeds[names.batch]!;
      calls.push(data.length);
      const shape = [data.length];
      return Promise.resolve({
        [names.losses]: { shape, data: Float32Array.from(data) },
        [names.correct]: { shape, data: Float32Array.from(data, (row) => 1 - row % 2) },
      });
    },
    close: () => Promise.resolve(),
    hold: () => {},
  };
}

Deno.test("evaluateRows() averages over all rows, in portions of at most 2048", async () => {
  const calls: number[] = [];
  const rows = Int32Array.from({ length: 5001 }, (_, row) => row);
  const result = await evaluateRows(countingProgram(calls), {}, rows);
  assert.deepEqual(result, { loss: 2500, accuracy: 2501 / 5001 });
  assert.deepEqual(calls, [2048, 2048, 905]);
});

Deno.test("evaluateRows() looks only at the rows it is given", async () => {
  const result = await evaluateRows(countingProgram([]), {}, Int32Array.of(7, 4, 9));
  assert.deepEqual(result, { loss: 20 / 3, accuracy: 1 / 3 });
});

Deno.test("sum() adds in float64, in which small numbers beside large ones count", () => {
  const data = Float32Array.of(2 ** 30, ...Array(1000).fill(1));
  assert.equal(sum({ shape: [1001], data }), 2 ** 30 + 1000);
});

Deno.test("a row whose loss is no finite number is not answered right", async () => {
  const program: Executable = {
    close: () => Promise.resolve(),
    hold: () => {},
    run: () =>
      Promise.resolve({
        [names.losses]: { shape: [4], data: Float32Array.of(1, NaN, Infinity, 0) },
        [names.correct]: { shape: [4], data: Float32Array.of(1, 1, 1, 0) },
      }),
  };
  const { loss, accuracy } = await evaluateRows(program, {}, Int32Array.of(0, 1, 2, 3));
  assert.deepEqual([loss, accuracy], [NaN, 0.25]);
});
