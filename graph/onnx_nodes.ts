/**
 * The nodes and constants of an ONNX graph as the op rows ask for them: each once, inside the loop
 * when it depends on the step and before the loop when it does not.
 */
import type { NumberType, OnnxAttribute, OnnxEmitter, OnnxType } from "./onnx_emitter.ts";
import {
  ELEMENT_TYPE,
  type NodeProto,
  rawBytes,
  type TensorProto,
  writeAttribute,
  writeTensor,
} from "./onnx_proto.ts";
import { type Dimension, isStatic, parseDimension, type Shape } from "./shape.ts";

/** The domain of onnxruntime's own ops, which other runtimes need not have. */
export const EXTENSIONS = "com.microsoft";

/** An input of the whole program that has a symbol among its dimensions, and on which axis. */
export type FindCarrier = (symbol: string) => { readonly name: string; readonly axis: number };

/** Which ops a file may have. */
export interface Dialect {
  /** Only standard ops, for any ONNX runtime; by default some of onnxruntime's own are faster. */
  readonly portable?: boolean;
  /** Standard ops of which onnxruntime has kernels on WebGPU, where others can stand for one. */
  readonly webgpu?: boolean;
}

interface NodeRequest {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  readonly count: number;
}

export class OnnxNodes implements OnnxEmitter {
  /** Nodes before the loop, or all of them where there is none. */
  readonly outer: NodeProto[] = [];
  readonly body: NodeProto[] = [];
  readonly #portable: boolean;
  readonly #webgpu: boolean;
  readonly #findCarrier: FindCarrier;
  readonly #initializers = new Map<string, TensorProto>();
  readonly #known = new Map<string, readonly string[]>();
  readonly #stepDependent = new Set<string>();
  #count = 0;

  constructor({ portable = false, webgpu = false }: Dialect, findCarrier: FindCarrier) {
    this.#portable = portable || webgpu;
    this.#webgpu = webgpu;
    this.#findCarrier = findCarrier;
  }

  /** Says that a name changes with the step; a node that reads one of these stands in the body. */
  dependOnStep(name: string): void {
    this.#stepDependent.add(name);
  }

  /** An array that is part of the file under a name of its own. */
  initialize(tensor: TensorProto): void {
    this.#initializers.set(tensor.name, tensor);
  }

  /**
   * The arrays that some node reads. onnxruntime warns of others: those of tensors that only lend
   * their shape.
   */
  initializers(): TensorProto[] {
    const read = new Set([...this.outer, ...this.body].flatMap((node) => node.input));
    return [...this.#initializers.values()].filter(({ name }) => read.has(name));
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
      return this.#add({
        type: "FusedMatMul",
        domain: EXTENSIONS,
        inputs: [left, right],
        attributes: { transA: Number(transposeLeft), transB: Number(transposeRight) },
        count: 1,
      })[0]!;
    }
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    const perm = [...axes.slice(0, -2), rank - 1, rank - 2];
    const side = (name: string, transposed: boolean) =>
      transposed ? this.node("Transpose", [name], { perm }) : name;
    return this.node("MatMul", [side(left, transposeLeft), side(right, transposeRight)]);
  }

  logSoftmax(input: string): string {
    if (!this.#webgpu) return this.node("LogSoftmax", [input], { axis: -1 });
    const last = this.constant([-1], [1], "int64");
    const largest = this.node("ReduceMax", [input, last], { keepdims: 1 });
    const shifted = this.node("Sub", [input, largest]);
    const total = this.node("ReduceSum", [this.node("Exp", [shifted]), last], { keepdims: 1 });
    return this.node("Sub", [shifted, this.node("Log", [total])]);
  }

  #add({ type, domain, inputs, attributes, count }: NodeRequest): readonly string[] {
    const signature = JSON.stringify([domain, type, inputs, attributes, count]);
    const known = this.#known.get(signature);
    if (known) return known;
    const name = `${type}_${++this.#count}`;
    const output = Array.from({ length: count }, (_, at) => count === 1 ? name : `${name}.${at}`);
    const inBody = inputs.some((each) => this.#stepDependent.has(each));
    if (inBody) output.forEach((each) => this.#stepDependent.add(each));
    (inBody ? this.body : this.outer).push({
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

  constant(values: readonly number[], shape: readonly number[], type: NumberType): string {
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
    const { name, axis } = this.#findCarrier(symbol);
    const size = this.node("Gather", [this.node("Shape", [name]), scalar(axis)]);
    return factor === 1 ? size : this.node("Mul", [size, scalar(factor)]);
  }

  shape(shape: Shape): string {
    if (isStatic(shape)) return this.constant(shape, [shape.length], "int64");
    const first = this.constant([1], [1], "int64");
    const sizes = shape.map((size) => this.node("Reshape", [this.size(size), first]));
    return sizes.length === 1 ? sizes[0]! : this.node("Concat", sizes, { axis: 0 });
  }
}
