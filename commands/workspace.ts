/** What commands are given: experiments, and the actions that they ask for. */
import { type Action, dependenciesOf } from "../dag/action.ts";
import type { EngineId } from "../engines/registry.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";
import { experimentActions } from "../stages/actions.ts";
import type { Store } from "../store/store.ts";
import { UsageError } from "./exit.ts";
import { listConfigs } from "./project.ts";
import { readConfig } from "./read_config.ts";
import { surroundingsOf } from "./surroundings.ts";

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
    try {
      const text = await readConfig(file);
      loaded.push(loadExperiment(text, file, overrides, surroundingsOf(file)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw new ConfigError(errors.flatMap(({ diagnostics }) => diagnostics));
  }
  const fileOf = new Map<string, string>();
  for (const [index, { experiment: { name } }] of loaded.entries()) {
    const [first, second] = [fileOf.get(name), files[index]!];
    if (first !== undefined) {
      throw new UsageError(
        `"${first}" and "${second}" are both named "${name}", and their folders would be one: ` +
          "give one of the two another name",
      );
    }
    fileOf.set(name, second);
  }
  return loaded;
}

/**
 * The experiments in these files; without any, all in `configs/`, but for those that are not
 * valid.
 *
 * @throws {ConfigError | UsageError} as `loadExperiments`, for files that were named.
 */
export async function loadNamedOrAll(
  files: readonly string[] | undefined,
  overrides: readonly string[],
): Promise<LoadedExperiment[]> {
  if (files !== undefined) return await loadExperiments(files, overrides);
  const loaded: LoadedExperiment[] = [];
  for (const file of await listConfigs()) {
    try {
      loaded.push(...await loadExperiments([file], overrides));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return loaded;
}

/** The actions of several experiments; what they share is there once. */
export function actionsOf(
  experiments: readonly LoadedExperiment[],
  engine: EngineId,
): Action[] {
  const actions = experiments.flatMap((loaded) => experimentActions(loaded, engine));
  return [...new Map(actions.map((action) => [action.id, action])).values()];
}

/** Keeps the files that experiments name, by their content: actions read the store alone. */
export async function storeFiles(
  store: Store,
  experiments: readonly LoadedExperiment[],
): Promise<void> {
  const runs = new Set(experiments.flatMap(({ runs }) => runs));
  for (const { fork } of runs) if (fork !== null) runs.add(fork.run); // and what that starts from
  const files = new Set([...runs].flatMap(({ files }) => Object.values(files)));
  for (const bytes of files) await store.putBytes(bytes);
}

/** Some of these actions and all that they read from. */
export function withDependencies(actions: readonly Action[], ...ids: readonly string[]): Action[] {
  const needed = new Set(ids);
  const byId = new Map(actions.map((action) => [action.id, action]));
  for (const each of needed) dependenciesOf(byId.get(each)!).forEach((on) => needed.add(on));
  return actions.filter((action) => needed.has(action.id));
}
