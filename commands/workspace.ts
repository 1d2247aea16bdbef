/** What commands are given: experiments, and the actions that they ask for. */
import { basename } from "node:path";
import { type Action, dependenciesOf } from "../dag/action.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";
import { experimentActions } from "../stages/actions.ts";
import { UsageError } from "./exit.ts";
import { configsFolder, listConfigs } from "./project.ts";

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

async function readConfig(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new UsageError(`Cannot read "${file}": ${error.message}`);
    }
    const known = await listConfigs();
    const meant = known.find((path) => basename(path, ".yaml") === basename(file, ".yaml"));
    const cure = meant ? `did you mean ${meant}?` : `experiments are in ${configsFolder()}/`;
    throw new UsageError(`There is no file "${file}"; ${cure}`);
  }
}

/** The actions of several experiments; what they share is there once. */
export function actionsOf(experiments: readonly LoadedExperiment[]): Action[] {
  const actions = experiments.flatMap(experimentActions);
  return [...new Map(actions.map((action) => [action.id, action])).values()];
}

/** Some of these actions and all that they read from. */
export function withDependencies(actions: readonly Action[], ...ids: readonly string[]): Action[] {
  const needed = new Set(ids);
  const byId = new Map(actions.map((action) => [action.id, action]));
  for (const each of needed) dependenciesOf(byId.get(each)!).forEach((on) => needed.add(on));
  return actions.filter((action) => needed.has(action.id));
}
