/**
 * Reads ONNX files in tests, with field numbers taken from onnx.proto3 once more, so that a wrong
 * number in the writer does not go unseen.
 */
import protobuf from "protobufjs";

const root = protobuf.parse(`
syntax = "proto3";
message Attribute { string name = 1; Graph g = 6; int64 i = 3; float f = 2; bytes s = 4; int32 type = 20; repeated int64 ints = 8; }
message Node { repeated string input = 1; repeated string output = 2; string opType = 4; repeated Attribute attribute = 5; string domain = 7; }
message Tensor { repeated int64 dims = 1; int32 dataType = 2; string name = 8; bytes rawData = 9; }
message Size { int64 value = 1; string symbol = 2; }
message Shape { repeated Size dim = 1; }
message TensorType { int32 elementType = 1; Shape shape = 2; }
message Type { TensorType tensor = 1; }
message Value { string name = 1; Type type = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
message Entry { string key = 1; string value = 2; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 irVersion = 1; string producerName = 2; Graph graph = 7; repeated OperatorSet operatorSet = 8; repeated Entry metadata = 14; }
`).root;

export interface ReadNode {
  input: string[];
  output: string[];
  opType: string;
  domain: string;
  attribute: { name: string; g?: ReadGraph; i: number; ints: number[] }[];
}
export interface ReadValue {
  name: string;
  type: { tensor: { elementType: number; shape: { dim: { value: number; symbol: string }[] } } };
}
export interface ReadGraph {
  name: string;
  node: ReadNode[];
  initializer: { name: string; dims: number[]; dataType: number; rawData: Uint8Array }[];
  input: ReadValue[];
  output: ReadValue[];
}
export interface ReadModel {
  irVersion: number;
  producerName: string;
  graph: ReadGraph;
  operatorSet: { domain: string; version: number }[];
  metadata: { key: string; value: string }[];
}

export function readOnnx(bytes: Uint8Array): ReadModel {
  const type = root.lookupType("Model");
  const options = { longs: Number, defaults: true, arrays: true };
  // The schema above is what gives the object this type.
  return type.toObject(type.decode(bytes), options) as ReadModel;
}

/** The sizes of a value's axes, symbols as text. */
export function sizesOf({ type }: ReadValue): (number | string)[] {
  return type.tensor.shape.dim.map(({ value, symbol }) => symbol === "" ? value : symbol);
}

/** The body of a model's only loop. */
export function loopBody({ graph }: ReadModel): ReadGraph {
  const [loop, ...others] = graph.node.filter((node) => node.opType === "Loop");
  const body = loop?.attribute.find(({ name }) => name === "body")?.g;
  if (!body || others.length > 0) throw new Error("Expected one loop with a body");
  return body;
}
