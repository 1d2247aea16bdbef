/**
 * Reverse-mode differentiation: one walk from the loss back to the parameters. Sums over
 * broadcast axes, accumulation and dead branches are dealt with here, for every op at once.
 */
import type { Attributes, Inputs, OpName, OpRow } from "./op.ts";
import { topologicalOrder } from "./program.ts";
import { formatShape, type Shape } from "./shape.ts";
import { table } from "./table.ts";
import { constant, type Tensor } from "./tensor.ts";

/**
 * d loss / d parameter for each parameter, in their order and of their shapes; zeros where the loss
 * does not depend on one.
 * @throws {RangeError} when the loss is no scalar, or depends on a parameter through a result that
 *   has no gradient.
 */
export function gradients(loss: Tensor, parameters: readonly Tensor[]): Tensor[] {
  if (loss.rank !== 0) {
    throw new RangeError(`The loss must be a scalar, its shape is ${formatShape(loss.shape)}`);
  }
  const order = topologicalOrder([loss]);
  const wanted = new Set(parameters);
  for (const tensor of order) {
    if (tensor.origin.inputs.some((input) => wanted.has(input))) wanted.add(tensor);
  }
  const adjoints = new Map<Tensor, Tensor>([[loss, constant(1)]]);
  for (const tensor of order.toReversed()) {
    const dy = adjoints.get(tensor);
    if (!dy || tensor.origin.op === "input" || !wanted.has(tensor)) continue;
    const { op, inputs, attributes } = tensor.origin;
    inputGradients(op, dy, inputs, tensor, attributes).forEach((adjoint, index) => {
      const input = inputs[index]!;
      if (!adjoint || !wanted.has(input)) return;
      const reduced = sumToShape(adjoint, input.shape);
      adjoints.set(input, adjoints.get(input)?.add(reduced) ?? reduced);
    });
  }
  return parameters.map((parameter) => adjoints.get(parameter) ?? zerosLike(parameter));
}

function inputGradients<K extends OpName>(
  op: K,
  dy: Tensor,
  inputs: readonly Tensor[],
  y: Tensor,
  attributes: object,
): readonly (Tensor | null)[] {
  const row: OpRow<K> = table[op];
  // The origin of a tensor was checked against its row when the tensor was made.
  const operands = inputs as unknown as Inputs<K, Tensor>;
  const result = row.gradient(dy, operands, y, attributes as Attributes<K>);
  // Mapped tuples lose their element type under a generic key.
  return result as unknown as readonly (Tensor | null)[];
}

/** Adds up the copies that broadcasting made, so that the adjoint has the input's own shape. */
function sumToShape(adjoint: Tensor, shape: Shape): Tensor {
  const added = adjoint.rank - shape.length;
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const summed = added > 0 ? adjoint.sum(leading) : adjoint;
  const stretched = shape.flatMap((size, axis) =>
    size === 1 && summed.shape[axis] !== 1 ? [axis] : []
  );
  return stretched.length > 0 ? summed.sum(stretched, true) : summed;
}

function zerosLike(tensor: Tensor): Tensor {
  return constant(0).broadcastLike(tensor);
}
