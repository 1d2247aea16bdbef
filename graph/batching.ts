/**
 * One program for several runs: the same computation with a leading axis of runs, as `vmap` makes it.
 * Each run has numbers of its own, and what none of them changes is computed once.
 */
import type { Attributes, Inputs, OpName, OpRow } from "./op.ts";
import { inputName, type Program, topologicalOrder } from "./program.ts";
import type { RunInput, Runs } from "./runs.ts";
import { simplify, withInputs } from "./simplify.ts";
import { table } from "./table.ts";
import { constant, input, type Tensor } from "./tensor.ts";

/**
 * The program for `runs` runs at once. State and step inputs have a leading axis of runs, and so have
 * the fixed inputs that `own` names; the others are shared. All outputs have it. Of what an engine
 * is fed and gives for each step, the axis of steps comes first.
 *
 * @throws {RangeError} when `own` names what is no fixed input, or `runs` is no positive integer.
 */
export function batchProgram(program: Program, runs: number, own: ReadonlySet<string>): Program {
  if (!Number.isSafeInteger(runs) || runs < 1) {
    throw new RangeError(`A program is for 1 run or more, not for ${runs}`);
  }
  const fixed = program.inputs.filter(({ role }) => role === "fixed");
  const strays = own.difference(new Set(fixed.map(({ tensor }) => inputName(tensor))));
  if (strays.size > 0) {
    throw new RangeError(`"${program.name}" has no fixed inputs "${[...strays].join('", "')}"`);
  }
  const context = contextOf(runs);
  const batched = new Map<Tensor, RunInput>();
  const inputs = program.inputs.map(({ role, tensor }) => {
    const name = inputName(tensor);
    const perRun = role !== "fixed" || own.has(name);
    const whole = perRun ? input(name, [runs, ...tensor.shape], tensor.dataType) : tensor;
    batched.set(tensor, { tensor: whole, perRun });
    return { role, tensor: whole };
  });
  for (const tensor of topologicalOrder(program.outputs.map((output) => output.tensor))) {
    if (!batched.has(tensor)) batched.set(tensor, batchTensor(tensor, batched, context));
  }
  const outputs = program.outputs.map((output) => ({
    ...output,
    tensor: context.expand(batched.get(output.tensor)!),
  }));
  return simplify({ ...program, inputs, outputs });
}

function batchTensor(
  tensor: Tensor,
  batched: ReadonlyMap<Tensor, RunInput>,
  context: Runs,
): RunInput {
  const operands = tensor.origin.inputs.map((each) => batched.get(each)!);
  if (operands.length > 0 && operands.every(({ perRun }) => !perRun)) {
    return { tensor: withInputs(tensor, operands.map((each) => each.tensor)), perRun: false };
  }
  const result = batchOp(tensor.origin.op as OpName, operands, tensor, context);
  return { tensor: result, perRun: result.rank > tensor.rank };
}

function batchOp<K extends OpName>(
  op: K,
  operands: readonly RunInput[],
  { origin }: Tensor,
  context: Runs,
): Tensor {
  const row: OpRow<K> = table[op];
  // The origin of a tensor was checked against its row when the tensor was made.
  const { attributes } = origin as unknown as { attributes: Attributes<K> };
  return row.batch(operands as unknown as Inputs<K, RunInput>, attributes, context);
}

function contextOf(runs: number): Runs {
  const ids = constant(Array.from({ length: runs }, (_, run) => run), "int", [runs]);
  const zeros = constant(new Array<number>(runs).fill(0), "int", [runs]);
  return {
    ids,
    constant,
    // A gather copies numbers of any type as they are.
    expand: ({ tensor, perRun }) =>
      perRun ? tensor : tensor.reshape([1, ...tensor.shape]).gather(zeros),
  };
}
