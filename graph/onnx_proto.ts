/**
 * The part of the ONNX file format that programs need: names and numbers of onnx.proto3 (ONNX
 * 1.13, IR version 8), written by protobufjs from a table. Its compiler of schemas makes functions
 * out of text, which a page with a strict content security policy may not.
 */
import protobuf from "protobufjs/minimal.js";
import type { NumberType, OnnxAttribute, OnnxType } from "./onnx_emitter.ts";
import type { Shape } from "./shape.ts";

/**
 * A message whose fields have a number and a type each, in the order of their numbers. As proto3
 * asks for, what is zero or empty is not written, unless it is the choice of a oneof.
 */
type Message = Readonly<Record<string, Field>>;
type Field = readonly [number: number, type: Scalar | (() => Message), how?: "repeated" | "always"];
type Scalar = "string" | "bytes" | "int32" | "int64" | "float";
type Writer = ReturnType<typeof protobuf.Writer.create>;

/** How a field is packed, which stands beside its number. */
const WIRE_TYPES: Readonly<Record<Scalar, number>> = {
  int32: 0,
  int64: 0,
  string: 2,
  bytes: 2,
  float: 5,
};

const attribute: Message = {
  name: [1, "string"],
  f: [2, "float"],
  i: [3, "int64"],
  s: [4, "bytes"],
  g: [6, () => graph],
  ints: [8, "int64", "repeated"],
  type: [20, "int32"],
};
const node: Message = {
  input: [1, "string", "repeated"],
  output: [2, "string", "repeated"],
  name: [3, "string"],
  opType: [4, "string"],
  attribute: [5, () => attribute, "repeated"],
  domain: [7, "string"],
};
const tensor: Message = {
  dims: [1, "int64", "repeated"],
  dataType: [2, "int32"],
  name: [8, "string"],
  rawData: [9, "bytes"],
};
const dimension: Message = { dimValue: [1, "int64", "always"], dimParam: [2, "string", "always"] };
const tensorShape: Message = { dim: [1, () => dimension, "repeated"] };
const tensorType: Message = { elemType: [1, "int32"], shape: [2, () => tensorShape] };
const type: Message = { tensorType: [1, () => tensorType] };
const value: Message = { name: [1, "string"], type: [2, () => type] };
const graph: Message = {
  node: [1, () => node, "repeated"],
  name: [2, "string"],
  initializer: [5, () => tensor, "repeated"],
  input: [11, () => value, "repeated"],
  output: [12, () => value, "repeated"],
};
const entry: Message = { key: [1, "string"], value: [2, "string"] };
const operatorSet: Message = { domain: [1, "string"], version: [2, "int64"] };
const model: Message = {
  irVersion: [1, "int64"],
  producerName: [2, "string"],
  graph: [7, () => graph],
  opsetImport: [8, () => operatorSet, "repeated"],
  metadataProps: [14, () => entry, "repeated"],
};

/** AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;
/** TensorProto.DataType. */
export const ELEMENT_TYPE = {
  float: 1,
  int: 6,
  int64: 7,
  bool: 9,
  half: 10,
  double: 11,
  key: 12,
} as const;

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  g?: GraphProto;
  ints?: readonly number[];
}
export interface NodeProto {
  name: string;
  opType: string;
  /** Empty for the standard ops. */
  domain: string;
  input: readonly string[];
  output: readonly string[];
  attribute: readonly AttributeProto[];
}
export interface TensorProto {
  name: string;
  dataType: number;
  dims: readonly number[];
  rawData: Uint8Array;
}
export interface ValueInfoProto {
  name: string;
  type: {
    tensorType: {
      elemType: number;
      shape: { dim: readonly ({ dimValue: number } | { dimParam: string })[] };
    };
  };
}
export interface GraphProto {
  name: string;
  node: readonly NodeProto[];
  initializer: readonly TensorProto[];
  input: readonly ValueInfoProto[];
  output: readonly ValueInfoProto[];
}

const OPERATOR_SET = 18; // the first with BitwiseXor and with axes as inputs of reductions
const IR_VERSION = 8;

/** The bytes of an ONNX file; equal graphs give equal bytes. */
export function encodeModel(
  graph: GraphProto,
  metadata: Readonly<Record<string, string>>,
  domains: readonly string[],
): Uint8Array {
  const file = {
    irVersion: IR_VERSION,
    producerName: "regrok",
    opsetImport: [
      { domain: "", version: OPERATOR_SET },
      ...domains.map((domain) => ({ domain, version: 1 })),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  };
  return writeMessage(protobuf.Writer.create(), file, model).finish();
}

/** Writes the fields that are there, each after its number and how it is packed. */
function writeMessage(writer: Writer, values: object, fields: Message): Writer {
  for (const [name, [number, type, how]] of Object.entries(fields)) {
    const found: unknown = Reflect.get(values, name);
    if (found === undefined || how !== "always" && isEmpty(found)) continue;
    const list = how === "repeated" ? found as readonly unknown[] : [found];
    if (how === "repeated" && type === "int64") {
      writer.uint32(tagOf(number, WIRE_TYPES.bytes)).fork();
      for (const each of list) writer.int64(each as number);
      writer.ldelim();
      continue;
    }
    for (const each of list) {
      if (typeof type === "function") {
        writer.uint32(tagOf(number, WIRE_TYPES.bytes)).fork();
        writeMessage(writer, each as object, type()).ldelim();
      } else writer.uint32(tagOf(number, WIRE_TYPES[type]))[type](each as never);
    }
  }
  return writer;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) {
    return value.length === 0;
  }
  return Object.is(value, 0);
}

function tagOf(number: number, wireType: number): number {
  return number << 3 | wireType;
}

/** An input or output with its type; a symbol stands for a size that is not fixed. */
export function valueInfo(name: string, type: OnnxType, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size }
  );
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}

/** An attribute, its type told by that of the value. */
export function writeAttribute(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === "number") return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === "string") {
    return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

/** An array that is part of the file; `rawData` holds its numbers, little-endian. */
export function writeTensor(
  name: string,
  rawData: Uint8Array,
  dims: readonly number[],
  type: NumberType,
): TensorProto {
  return { name, dataType: ELEMENT_TYPE[type], dims, rawData };
}

/** The bytes of numbers in the file's own format. */
export function rawBytes(values: readonly number[], type: NumberType): Uint8Array {
  if (type === "float") return bytesOf(Float32Array.from(values));
  if (type === "double") return bytesOf(Float64Array.from(values));
  if (type === "int64") return bytesOf(BigInt64Array.from(values, BigInt));
  return bytesOf(type === "key" ? Uint32Array.from(values) : Int32Array.from(values));
}

/** The memory of an array as bytes, not copied. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
