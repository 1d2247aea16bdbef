/**
 * Writes a program as an ONNX file. A loop becomes one `Loop` node: what does not depend on the
 * step stands outside and is computed once a call.
 */
import { type Dialect, EXTENSIONS, type FindCarrier, OnnxNodes } from "./onnx_nodes.ts";
import {
  ATTRIBUTE_TYPE,
  bytesOf,
  encodeModel,
  type GraphProto,
  type NodeProto,
  valueInfo,
  writeTensor,
} from "./onnx_proto.ts";
import type { Attributes, Inputs, OnnxContext, OpName, OpRow } from "./op.ts";
import { nextName } from "./next_name.ts";
import {
  inputName,
  type InputRole,
  isLoop,
  type OutputRole,
  type Program,
  type ProgramInput,
  topologicalOrder,
} from "./program.ts";
import { elementCount, formatShape, type Shape } from "./shape.ts";
import { table } from "./table.ts";
import type { Tensor } from "./tensor.ts";

export interface OnnxOptions extends Dialect {
  /** Values for inputs that become part of the file, for instance trained weights. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The ONNX file of a program: the same program gives the same bytes.
 * @throws {RangeError} when weights do not fill their input, or no input has a symbol's size.
 */
export function writeOnnx(program: Program, options: OnnxOptions = {}): Uint8Array {
  const { weights = new Map(), metadata = {}, portable = false, webgpu = false } = options;
  const graph = writeGraph(program, weights, new OnnxNodes(options, carriersOf(program)));
  return encodeModel(graph, metadata, portable || webgpu ? [] : [EXTENSIONS]);
}

/** The name that each tensor has in the file. */
type Names = Map<Tensor, string>;

const ITERATION = "loop.iteration";

function writeGraph(
  program: Program,
  weights: ReadonlyMap<string, Float32Array>,
  nodes: OnnxNodes,
): GraphProto {
  const { inputs, outputs, name } = program;
  const names: Names = new Map();
  nodes.dependOnStep(ITERATION);
  for (const input of inputs) names.set(input.tensor, bindInput(nodes, input, weights));
  for (const tensor of topologicalOrder(outputs.map((output) => output.tensor))) {
    const { op } = tensor.origin;
    if (op !== "input") names.set(tensor, writeOp(nodes, op, tensor, names));
  }
  if (isLoop(program)) closeLoop(nodes, program, names);
  else nameResults(nodes.outer, outputs, names);
  return {
    name,
    node: nodes.outer,
    initializer: nodes.initializers(),
    input: inputs.filter(({ tensor }) => !weights.has(inputName(tensor))).map(({ role, tensor }) =>
      valueInfo(inputName(tensor), tensor.dataType, withSteps(role, tensor.shape))
    ),
    output: outputs.map(({ role, name, tensor }) =>
      valueInfo(name, tensor.dataType, withSteps(role, tensor.shape))
    ),
  };
}

function carriersOf({ name, inputs }: Program): FindCarrier {
  return (symbol) => {
    for (const { role, tensor } of inputs) {
      const axis = withSteps(role, tensor.shape).indexOf(symbol);
      if (axis >= 0) return { name: inputName(tensor), axis };
    }
    throw new RangeError(`No input of "${name}" has a dimension "${symbol}"`);
  };
}

/** The name under which nodes read an input: in a loop, its value at the step. */
function bindInput(
  nodes: OnnxNodes,
  { role, tensor }: ProgramInput,
  weights: ReadonlyMap<string, Float32Array>,
): string {
  const name = inputName(tensor);
  const values = weights.get(name);
  if (values) {
    const shape = tensor.shape.map(Number);
    if (values.length !== elementCount(shape)) {
      throw new RangeError(
        `${values.length} weights do not fill "${name}" ${formatShape(tensor.shape)}`,
      );
    }
    nodes.initialize(writeTensor(name, bytesOf(values), shape, "float"));
  }
  if (role === "step") return nodes.node("Gather", [name, ITERATION], { axis: 0 });
  if (role === "fixed") return name;
  const now = `${name}.now`;
  nodes.dependOnStep(now);
  return now;
}

function writeOp<K extends OpName>(
  nodes: OnnxNodes,
  op: K,
  { origin, shape }: Tensor,
  names: Names,
): string {
  const row: OpRow<K> = table[op];
  const attributes = "attributes" in origin ? origin.attributes : {};
  // The origin of a tensor was checked against its row when the tensor was made.
  const inputs = origin.inputs.map((each) => names.get(each)!) as unknown as Inputs<K, string>;
  const shapes = origin.inputs.map((each) => each.shape) as unknown as Inputs<K, Shape>;
  const context: OnnxContext<K> = { shapes, shape };
  return row.onnx(nodes, inputs, attributes as Attributes<K>, context);
}

/**
 * Gives results the names they have outside. A node that makes one takes the name over; only
 * what is not made here, or has two names, is copied, because a copy costs a pass over memory.
 */
function nameResults(
  nodes: NodeProto[],
  results: readonly { readonly name: string; readonly tensor: Tensor }[],
  names: Names,
): void {
  const made = new Set(nodes.flatMap((node) => node.output));
  const renamed = new Map<string, string>();
  const copies: NodeProto[] = [];
  for (const { name, tensor } of results) {
    const source = names.get(tensor)!;
    if (made.has(source) && !renamed.has(source)) renamed.set(source, name);
    else copies.push(identity(source, name));
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  const all = [...nodes, ...copies].map((node) => ({
    ...node,
    input: node.input.map(rename),
    output: node.output.map(rename),
  }));
  nodes.splice(0, nodes.length, ...all);
}

/** Makes the body the graph of a `Loop` node, the last of the nodes before it. */
function closeLoop(nodes: OnnxNodes, { name, inputs, outputs }: Program, names: Names): void {
  const states = inputs.filter((each) => each.role === "state").map((each) => each.tensor);
  const next = (name: string) => outputs.find((output) => output.name === nextName(name))!;
  const ordered = [
    ...states.map((state) => next(inputName(state))),
    ...outputs.filter((output) => output.role === "step"),
  ];
  const results = ordered.map(({ name, tensor }) => ({ name: `${name}.body`, tensor }));
  nameResults(nodes.body, results, names);
  nodes.body.push(identity("loop.continue", "loop.continue.next"));
  const body: GraphProto = {
    name: `${name}.body`,
    node: nodes.body,
    initializer: [],
    input: [
      valueInfo(ITERATION, "int64", []),
      valueInfo("loop.continue", "bool", []),
      ...states.map((state) => valueInfo(`${inputName(state)}.now`, state.dataType, state.shape)),
    ],
    output: [
      valueInfo("loop.continue.next", "bool", []),
      ...results.map(({ name, tensor }) => valueInfo(name, tensor.dataType, tensor.shape)),
    ],
  };
  nodes.outer.push({
    name: "loop",
    opType: "Loop",
    domain: "",
    input: [nodes.size("steps"), "", ...states.map(inputName)],
    output: ordered.map((output) => output.name),
    attribute: [{ name: "body", type: ATTRIBUTE_TYPE.graph, g: body }],
  });
}

function identity(input: string, output: string): NodeProto {
  const name = `copy_${output}`;
  return { name, opType: "Identity", domain: "", input: [input], output: [output], attribute: [] };
}

/** The shape as the file has it: what is fed or given for each step has an axis of steps. */
function withSteps(role: InputRole | OutputRole, shape: Shape): Shape {
  return role === "step" ? ["steps", ...shape] : shape;
}
