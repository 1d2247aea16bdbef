/** What every command works on: the store, the stages, and the experiments it is given. */
import { resolve } from "node:path";
import { fingerprintModule } from "../dag/fingerprint.ts";
import { type Action, dependenciesOf } from "../dag/action.ts";
import type { Environment } from "../dag/registry.ts";
import { onnxIdentity } from "../engines/identity.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";
import { experimentActions } from "../stages/actions.ts";
import { stages } from "../stages/registry.ts";
import { storeError } from "../store/errors.ts";
import { TEMPORARY_FOLDER } from "../store/leftovers.ts";
import { Store } from "../store/store.ts";
import { UsageError } from "./exit.ts";

export interface Workspace {
  readonly store: Store;
  readonly environment: Environment;
}

export function openWorkspace(folder: string): Workspace {
  return {
    store: new Store(folder),
    environment: { stages, engine: onnxIdentity(), fingerprint: fingerprintModule },
  };
}

/** Keeps temporary files of this process in the store's folder, the only one it may write to. */
export function useTemporaryFolder(artifacts: string): void {
  const folder = resolve(artifacts, TEMPORARY_FOLDER);
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw storeError("make", folder, error);
  }
  Deno.env.set("TMPDIR", folder);
}

/**
 * Reads experiments from YAML files, with `--set` overrides.
 *
 * @throws {ConfigError} with every problem of every file.
 * @throws {UsageError} for files that cannot be read, and two experiments of one name.
 */
export async function loadExperiments(
  files: readonly string[],
  overrides: readonly string[] = [],
): Promise<LoadedExperiment[]> {
  const loaded: LoadedExperiment[] = [];
  const errors: ConfigError[] = [];
  for (const file of files) {
    const text = await readConfig(file);
    try {
      loaded.push(loadExperiment(text, file, overrides));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw new ConfigError(errors.flatMap(({ diagnostics }) => diagnostics));
  }
  const names = loaded.map(({ experiment }) => experiment.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return loaded;
  throw new UsageError(
    `Two of the experiments are named "${repeated}", and their folders would be one: rename one`,
  );
}

async function readConfig(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cure = error instanceof Deno.errors.NotFound ? "; the examples are in configs/" : "";
    throw new UsageError(`Cannot read "${file}": ${error.message}${cure}`);
  }
}

/** The actions of several experiments; what they share is there once. */
export function actionsOf(experiments: readonly LoadedExperiment[]): Action[] {
  const actions = experiments.flatMap(experimentActions);
  return [...new Map(actions.map((action) => [action.id, action])).values()];
}

/** One of these actions and all that it reads from. */
export function withDependencies(actions: readonly Action[], id: string): Action[] {
  const needed = new Set([id]);
  const byId = new Map(actions.map((action) => [action.id, action]));
  for (const each of needed) dependenciesOf(byId.get(each)!).forEach((on) => needed.add(on));
  return actions.filter((action) => needed.has(action.id));
}
