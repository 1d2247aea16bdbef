/** Matrices made orthogonal, against singular values that are known. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import {
  converging,
  growing,
  orthogonalize,
  plainPolarFactor,
  product,
  type Quintic,
  transposed,
} from "../../optimizers/orthogonal.ts";
import { runOnce } from "../engines/run_program.ts";
import { programOf } from "../graph/op_cases.ts";

const turn = (angle: number) => [
  [Math.cos(angle), -Math.sin(angle)],
  [Math.sin(angle), Math.cos(angle)],
];
const [left, right] = [turn(0.3), turn(-1.1)];
/** A matrix with singular values 1 and `small`. */
const withValues = (small: number) => product(product(left, [[1, 0], [0, small]]), right);

async function iterate(matrix: number[][], iterations: readonly Quintic[]): Promise<number[][]> {
  const shape = [matrix.length, matrix[0]!.length];
  const x = input("x", shape);
  const program = programOf("orthogonalize", [x], [orthogonalize(x, iterations, 1e-30)]);
  const feeds = { x: { shape, data: Float64Array.from(matrix.flat()) } };
  const { output0 } = await runOnce(referenceEngine, program, feeds);
  const [, columns] = shape;
  return matrix.map((_, row) => [
    ...output0!.data.subarray(row * columns!, (row + 1) * columns!),
  ]);
}

function assertNear(found: number[][], expected: number[][], error: number): void {
  const off = found.flat().map((x, at) => Math.abs(x - expected.flat()[at]!));
  assert.ok(Math.max(...off) <= error, `${Math.max(...off)} off`);
}

const extended = (rows: number[][]) => [...rows, rows[0]!.map(() => 0)];

for (
  const [shape, change] of [
    ["square", (rows: number[][]) => rows],
    ["tall", extended],
    ["wide", (rows: number[][]) => transposed(extended(rows))],
  ] as const
) {
  Deno.test(`the polar factor of a ${shape} matrix is that of its singular vectors`, async () => {
    const [matrix, expected] = [change(withValues(0.02)), change(product(left, right))];
    assertNear(plainPolarFactor(matrix), expected, 1e-14);
    const steps = [...Array(8).fill(growing), ...Array(4).fill(converging)];
    assertNear(await iterate(matrix, steps), expected, 1e-13);
  });
}

Deno.test("eight growing iterations reach a singular value of 0.00003 of the norm", async () => {
  const steps = [...Array(8).fill(growing), ...Array(4).fill(converging)];
  assertNear(await iterate(withValues(3e-5), steps), product(left, right), 1e-10);
});

Deno.test("growing iterations alone leave values between 0.68 and 1.21", async () => {
  for (const small of [1, 0.5, 0.2, 0.05, 0.02]) {
    const found = await iterate([[1, 0], [0, small]], Array(5).fill(growing));
    for (const value of [found[0]![0]!, found[1]![1]!]) {
      assert.ok(value > 0.68 && value < 1.21, `${small} became ${value}`);
    }
  }
});
