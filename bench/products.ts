/**
 * The matrix products of a program and nothing else, as a program: what a training step would
 * cost if all other ops were free. It is the limit that the step is held against.
 */
import { countOperations, matrixProducts } from "../graph/arithmetic.ts";
import type { Program, ProgramInput } from "../graph/program.ts";
import { resolveShape, type Shape } from "../graph/shape.ts";
import { simplify } from "../graph/simplify.ts";
import { input, type Tensor } from "../graph/tensor.ts";

export interface Products {
  readonly program: Program;
  readonly shapes: readonly ProductShape[];
  /** Multiplications and additions of one step. */
  readonly floatingPointOperations: number;
}

/** `batches` products [rows, inner] [inner, columns], either side stored as its transpose. */
export interface ProductShape {
  readonly batches: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
}

/**
 * The products of the networks' layers and of their gradients in a training program; not those
 * with one-hots that stand for the gradient of an embedding, which need not be products at all.
 */
export function productsOf(program: Program, sizes: ReadonlyMap<string, number>): Products {
  const inputs: ProgramInput[] = [];
  const which = input("which", [], "int");
  // A fixed product would be computed once, outside the loop; so one side, the smaller one, is
  // picked out of a pair at each step, which costs a copy of it.
  const operand = (name: string, shape: readonly number[], changes: boolean) => {
    const tensor = input(name, changes ? [2, ...shape] : shape);
    inputs.push({ role: "fixed", tensor });
    return changes ? tensor.gather(which) : tensor;
  };
  let operations = 0;
  const corners: Tensor[] = [];
  const described: ProductShape[] = [];
  for (const tensor of matrixProducts(program)) {
    if (tensor.origin.op === "input") continue;
    const shapes = tensor.origin.inputs.slice(0, 2).map(({ shape }) => resolveShape(shape, sizes));
    const [left, right] = shapes as [number[], number[]];
    const number = corners.length;
    const leftChanges = count(left) < count(right);
    const flags = tensor.origin.attributes as { transposeLeft: boolean; transposeRight: boolean };
    const product = operand(`left.${number}`, left, leftChanges)
      .matmul(operand(`right.${number}`, right, !leftChanges), flags);
    operations += countOperations(tensor, sizes);
    described.push({
      batches: count(left.slice(0, -2)),
      rows: left.at(flags.transposeLeft ? -1 : -2)!,
      columns: right.at(flags.transposeRight ? -2 : -1)!,
      inner: left.at(flags.transposeLeft ? -2 : -1)!,
      transposeLeft: flags.transposeLeft,
      transposeRight: flags.transposeRight,
    });
    corners.push(corner(product));
  }
  const total = corners.reduce((sum, each) => sum.add(each));
  return {
    floatingPointOperations: operations,
    shapes: described,
    program: simplify({
      name: "products",
      inputs: [...inputs, { role: "step", tensor: which }],
      outputs: [{ role: "step", name: "total", tensor: total }],
    }),
  };
}

/** One element, so that the product is needed but hardly anything is read of it. */
function corner(tensor: Tensor): Tensor {
  const one = tensor.shape.reduce((rest: Tensor, _, axis) => rest.slice(axis, 0, 1), tensor);
  return one.reshape([]);
}

function count(shape: Shape): number {
  return shape.reduce((product: number, size) => product * Number(size), 1);
}
