/** Functions of rows: widths below, at and beside multiples of the lanes, ties, NaN and infinities. */
import assert from "node:assert/strict";
import { input, type Tensor } from "../../../../graph/tensor.ts";
import { randomKey, randomWord } from "../../../../random/counter.ts";
import { programOf } from "../../../graph/op_cases.ts";
import { nativeEngineWith } from "../../../../engines/native.ts";
import { compiler, libraries, nativeEngines } from "../../native_engine.ts";
import { runOnce } from "../../run_program.ts";

const ignore = nativeEngines.length === 0;
const WIDTHS = [1, 9, 15, 16, 17, 31, 32, 33, 59];

/** As tests compile, and as runs do: what is optimised are these functions. */
const engines = [...nativeEngines, nativeEngineWith({ compiler, folder: libraries })];

/** Whether an op gives this of some rows of a width. */
async function check(
  op: (x: Tensor) => Tensor,
  rows: readonly number[][],
  expected: readonly number[],
) {
  const width = rows[0]!.length;
  const x = input("input0", ["n", width]);
  for (const engine of engines) {
    const { output0 } = await runOnce(engine, programOf("f", [x], [op(x)]), {
      input0: { shape: [rows.length, width], data: Float32Array.from(rows.flat()) },
    });
    assert.deepEqual([...output0!.data], expected, `rows of ${width}`);
  }
}

/** The first of the largest; 0 where the first is NaN. */
function placeOfLargest(row: readonly number[]): number {
  return row.reduce((best, value, place) => value > row[best]! ? place : best, 0);
}

/** Over 16 lanes that a tree joins; from left to right where a row is shorter. */
function sumByLanes(row: readonly number[]): number {
  const add = (a: number, b: number) => Math.fround(a + b);
  if (row.length < 16) return row.reduce(add);
  let lanes = row.slice(0, 16);
  for (let at = 16; at < row.length; at++) lanes[at % 16] = add(lanes[at % 16]!, row[at]!);
  while (lanes.length > 1) {
    const half = lanes.length / 2;
    lanes = lanes.slice(0, half).map((lane, at) => add(lane, lanes[at + half]!));
  }
  return lanes[0]!;
}

/** Few different numbers, so that many are equal, and some that are none or without end. */
function drawRow(width: number, seed: number): number[] {
  const special = [NaN, Infinity, -Infinity, 0, -0, 1];
  return Array.from({ length: width }, (_, at) => {
    const word = randomWord(randomKey(seed, "row", width), at);
    return word % 9 < special.length && seed % 2 === 0 ? special[word % 9]! : word % 5 - 2;
  });
}

Deno.test({
  name: "native argmax is the first of the largest at every width, beside NaN and infinities",
  ignore,
  async fn() {
    for (const width of WIDTHS) {
      const rows = Array.from({ length: 60 }, (_, seed) => drawRow(width, seed));
      await check((x) => x.argmax(), rows, rows.map(placeOfLargest));
    }
  },
});

Deno.test({
  name: "native sums of rows go over 16 lanes that a tree joins, bit for bit",
  ignore,
  async fn() {
    for (const width of WIDTHS) {
      const rows = Array.from({ length: 20 }, (_, seed) => {
        const key = randomKey(seed, "summed", width);
        return Array.from({ length: width }, (_, at) => Math.fround(randomWord(key, at) / 1e9 - 2));
      });
      await check((x) => x.sum([1]), rows, rows.map(sumByLanes));
    }
  },
});

Deno.test({
  name: "native softmax finds the largest wherever it stands, or exp would be infinite",
  ignore,
  async fn() {
    for (const width of WIDTHS) {
      const rows = Array.from(
        { length: width },
        (_, place) => Array.from({ length: width }, (_, at) => at === place ? -10 : -1000),
      );
      await check((x) => x.softmax(), rows, rows.flat().map((value) => value === -10 ? 1 : 0));
    }
  },
});
