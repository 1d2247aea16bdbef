/**
 * A program: named tensors in, named tensors out. When it has state it is the body of a loop that
 * an engine runs for many steps in one call.
 */
import { nextName } from "./next_name.ts";
import { sameShape } from "./shape.ts";
import { formatType, type Tensor } from "./tensor.ts";

/**
 * `fixed` inputs are the same at every step, `step` inputs have one slice per step (fed with a
 * leading axis "steps"), `state` inputs are replaced at every step by their next value.
 */
export type InputRole = "fixed" | "step" | "state";
/** `state` outputs are next values, `step` outputs are stacked, `result` needs no loop. */
export type OutputRole = "state" | "step" | "result";

export interface ProgramInput {
  readonly role: InputRole;
  readonly tensor: Tensor;
}

export interface ProgramOutput {
  readonly role: OutputRole;
  readonly name: string;
  readonly tensor: Tensor;
}

export interface Program {
  readonly name: string;
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
}

/** The name an input tensor was given; throws for a tensor that an op computes. */
export function inputName(tensor: Tensor): string {
  if (tensor.origin.op === "input") return tensor.origin.name;
  throw new TypeError(`Expected an input, found the result of ${tensor.origin.op}`);
}

/** Whether the program is the body of a loop: whether anything in it has to do with steps. */
export function isLoop(program: Program): boolean {
  return program.outputs.some((output) => output.role !== "result");
}

/** All tensors that `outputs` need, inputs before their users, in a fixed order. */
export function topologicalOrder(outputs: readonly Tensor[]): Tensor[] {
  const order = new Set<Tensor>();
  // An explicit stack: a training graph is deeper than the call stack is sure to be.
  const stack = outputs.map((tensor) => ({ tensor, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const input = top.tensor.origin.inputs[top.next++];
    if (order.has(top.tensor)) stack.pop();
    else if (input) stack.push({ tensor: input, next: 0 });
    else order.add(stack.pop()!.tensor);
  }
  return [...order];
}

/**
 * Returns the program it was given.
 * @throws {RangeError} when it is not one that every engine can run.
 */
export function checkProgram(program: Program): Program {
  const inputs = new Map(program.inputs.map((each) => [inputName(each.tensor), each]));
  const names = [...program.inputs.map((each) => inputName(each.tensor))]
    .concat(program.outputs.map((output) => output.name));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) throw new RangeError(`Program "${program.name}" has two tensors "${repeated}"`);
  for (const tensor of topologicalOrder(program.outputs.map((output) => output.tensor))) {
    if (tensor.origin.op !== "input") continue;
    if (inputs.get(tensor.origin.name)?.tensor !== tensor) {
      throw new RangeError(`Program "${program.name}" does not list input "${tensor.origin.name}"`);
    }
  }
  if (isLoop(program)) checkLoop(program);
  else checkResults(program);
  return program;
}

function checkResults(program: Program): void {
  const looped = program.inputs.find((each) => each.role !== "fixed");
  if (program.outputs.length > 0 && !looped) return;
  throw new RangeError(
    looped
      ? `"${inputName(looped.tensor)}" is a ${looped.role} input, but "${program.name}" is no loop`
      : `Program "${program.name}" has no output`,
  );
}

function checkLoop(program: Program): void {
  const has = (role: string) => program.inputs.some((each) => each.role === role);
  if (program.outputs.some((output) => output.role === "result") || !has("step")) {
    throw new RangeError(`Loop "${program.name}" needs a step input and can have no result`);
  }
  for (const { role, tensor } of program.inputs) {
    if (role !== "state") continue;
    const name = nextName(inputName(tensor));
    const next = program.outputs.find((output) => output.role === "state" && output.name === name);
    if (!next) throw new RangeError(`Loop "${program.name}" gives no "${name}"`);
    const sameType = next.tensor.dataType === tensor.dataType;
    if (sameType && sameShape(next.tensor.shape, tensor.shape)) continue;
    throw new RangeError(
      `"${name}" ${formatType(next.tensor)} must be like its state, ${formatType(tensor)}`,
    );
  }
  const states = program.inputs.filter((each) => each.role === "state")
    .map((each) => nextName(inputName(each.tensor)));
  const stray = program.outputs.find(({ role, name }) =>
    role === "state" && !states.includes(name)
  );
  if (stray) throw new RangeError(`Loop "${program.name}" has no state for "${stray.name}"`);
}
