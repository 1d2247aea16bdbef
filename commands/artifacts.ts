/** The artifacts folder as every command opens it: its store, and the stages that fill it. */
import { resolve } from "node:path";
import type { Fingerprint } from "../dag/fingerprint.ts";
import { FingerprintMemory } from "../dag/fingerprint_memory.ts";
import type { Environment } from "../dag/registry.ts";
import { engines } from "../engines/registry.ts";
import { stages } from "../stages/registry.ts";
import { makeFolder, TEMPORARY_FOLDER } from "../store/folders.ts";
import { Store } from "../store/store.ts";

export interface Workspace {
  readonly store: Store;
  readonly environment: Environment;
  readonly fingerprints: FingerprintMemory;
}

/** `fingerprint` is for code whose fingerprint the folder does not remember. */
export function openWorkspace(
  folder: string,
  fingerprint?: (path: string) => Fingerprint,
): Workspace {
  const fingerprints = new FingerprintMemory(folder, fingerprint);
  return {
    store: new Store(folder),
    environment: {
      stages,
      engines,
      fingerprint: (entry) => fingerprints.fingerprint(entry),
    },
    fingerprints,
  };
}

/** Keeps temporary files of this process in the store's folder, the only one it may write to. */
export function useTemporaryFolder(artifacts: string): void {
  Deno.env.set("TMPDIR", resolve(makeFolder(artifacts, TEMPORARY_FOLDER)));
}
