/** How much arithmetic the matrix products of a program are: nearly all that training takes. */
import { type Program, topologicalOrder } from "./program.ts";
import { resolveShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** The matrix products of a program, inputs before their users. */
export function matrixProducts({ outputs }: Program): Tensor[] {
  return topologicalOrder(outputs.map(({ tensor }) => tensor))
    .filter(({ origin: { op } }) => op === "matmul" || op === "matmulAdd");
}

/** Multiplications and additions of one matrix product; `sizes` are those of its symbols. */
export function countOperations(product: Tensor, sizes: ReadonlyMap<string, number>): number {
  const { origin } = product;
  if (origin.op === "input") return 0;
  const left = resolveShape(origin.inputs[0]!.shape, sizes);
  const { transposeLeft } = origin.attributes as { transposeLeft: boolean };
  const elements = resolveShape(product.shape, sizes).reduce((total, size) => total * size, 1);
  return 2 * elements * left.at(transposeLeft ? -2 : -1)!;
}

/** The same of all matrix products of a program, run once. */
export function countProgram(program: Program, sizes: ReadonlyMap<string, number>): number {
  return matrixProducts(program)
    .reduce((total, product) => total + countOperations(product, sizes), 0);
}
