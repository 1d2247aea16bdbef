/** The engines by name and device: what they are, where their code is, how to load one. */
import type { Engine } from "./engine.ts";
import type { EngineSeat } from "./gathering.ts";
import type { Toolchain } from "./native/toolchain.ts";

/** An engine on a device, which enters keys by its identity and by the hash of its code. */
export interface EngineRow {
  /** What people are told. */
  readonly title: string;
  /** The module whose code is the engine's code. */
  readonly entry: string;
  /** What can change the bytes it computes, besides its code and the packages that reaches. */
  readonly identity: string;
  /** Which form of a program it reads. */
  readonly reads: Engine["reads"];
  load(): Promise<Engine>;
  /** The engine as so many, for runs that are executed at once; where one program for all pays. */
  together?(engine: Engine, runs: number): Promise<readonly EngineSeat[]>;
}

export const engineNames = ["onnxruntime", "native", "tfjs", "reference"] as const;
export type EngineName = (typeof engineNames)[number];

/** What can be asked for: one of them, or whichever is best here. */
export const engineChoices = ["auto", ...engineNames] as const;
export type EngineChoice = (typeof engineChoices)[number];

export const deviceNames = ["cpu", "webgpu", "cuda"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Where an action is computed, as `onnxruntime/cpu`. */
export type EngineId = `${EngineName}/${DeviceName}`;

/** Loads the module of an engine; of packages with native code a part may be missing. */
async function load<Module>(name: EngineName, module: Promise<Module>): Promise<Module> {
  try {
    return await module;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The engine ${name} cannot be loaded: ${reason}. Delete node_modules, and the next start ` +
        "installs the packages again; `doctor` says what else may be missing",
      { cause: error },
    );
  }
}

/** On a graphics processor: files that suit it, written from the text of a program. */
const graphics = (device: Exclude<DeviceName, "cpu">): EngineRow => ({
  title: `onnxruntime on ${device}`,
  entry: import.meta.resolve("./onnx_device.ts"),
  identity: `onnxruntime/${device}/${Deno.build.arch}`,
  reads: "text",
  load: async () => (await load("onnxruntime", import("./onnx_device.ts"))).onnxEngineFor(device),
  together: async (engine, runs) => (await import("./onnx_device.ts")).gatherRuns(engine, runs),
});

const native = (findToolchain: () => Toolchain): EngineRow => ({
  title: "native code",
  // What prints the C is not part of it: programs bring the hash of theirs.
  entry: import.meta.resolve("./native/library.ts"),
  // No processor, compiler or system: all give the same bytes.
  identity: "native",
  reads: "native",
  load: async () => {
    const { nativeEngineWith } = await load("native", import("./native.ts"));
    return nativeEngineWith(findToolchain());
  },
});

type Engines = Readonly<Partial<Record<EngineId, EngineRow>>>;

export const engines: Engines = {
  "onnxruntime/cpu": {
    title: "onnxruntime",
    entry: import.meta.resolve("./onnx.ts"),
    // Of processors the family: AVX2 and AVX-512 differ in last bits, and stand for each other.
    identity: `onnxruntime/cpu/${Deno.build.arch}`,
    reads: "onnx",
    load: async () => (await load("onnxruntime", import("./onnx.ts"))).onnxEngine,
  },
  "onnxruntime/webgpu": graphics("webgpu"),
  "onnxruntime/cuda": graphics("cuda"),
  "native/cpu": native(() => ({ compiler: null, folder: "" })),
  "tfjs/cpu": {
    title: "TensorFlow.js",
    entry: import.meta.resolve("./tfjs.ts"),
    identity: "tfjs/wasm",
    reads: "text",
    load: async () => (await load("tfjs", import("./tfjs.ts"))).tfjsEngine,
  },
  "reference/cpu": {
    title: "the reference engine",
    entry: import.meta.resolve("./reference.ts"),
    // Its exponentials and cosines are those of the JavaScript engine.
    identity: `reference/v8-${Deno.version.v8}`,
    reads: "text",
    load: async () => (await import("./reference.ts")).referenceEngine,
  },
};

/** The engines where programs can be compiled, by a toolchain that is looked for when it is needed. */
export function enginesWith(findToolchain: () => Toolchain): Engines {
  return { ...engines, "native/cpu": native(findToolchain) };
}

/**
 * The id of an engine on a device.
 *
 * @throws {RangeError} when there is no such engine for the device.
 */
export function engineId(name: EngineName, device: DeviceName): EngineId {
  const id: EngineId = `${name}/${device}`;
  if (engines[id] !== undefined) return id;
  const possible = deviceNames.filter((each) => engines[`${name}/${each}`] !== undefined);
  throw new RangeError(
    `The engine ${name} does not compute on ${device}; it does on ${possible.join(", ")}` +
      (name === "onnxruntime" ? "" : `, and onnxruntime does on ${deviceNames.join(", ")}`),
  );
}

/** The row of an engine that is known to be there. */
export function findEngine(id: EngineId): EngineRow {
  return engines[id]!;
}
