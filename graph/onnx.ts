/**
 * Writes a program as an ONNX file. A loop becomes one `Loop` node: what does not depend on the
 * step stands outside and is computed once a call.
 */
import type { OnnxAttribute, OnnxEmitter, OnnxType } from "./onnx_emitter.ts";
import {
  ATTRIBUTE_TYPE,
  bytesOf,
  ELEMENT_TYPE,
  encodeModel,
  type GraphProto,
  type NodeProto,
  rawBytes,
  type TensorProto,
  valueInfo,
  writeAttribute,
  writeTensor,
} from "./onnx_proto.ts";
import type { Attributes, OnnxContext, OpName, OpRow } from "./op.ts";
import { nextName } from "./next_name.ts";
import { inputName, isLoop, type Program, topologicalOrder } from "./program.ts";
import {
  type Dimension,
  elementCount,
  formatShape,
  isStatic,
  parseDimension,
  type Shape,
} from "./shape.ts";
import { table } from "./table.ts";
import type { Tensor } from "./tensor.ts";

export interface OnnxOptions {
  /** Values for inputs that become part of the file, for instance trained weights. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Only standard ops, for any ONNX runtime; by default some of onnxruntime's own are faster. */
  readonly portable?: boolean;
}

/** The ONNX file of a program: the same program gives the same bytes. */
export function writeOnnx(program: Program, options: OnnxOptions = {}): Uint8Array {
  const { weights = new Map(), metadata = {}, portable = false } = options;
  const graph = new Writer(program, weights, portable).write();
  return encodeModel(graph, metadata, portable ? [] : [EXTENSIONS]);
}

const ITERATION = "loop.iteration";
const EXTENSIONS = "com.microsoft";

class Writer implements OnnxEmitter {
  readonly #program: Program;
  readonly #loop: boolean;
  readonly #portable: boolean;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #initializers = new Map<string, TensorProto>();
  readonly #outer: NodeProto[] = [];
  readonly #body: NodeProto[] = [];
  /** Names that change with the step; a node that reads one of them stands in the body. */
  readonly #stepDependent = new Set<string>([ITERATION]);
  readonly #known = new Map<string, readonly string[]>();
  readonly #names = new Map<Tensor, string>();
  #count = 0;

  constructor(program: Program, weights: ReadonlyMap<string, Float32Array>, portable: boolean) {
    this.#portable = portable;
    this.#program = program;
    this.#loop = isLoop(program);
    this.#weights = weights;
  }

