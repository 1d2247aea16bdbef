/**
 * Programs as text, one tensor a line: for people, for golden files, and for engines that execute
 * ops one by one. Reading back what was printed gives the same program.
 */
import type { Attributes, DataType, Inputs, OpName } from "./op.ts";
import {
  checkProgram,
  type InputRole,
  type OutputRole,
  type Program,
  type ProgramInput,
  type ProgramOutput,
  topologicalOrder,
} from "./program.ts";
import { type Dimension, formatShape, type Shape } from "./shape.ts";
import { table } from "./table.ts";
import { apply, formatType, input, type Tensor } from "./tensor.ts";

/** The text of a program: equal programs give equal text. */
export function printProgram(program: Program): string {
  const names = new Map<Tensor, string>();
  const lines = [`program ${program.name}`];
  for (const { role, tensor } of program.inputs) {
    if (tensor.origin.op !== "input") continue;
    names.set(tensor, tensor.origin.name);
    lines.push(`${role} ${tensor.origin.name}: ${formatType(tensor)}`);
  }
  let count = 0;
  for (const tensor of topologicalOrder(program.outputs.map((output) => output.tensor))) {
    const { op, inputs } = tensor.origin;
    if (op === "input") continue;
    names.set(tensor, `%${++count}`);
    const operands = inputs.map((each) => names.get(each)!);
    const attributes = Object.keys(tensor.origin.attributes).length > 0
      ? ` ${JSON.stringify(tensor.origin.attributes)}`
      : "";
    const call = `${op}(${operands.join(", ")})${attributes}`;
    lines.push(`%${count}: ${formatType(tensor)} = ${call}`);
  }
  for (const { role, name, tensor } of program.outputs) {
    lines.push(`output ${role} ${name} = ${names.get(tensor)}`);
  }
  return [...lines, END].join("\n") + "\n";
}

/** Without a last line, a file cut off after any output would be a program too. */
const END = "end";
const INPUT = /^(fixed|step|state) (\S+): (float|int|key)\[(.*)\]$/;
const CALL = /^(%\d+): (?:float|int|key)(\[.*?\]) = (\w+)\((.*?)\)(?: (\{.*\}))?$/;
const OUTPUT = /^output (state|step|result) (\S+) = (\S+)$/;

/** Reads what {@linkcode printProgram} printed; a SyntaxError names the line that does not fit. */
export function parseProgram(text: string): Program {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const name = /^program (\S+)$/.exec(head)?.[1];
  if (!name) throw new SyntaxError(`A program starts with its name, not with "${head}"`);
  if (lines.pop() !== END) throw new SyntaxError(`Program "${name}" breaks off before its end`);
  const inputs: ProgramInput[] = [];
  const outputs: ProgramOutput[] = [];
  const tensors = new Map<string, Tensor>();
  const find = (name: string) => {
    const tensor = tensors.get(name);
    if (tensor) return tensor;
    throw new SyntaxError(`unknown tensor ${name}`);
  };
  const read = (line: string) => {
    const [, role, name, type, dimensions] = INPUT.exec(line) ?? [];
    if (role !== undefined) {
      const tensor = input(name!, parseShape(dimensions!), type as DataType);
      inputs.push({ role: role as InputRole, tensor });
      return tensors.set(name!, tensor);
    }
    const [, result, shape, op, operands, attributes] = CALL.exec(line) ?? [];
    if (result !== undefined) {
      const tensor = parseCall(op!, operands!, attributes, find);
      if (formatShape(tensor.shape) === shape) return tensors.set(result, tensor);
      throw new SyntaxError(`${op} gives ${formatShape(tensor.shape)}, not ${shape}`);
    }
    const [, kind, output, source] = OUTPUT.exec(line) ?? [];
    if (kind === undefined) throw new SyntaxError("not an input, a tensor or an output");
    outputs.push({ role: kind as OutputRole, name: output!, tensor: find(source!) });
  };
  for (const [index, line] of lines.entries()) {
    try {
      read(line);
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      throw new SyntaxError(`Cannot read line ${index + 2} of a program: ${error.message}`);
    }
  }
  return checkProgram({ name, inputs, outputs });
}

function parseShape(text: string): Shape {
  if (text === "") return [];
  return text.split(", ").map((size): Dimension => /^\d+$/.test(size) ? Number(size) : size);
}

function parseCall(
  op: string,
  operands: string,
  attributes: string | undefined,
  find: (name: string) => Tensor,
): Tensor {
  if (!Object.hasOwn(table, op)) throw new SyntaxError(`unknown op ${op}`);
  const inputs = operands === "" ? [] : operands.split(", ").map(find);
  const values: object = JSON.parse(attributes ?? "{}");
  // What the types promise for code, a sample of the row shows for text.
  const [sample] = table[op as OpName].samples;
  const names = Object.keys(sample!.attributes);
  if (
    inputs.length !== sample!.inputs.length || names.some((name) => !Object.hasOwn(values, name))
  ) {
    throw new SyntaxError(
      `${op} needs ${sample!.inputs.length} inputs and attributes {${names.join(", ")}}`,
    );
  }
  // Their number was compared just now; of which op it is the number, no type can follow.
  return apply(
    op as OpName,
    inputs as unknown as Inputs<OpName, Tensor>,
    values as Attributes<OpName>,
  );
}
