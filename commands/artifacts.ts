/** The artifacts folder as every command opens it: its store, and the stages that fill it. */
import { resolve } from "node:path";
import { computeFingerprint, type Fingerprint } from "../dag/fingerprint.ts";
import { FingerprintMemory } from "../dag/fingerprint_memory.ts";
import type { Environment } from "../dag/registry.ts";
import {
  type DeviceName,
  type EngineChoice,
  type EngineId,
  engineId,
  enginesWith,
} from "../engines/registry.ts";
import { stages } from "../stages/registry.ts";
import { makeFolder, TEMPORARY_FOLDER } from "../store/folders.ts";
import { Store } from "../store/store.ts";
import { UsageError } from "./exit.ts";
import { compilerHere, findToolchain } from "./toolchain.ts";

/** What every command that looks at experiments is told of where and how. */
export interface WorkspaceOptions {
  readonly artifacts: string;
  readonly engine?: EngineChoice;
  readonly device?: DeviceName;
}

export interface Workspace {
  readonly store: Store;
  readonly environment: Environment;
  readonly fingerprints: FingerprintMemory;
  /** What may train and measure here, first what is wanted most; one alone where it was named. */
  readonly engines: readonly [EngineId, ...EngineId[]];
}

/** " by native/cpu" where one engine was asked for: what others made does not count then. */
export function ofOneEngine({ engines }: Pick<Workspace, "engines">): string {
  return engines.length === 1 ? ` by ${engines[0]}` : "";
}

/**
 * `fingerprint` is for code whose fingerprint the folder does not remember.
 *
 * @throws {UsageError} when the engine does not compute on the device.
 */
export function openWorkspace(
  { artifacts, engine = "auto", device = "cpu" }: WorkspaceOptions,
  fingerprint = (path: string): Fingerprint => computeFingerprint(path, Date.now),
): Workspace {
  const fingerprints = new FingerprintMemory(artifacts, fingerprint);
  return {
    store: new Store(artifacts),
    environment: {
      stages,
      engines: enginesWith(() => findToolchain(artifacts)),
      fingerprint: (entry) => fingerprints.fingerprint(entry),
    },
    fingerprints,
    engines: listEngines(engine, device),
  };
}

function listEngines(engine: EngineChoice, device: DeviceName): Workspace["engines"] {
  try {
    if (engine !== "auto") return [engineId(engine, device)];
    if (device !== "cpu") return [engineId("onnxruntime", device)];
    return compilerHere() === null
      ? ["onnxruntime/cpu", "native/cpu"]
      : ["native/cpu", "onnxruntime/cpu"];
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Keeps temporary files of this process in the store's folder, the only one it may write to. */
export function useTemporaryFolder(artifacts: string): void {
  Deno.env.set("TMPDIR", resolve(makeFolder(artifacts, TEMPORARY_FOLDER)));
}