  write(): GraphProto {
    const { inputs, outputs, name } = this.#program;
    for (const { role, tensor } of inputs) this.#bindInput(role, tensor);
    for (const tensor of topologicalOrder(outputs.map((output) => output.tensor))) {
      if (tensor.origin.op !== "input") {
        this.#names.set(tensor, this.#emit(tensor.origin.op, tensor));
      }
    }
    const fed = inputs.filter(({ tensor }) => !this.#weights.has(inputName(tensor)));
    const graphInputs = fed.map(({ role, tensor }) =>
      valueInfo(inputName(tensor), tensor.dataType, withSteps(role, tensor.shape))
    );
    const graphOutputs = outputs.map((output) =>
      valueInfo(output.name, output.tensor.dataType, withSteps(output.role, output.tensor.shape))
    );
    if (this.#loop) this.#closeLoop();
    else this.#nameResults(this.#outer, outputs.map(({ name, tensor }) => ({ name, tensor })));
    // onnxruntime warns of constants that nothing reads: those of tensors that only lend a shape.
    const read = new Set([...this.#outer, ...this.#body].flatMap((node) => node.input));
    return {
      name,
      node: this.#outer,
      initializer: [...this.#initializers.values()].filter((constant) => read.has(constant.name)),
      input: graphInputs,
      output: graphOutputs,
    };
  }

  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ) {
    return this.outputs(type, inputs, attributes, 1)[0]!;
  }

  outputs(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
  ): readonly string[] {
    return this.#add({ type, domain: "", inputs, attributes, count });
  }

  batchedProduct(
    [left, right]: readonly [string, string],
    flags: { readonly transposeLeft: boolean; readonly transposeRight: boolean },
    rank: number,
  ): string {
    const { transposeLeft, transposeRight } = flags;
    if (!this.#portable && (transposeLeft || transposeRight)) {
      const attributes = { transA: Number(transposeLeft), transB: Number(transposeRight) };
      const inputs = [left, right];
      return this.#add({
        type: "FusedMatMul",
        domain: EXTENSIONS,
        inputs,
        attributes,
        count: 1,
      })[0]!;
    }
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    const perm = [...axes.slice(0, -2), rank - 1, rank - 2];
    const side = (name: string, transposed: boolean) =>
      transposed ? this.node("Transpose", [name], { perm }) : name;
    return this.node("MatMul", [side(left, transposeLeft), side(right, transposeRight)]);
  }

  #add({ type, domain, inputs, attributes, count }: NodeRequest): readonly string[] {
    const signature = JSON.stringify([type, inputs, attributes, count]);
    const known = this.#known.get(signature);
    if (known) return known;
    const name = `${type}_${++this.#count}`;
    const output = Array.from({ length: count }, (_, at) => count === 1 ? name : `${name}.${at}`);
    const inBody = inputs.some((each) => this.#stepDependent.has(each));
    if (inBody) output.forEach((each) => this.#stepDependent.add(each));
    (inBody ? this.#body : this.#outer).push({
      name,
      opType: type,
      domain,
      input: inputs,
      output,
      attribute: Object.entries(attributes).map(([key, value]) => writeAttribute(key, value)),
    });
    this.#known.set(signature, output);
    return output;
  }

  constant(values: readonly number[], shape: readonly number[], type: OnnxType): string {
    const signature = JSON.stringify([type, shape, values]);
    const known = this.#initializers.get(signature);
    if (known) return known.name;
    const name = `constant_${this.#initializers.size}`;
    this.#initializers.set(signature, writeTensor(name, rawBytes(values, type), shape, type));
    return name;
  }

  cast(input: string, type: OnnxType): string {
    return this.node("Cast", [input], { to: ELEMENT_TYPE[type] });
  }

  size(dimension: Dimension): string {
    const { factor, symbol } = parseDimension(dimension);
    const scalar = (value: number) => this.constant([value], [], "int64");
    if (symbol === null) return scalar(factor);
    const size = this.node("Gather", [
      this.node("Shape", [this.#carrier(symbol).name]),
      scalar(this.#carrier(symbol).axis),
    ]);
    return factor === 1 ? size : this.node("Mul", [size, scalar(factor)]);
  }

  shape(shape: Shape): string {
    if (isStatic(shape)) return this.constant(shape, [shape.length], "int64");
    const first = this.constant([1], [1], "int64");
    const sizes = shape.map((size) => this.node("Reshape", [this.size(size), first]));
    return sizes.length === 1 ? sizes[0]! : this.node("Concat", sizes, { axis: 0 });
  }

  /** An input of the whole program that has a symbol among its dimensions, and on which axis. */
  #carrier(symbol: string): { name: string; axis: number } {
    for (const { role, tensor } of this.#program.inputs) {
      const axis = withSteps(role, tensor.shape).indexOf(symbol);
      if (axis >= 0) return { name: inputName(tensor), axis };
    }
    throw new RangeError(`No input of "${this.#program.name}" has a dimension "${symbol}"`);
  }

  #bindInput(role: string, tensor: Tensor): void {
    const name = inputName(tensor);
    const weights = this.#weights.get(name);
    if (weights) {
      const shape = tensor.shape.map(Number);
      if (weights.length !== elementCount(shape)) {
        throw new RangeError(
          `${weights.length} weights do not fill "${name}" ${formatShape(tensor.shape)}`,
        );
      }
      this.#initializers.set(name, writeTensor(name, bytesOf(weights), shape, "float"));
    }
    let bound = name;
    if (role === "state") this.#stepDependent.add(bound = `${name}.now`);
    if (role === "step") bound = this.node("Gather", [name, ITERATION], { axis: 0 });
    this.#names.set(tensor, bound);
  }

  #emit<K extends OpName>(op: K, tensor: Tensor): string {
    if (tensor.origin.op === "input") return inputName(tensor);
    const row: OpRow<K> = table[op];
    const inputs = tensor.origin.inputs.map((each) => this.#names.get(each)!);
    const shapes = tensor.origin.inputs.map((each) => each.shape);
    // The origin of a tensor was checked against its row when the tensor was made.
    const context = { shapes, shape: tensor.shape, dataType: tensor.dataType };
    return row.onnx(
      this,
      inputs as unknown as Parameters<OpRow<K>["onnx"]>[1],
      tensor.origin.attributes as Attributes<K>,
      context as unknown as OnnxContext<K>,
    );
  }

  /**
   * Gives results the names they have outside. A node that makes one takes the name over; only
   * what is not made here, or has two names, is copied, because a copy costs a pass over memory.
   */
  #nameResults(nodes: NodeProto[], results: readonly { name: string; tensor: Tensor }[]): void {
    const made = new Set(nodes.flatMap((node) => node.output));
    const renamed = new Map<string, string>();
    const copies: NodeProto[] = [];
    for (const { name, tensor } of results) {
      const source = this.#names.get(tensor)!;
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

  #closeLoop(): void {
    const { inputs, outputs } = this.#program;
    const states = inputs.filter((each) => each.role === "state").map((each) => each.tensor);
    const next = (name: string) => outputs.find((output) => output.name === nextName(name))!;
    const ordered = [
      ...states.map((state) => next(inputName(state))),
      ...outputs.filter((output) => output.role === "step"),
    ];
    this.#nameResults(
      this.#body,
      ordered.map(({ name, tensor }) => ({ name: `${name}.body`, tensor })),
    );
    this.#body.push(identity("loop.continue", "loop.continue.next"));
    const body: GraphProto = {
      name: `${this.#program.name}.body`,
      node: this.#body,
      initializer: [],
      input: [
        valueInfo(ITERATION, "int64", []),
        valueInfo("loop.continue", "bool", []),
        ...states.map((state) => valueInfo(`${inputName(state)}.now`, state.dataType, state.shape)),
      ],
      output: [
        valueInfo("loop.continue.next", "bool", []),
        ...ordered.map(({ name, tensor }) =>
          valueInfo(`${name}.body`, tensor.dataType, tensor.shape)
        ),
      ],
    };
    this.#outer.push({
      name: "loop",
      opType: "Loop",
      domain: "",
      input: [this.size("steps"), "", ...states.map(inputName)],
      output: ordered.map((output) => output.name),
      attribute: [{ name: "body", type: ATTRIBUTE_TYPE.graph, g: body }],
    });
  }
}

interface NodeRequest {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  readonly count: number;
}

function identity(input: string, output: string): NodeProto {
  const name = `copy_${output}`;
  return { name, opType: "Identity", domain: "", input: [input], output: [output], attribute: [] };
}

function withSteps(role: string, shape: Shape): Shape {
  return role === "step" ? ["steps", ...shape] : shape;
}
