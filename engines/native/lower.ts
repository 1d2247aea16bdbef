/** From the graph of a program to nodes and views: each op does it as its row says. */
import type { NativeEmitter, NativeTensor } from "../../graph/native_emitter.ts";
import type { Attributes, Inputs, OpName, OpRow } from "../../graph/op.ts";
import { inputName, type OutputRole, type Program, topologicalOrder } from "../../graph/program.ts";
import { table } from "../../graph/table.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { identifier } from "./c_text.ts";
import { Emitter } from "./emitter.ts";
import type { InputNode, Node, View } from "./nodes.ts";

/** What a program gives, as nodes of which each is written to memory of its own. */
export interface LoweredOutput {
  readonly role: OutputRole;
  readonly name: string;
  readonly node: Node;
}

export interface Lowered {
  readonly inputs: readonly InputNode[];
  /** Those that outputs need, each after its operands. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly LoweredOutput[];
}

export function lowerProgram(program: Program): Lowered {
  const emitter = new Emitter();
  const views = new Map<Tensor, View>();
  const inputs = program.inputs.map(({ role, tensor }) => {
    const node = emitter.input(inputName(tensor), tensor.shape, tensor.dataType, role);
    views.set(tensor, emitter.whole(node));
    return node;
  });
  let count = 0;
  for (const tensor of topologicalOrder(program.outputs.map((output) => output.tensor))) {
    if (tensor.origin.op === "input") continue;
    emitter.name = `t${++count}`;
    const operands = tensor.origin.inputs.map((input) => views.get(input)!);
    views.set(tensor, lowerOp(emitter, tensor, operands));
  }
  const outputs = program.outputs.map(({ role, name, tensor }) => {
    emitter.name = identifier(name);
    return { role, name, node: emitter.output(views.get(tensor)!) };
  });
  return { inputs, nodes: reachable(outputs.map(({ node }) => node)), outputs };
}

function lowerOp<K extends OpName>(
  emit: NativeEmitter,
  tensor: Tensor,
  operands: readonly NativeTensor[],
): View {
  const row: OpRow<K> = table[tensor.origin.op as K];
  const { attributes } = tensor.origin as unknown as { attributes: Attributes<K> };
  // The program was checked against the table when it was read.
  const inputs = operands as unknown as Inputs<K, NativeTensor>;
  return row.native(emit, inputs, attributes, tensor.shape) as View;
}

function reachable(outputs: readonly Node[]): Node[] {
  const found = new Set(outputs);
  for (const node of found) for (const { node: operand } of node.operands) found.add(operand);
  return [...found].sort((a, b) => a.id - b.id);
}
