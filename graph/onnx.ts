/**
 * Writes a program as an ONNX file. A loop becomes one `Loop` node: what does not depend on the
 * step stands outside and is computed once a call.
 */
import type { OnnxAttribute, OnnxEmitter, OnnxType } from "./onnx_emitter.ts";
import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  ELEMENT_TYPE,
  encodeModel,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./onnx_proto.ts";
import type { Attributes, DataType, OnnxContext, OpName, OpRow } from "./op.ts";
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
  readonly metadata?: Record<string, string>;
}

/** The ONNX file of a program: the same program gives the same bytes. */
export function writeOnnx(program: Program, { weights, metadata = {} }: OnnxOptions = {}) {
  const writer = new Writer(program, weights ?? new Map());
  return encodeModel(writer.write(), metadata);
}

const ITERATION = "loop.iteration";

class Writer implements OnnxEmitter {
  readonly #program: Program;
  readonly #loop: boolean;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #initializers = new Map<string, TensorProto>();
  readonly #outer: NodeProto[] = [];
  readonly #body: NodeProto[] = [];
  /** Names that change with the step; a node that reads one of them stands in the body. */
  readonly #stepDependent = new Set<string>([ITERATION]);
  readonly #known = new Map<string, readonly string[]>();
  readonly #names = new Map<Tensor, string>();
  #count = 0;

  constructor(program: Program, weights: ReadonlyMap<string, Float32Array>) {
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
    else for (const output of outputs) this.#rename(this.#outer, output.tensor, output.name);
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
    const signature = JSON.stringify([type, inputs, attributes, count]);
    const known = this.#known.get(signature);
    if (known) return known;
    const name = `${type}_${++this.#count}`;
    const output = Array.from({ length: count }, (_, at) => count === 1 ? name : `${name}.${at}`);
    const inBody = inputs.some((each) => this.#stepDependent.has(each));
    if (inBody) output.forEach((each) => this.#stepDependent.add(each));
    const attribute = Object.entries(attributes).map(([key, value]) => writeAttribute(key, value));
    (inBody ? this.#body : this.#outer).push({
      name,
      opType: type,
      input: inputs,
      output,
      attribute,
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

  /** Gives a result the name it has outside; a result may be named twice, so it is copied. */
  #rename(nodes: NodeProto[], tensor: Tensor, name: string): void {
    const input = [this.#names.get(tensor)!];
    nodes.push({ name: `name_${name}`, opType: "Identity", input, output: [name], attribute: [] });
  }

  #closeLoop(): void {
    const { inputs, outputs } = this.#program;
    const states = inputs.filter((each) => each.role === "state").map((each) => each.tensor);
    const next = (name: string) => outputs.find((output) => output.name === `${name}.next`)!;
    const ordered = [
      ...states.map((state) => next(inputName(state))),
      ...outputs.filter((output) => output.role === "step"),
    ];
    for (const output of ordered) this.#rename(this.#body, output.tensor, `${output.name}.body`);
    const keepGoing = { name: "name_continue", opType: "Identity", attribute: [] };
    this.#body.push({ ...keepGoing, input: ["loop.continue"], output: ["loop.continue.next"] });
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
      input: [this.size("steps"), "", ...states.map(inputName)],
      output: ordered.map((output) => output.name),
      attribute: [{ name: "body", type: ATTRIBUTE_TYPE.graph, g: body }],
    });
  }
}

function withSteps(role: string, shape: Shape): Shape {
  return role === "step" ? ["steps", ...shape] : shape;
}

function valueInfo(name: string, type: DataType | OnnxType, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size }
  );
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}

function writeAttribute(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === "number") return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === "string") {
    return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

function writeTensor(
  name: string,
  rawData: Uint8Array,
  dims: readonly number[],
  type: OnnxType,
): TensorProto {
  return { name, dataType: ELEMENT_TYPE[type], dims, rawData };
}

function rawBytes(values: readonly number[], type: OnnxType): Uint8Array {
  if (type === "float") return bytesOf(Float32Array.from(values));
  if (type === "int64") return bytesOf(BigInt64Array.from(values, BigInt));
  return bytesOf(type === "key" ? Uint32Array.from(values) : Int32Array.from(values));
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
