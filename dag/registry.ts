/** What the build system is told of the stages: it never imports one by itself. */
import type { Key } from "../store/content_hash.ts";
import type { Stage } from "./stage.ts";

export interface StageEntry {
  /** Path or file URL of the module whose code is the stage's code. */
  readonly entry: string;
  load(): Promise<Stage>;
  /** True when the engine can change the bytes of what comes out. */
  readonly usesEngine: boolean;
}

export type StageRegistry = Readonly<Record<string, StageEntry>>;

/** The stages, and what else goes into keys. */
export interface Environment {
  readonly stages: StageRegistry;
  /** Identity of the engine, for instance `onnxruntime-node@1.30.0/cpu/x64`. */
  readonly engine: string;
  /** Fingerprint of the code reached from an entry; see `fingerprintModule`. */
  readonly fingerprint: (entry: string) => Key;
}

/**
 * The entry of a stage.
 *
 * @throws {TypeError} when there is no such stage.
 */
export function stageEntry(environment: Environment, stage: string): StageEntry {
  const entry = environment.stages[stage];
  if (entry !== undefined) return entry;
  const known = Object.keys(environment.stages).map((name) => `"${name}"`).join(", ");
  throw new TypeError(`There is no stage "${stage}"; there are ${known}`);
}

/** The parts of a key that a stage brings with it. */
export function stageIdentity(
  environment: Environment,
  stage: string,
): { readonly code: Key; readonly engine: string | null } {
  const { entry, usesEngine } = stageEntry(environment, stage);
  return {
    code: environment.fingerprint(entry),
    engine: usesEngine ? environment.engine : null,
  };
}
