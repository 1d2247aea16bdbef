/**
 * Rewrites a program into a smaller one with the same results: equal tensors become one, tensors
 * that nothing needs disappear, and a few patterns that gradients leave behind are shortened.
 */
import type { Attributes, Inputs, OpName } from "./op.ts";
import { checkProgram, type Program, topologicalOrder } from "./program.ts";
import { broadcastShapes, sameShape } from "./shape.ts";
import { table } from "./table.ts";
import { apply, type Tensor } from "./tensor.ts";

/**
 * The program with fewer tensors: the same inputs, outputs and, but for the rounding of fused
 * additions, the same results.
 */
export function simplify(program: Program): Program {
  return fuseAdditions(shareAndShorten(program));
}

/** Gets a tensor on rewritten inputs, and the tensor it was before; returns what replaces it. */
type Rule = (tensor: Tensor, before: Tensor) => Tensor;

/** Rebuilds every tensor from its rewritten inputs, passing each through `rule` once. */
function rewrite(program: Program, rule: Rule): Program {
  const rewritten = new Map<Tensor, Tensor>();
  for (const tensor of topologicalOrder(program.outputs.map((output) => output.tensor))) {
    const inputs = tensor.origin.inputs.map((input) => rewritten.get(input)!);
    const changed = inputs.some((input, index) => input !== tensor.origin.inputs[index]);
    rewritten.set(tensor, rule(changed ? withInputs(tensor, inputs) : tensor, tensor));
  }
  const outputs = program.outputs.map((output) => ({
    ...output,
    tensor: rewritten.get(output.tensor)!,
  }));
  return checkProgram({ ...program, outputs });
}

/** The same op on other inputs. */
export function withInputs<K extends OpName>(tensor: Tensor, inputs: readonly Tensor[]): Tensor {
  if (tensor.origin.op === "input") return tensor;
  const op = tensor.origin.op as K;
  // As many inputs as before: the tuple type that belongs to the op is lost in its origin.
  return apply(
    op,
    inputs as unknown as Inputs<K, Tensor>,
    tensor.origin.attributes as Attributes<K>,
  );
}

function shareAndShorten(program: Program): Program {
  const known = new Map<string, Tensor>();
  const numbers = new Map<Tensor, number>();
  return rewrite(program, (tensor) => {
    const shorter = dropNeutral(dropExpansion(joinExpansions(joinReshapes(tensor))));
    if (shorter.origin.op === "input") return shorter;
    const { op, inputs, attributes } = shorter.origin;
    for (const each of [...inputs, shorter]) {
      if (!numbers.has(each)) numbers.set(each, numbers.size);
    }
    const signature = JSON.stringify([op, inputs.map((each) => numbers.get(each)), attributes]);
    const same = known.get(signature);
    if (!same) known.set(signature, shorter);
    return same ?? shorter;
  });
}

/** reshape(reshape(x)) = reshape(x), and a reshape to the same shape is nothing. */
function joinReshapes(tensor: Tensor): Tensor {
  if (tensor.origin.op !== "reshape") return tensor;
  const [input] = tensor.origin.inputs as readonly [Tensor];
  const inner = input.origin.op === "reshape" ? input.origin.inputs[0]! : input;
  if (sameShape(inner.shape, tensor.shape)) return inner;
  return inner === input ? tensor : inner.reshape(tensor.shape);
}

/** Of two expansions the second is enough, and one to the same shape is nothing. */
function joinExpansions(tensor: Tensor): Tensor {
  if (tensor.origin.op !== "broadcastLike") return tensor;
  const [input, like] = tensor.origin.inputs as readonly [Tensor, Tensor];
  const inner = input.origin.op === "broadcastLike" ? input.origin.inputs[0]! : input;
  if (sameShape(inner.shape, tensor.shape)) return inner;
  return inner === input ? tensor : inner.broadcastLike(like);
}

/** An elementwise op broadcasts by itself: no need to expand what it is given. */
function dropExpansion(tensor: Tensor): Tensor {
  const { op, inputs } = tensor.origin;
  if (op === "input" || !table[op].broadcasts) return tensor;
  let current = tensor;
  for (const [index, input] of inputs.entries()) {
    if (input.origin.op !== "broadcastLike") continue;
    const narrow = current.origin.inputs.with(index, input.origin.inputs[0]!);
    const shape = broadcastShapes(narrow[0]!.shape, narrow[1]!.shape);
    if (sameShape(shape, tensor.shape)) current = withInputs(current, narrow);
  }
  return current;
}

/** x * 1, x / 1, x + 0 and x - 0 are x, as long as x has the shape of the result. */
function dropNeutral(tensor: Tensor): Tensor {
  const { op, inputs } = tensor.origin;
  const neutral = { mul: 1, div: 1, add: 0, sub: 0 }[op as string];
  if (neutral === undefined) return tensor;
  const [left, right] = inputs as readonly [Tensor, Tensor];
  if (isScalar(right, neutral) && sameShape(left.shape, tensor.shape)) return left;
  const commutes = op === "mul" || op === "add";
  if (commutes && isScalar(left, neutral) && sameShape(right.shape, tensor.shape)) return right;
  return tensor;
}

function isScalar(tensor: Tensor, value: number): boolean {
  if (tensor.origin.op !== "constant") return false;
  const { values } = tensor.origin.attributes as Attributes<"constant">;
  return values.length === 1 && values[0] === value;
}

/** add(matmul(a, b), c) = matmulAdd(a, b, c) where nothing else reads the product. */
function fuseAdditions(program: Program): Program {
  const uses = new Map<Tensor, number>();
  const outputs = program.outputs.map((output) => output.tensor);
  const reads = topologicalOrder(outputs).flatMap((tensor) => tensor.origin.inputs);
  for (const read of [...reads, ...outputs]) uses.set(read, (uses.get(read) ?? 0) + 1);
  return rewrite(program, (tensor, before) => {
    if (tensor.origin.op !== "add" || tensor.rank !== 2) return tensor;
    for (const [index, product] of tensor.origin.inputs.entries()) {
      if (product.origin.op !== "matmul" || !sameShape(product.shape, tensor.shape)) continue;
      if (uses.get(before.origin.inputs[index]!) !== 1) continue;
      const [left, right] = product.origin.inputs as readonly [Tensor, Tensor];
      const addend = tensor.origin.inputs[1 - index]!;
      const flags = product.origin.attributes as Attributes<"matmul">;
      return apply("matmulAdd", [left, right, addend], flags);
    }
    return tensor;
  });
}
