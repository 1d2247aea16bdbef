/** onnxruntime: programs in its sessions, arrays as its tensors. The only file that imports it. */
import "./no_telemetry.ts";
import * as ort from "onnxruntime-node";
import type { DataType } from "../graph/op.ts";
import { type Engine, type Executable, loadError, type Value, type Values } from "./engine.ts";
import { bindFeeds, type ExpectedInput } from "./feeds.ts";

type Device = "cpu" | "webgpu" | "cuda";

/** onnxruntime on a device. What it needs there is looked for when a program is loaded. */
export function onnxEngineOn(device: Device): Engine {
  return {
    name: device === "cpu" ? "onnxruntime" : `onnxruntime on ${device}`,
    reads: "onnx",
    load: (model, { threads }) => loadModel(model, device, threads),
  };
}

export const onnxEngine = onnxEngineOn("cpu");

async function loadModel(model: Uint8Array, device: Device, threads: number): Promise<Executable> {
  const session = await createSession(model, device, threads);
  const expected = session.inputMetadata.map(describeInput);
  const held = new Map<string, { readonly value: Value; readonly tensor: ort.Tensor }>();
  return {
    hold: (values) => {
      held.clear();
      for (const [name, value] of Object.entries(values)) {
        held.set(name, { value, tensor: toTensor(value) });
      }
    },
    run: async (feeds) => {
      const kept = [...held].map(([name, { value }]) => [name, value]);
      bindFeeds(expected, { ...Object.fromEntries(kept), ...feeds });
      const tensors = session.inputNames.map((name) => [
        name,
        feeds[name] ? toTensor(feeds[name]) : held.get(name)!.tensor,
      ]);
      return await run(session, Object.fromEntries(tensors));
    },
    close: () => session.release(),
  };
}

/** @throws {Error} that says what the device needs, or that the file may be damaged. */
export async function createSession(
  model: Uint8Array,
  device: Device,
  threads: number,
  options: ort.InferenceSession.SessionOptions = {},
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: [device],
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      ...options,
    });
  } catch (error) {
    if (device !== "cpu") throw deviceError(device, error);
    throw loadError(onnxEngine.name, model, error);
  }
}

const CURES: Record<Exclude<Device, "cpu">, string> = {
  webgpu: "it needs a graphics driver with Vulkan (Linux), Metal or Direct3D 12",
  cuda: "it needs an NVIDIA GPU with CUDA 12 and onnxruntime's CUDA libraries, which " +
    "`ONNXRUNTIME_NODE_INSTALL=cuda12 deno install --allow-scripts=npm:onnxruntime-node` fetches",
};

/** Where the reason of onnxruntime begins, it names its own source files. */
const REASON = 80;

/** A program that the processor runs is most often refused because the device is not there. */
function deviceError(device: Exclude<Device, "cpu">, cause: unknown): Error {
  const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
  const end = reason!.length > REASON ? `…${reason!.slice(-REASON)}` : reason;
  return new Error(
    `onnxruntime cannot compute on ${device} here: ${CURES[device]}; or take --device cpu. ` +
      `It says: ${end}`,
    { cause },
  );
}

const DATA_TYPES: Record<string, DataType> = { float32: "float", int32: "int", uint32: "key" };

function describeInput(metadata: ort.InferenceSession.ValueMetadata): ExpectedInput {
  const { name } = metadata;
  const dataType = metadata.isTensor ? DATA_TYPES[metadata.type] : undefined;
  if (metadata.isTensor && dataType) return { name, dataType, shape: metadata.shape };
  throw new TypeError(`Input "${name}" must be a tensor of float32, int32 or uint32`);
}

async function run(
  session: ort.InferenceSession,
  tensors: Readonly<Record<string, ort.Tensor>>,
): Promise<Values> {
  const results = await session.run(tensors);
  return Object.fromEntries(
    session.outputNames.map((name) => [name, fromTensor(name, results[name]!)]),
  );
}

export function toTensor({ shape, data }: Value): ort.Tensor {
  if (data instanceof Int32Array) return new ort.Tensor("int32", data, shape);
  if (data instanceof Uint32Array) return new ort.Tensor("uint32", data, shape);
  const floats = data instanceof Float32Array ? data : Float32Array.from(data);
  return new ort.Tensor("float32", floats, shape);
}

export function fromTensor(name: string, tensor: ort.Tensor): Value {
  const { data, dims } = tensor;
  if (data instanceof Float32Array || data instanceof Int32Array) return { shape: dims, data };
  throw new TypeError(`Output "${name}" has type ${tensor.type}, expected float32 or int32`);
}
