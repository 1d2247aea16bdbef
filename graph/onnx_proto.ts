/**
 * The part of the ONNX file format that programs need: names and numbers of onnx.proto3 (ONNX
 * 1.13, IR version 8), encoded by protobufjs.
 */
import protobuf from "protobufjs";
import type { NumberType, OnnxAttribute, OnnxType } from "./onnx_emitter.ts";
import type { Shape } from "./shape.ts";

const SCHEMA = `
syntax = "proto3";
package onnx;
message AttributeProto {
  string name = 1; int32 type = 20;
  float f = 2; int64 i = 3; bytes s = 4; GraphProto g = 6; repeated int64 ints = 8;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5; string domain = 7;
}
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message TensorShapeProto {
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  repeated Dimension dim = 1;
}
message TypeProto {
  message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; }
  oneof value { Tensor tensor_type = 1; }
}
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message StringStringEntryProto { string key = 1; string value = 2; }
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message ModelProto {
  int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8; repeated StringStringEntryProto metadata_props = 14;
}`;

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
const model = protobuf.parse(SCHEMA, { keepCase: false }).root.lookupType("onnx.ModelProto");

/** The bytes of an ONNX file; equal graphs give equal bytes. */
export function encodeModel(
  graph: GraphProto,
  metadata: Readonly<Record<string, string>>,
  domains: readonly string[],
): Uint8Array {
  return model.encode(model.create({
    irVersion: IR_VERSION,
    producerName: "regrok",
    opsetImport: [
      { domain: "", version: OPERATOR_SET },
      ...domains.map((domain) => ({ domain, version: 1 })),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  })).finish();
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
