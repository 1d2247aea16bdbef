/** What commands are given: experiments, and the actions that they ask for. */
import { resolve } from "node:path";
import { type Action, dependenciesOf } from "../dag/action.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { startsFromRun } from "../schemas/run_settings.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";
import { type EngineOf, experimentActions } from "../stages/actions.ts";
import { readYaml } from "../schemas/yaml_source.ts";
import type { Store } from "../store/store.ts";
import { tell } from "../terminal/output.ts";
import { UsageError } from "./exit.ts";
import { isFolder } from "./files.ts";
import { listConfigs } from "./project.ts";
import { readConfig } from "./read_config.ts";
import { surroundingsOf } from "./surroundings.ts";

/** How experiments are read that a command is given. */
export interface Selection {
  /** Overrides of `--set`. */
  readonly set?: readonly string[];
  /** The one of their sizes that is wanted; as published if left out. */
  readonly preset?: string | undefined;
}

/** An experiment with the file that has it. */
export interface FoundExperiment extends LoadedExperiment {
  readonly file: string;
}

/**
 * Reads experiments from YAML files, and all experiments of folders. Of a folder those without the
 * wanted preset are left out, and named on stderr.
 *
 * @throws {ConfigError} with every problem of every file.
 * @throws {UsageError} for files that cannot be read, folders without any experiment that is
 *   wanted, and two experiments of one name.
 */
export async function loadExperiments(
  paths: readonly string[],
  { set = [], preset }: Selection = {},
): Promise<FoundExperiment[]> {
  const loaded: FoundExperiment[] = [];
  const errors: ConfigError[] = [];
  for (const file of await listFiles(paths, preset)) {
    try {
      const text = await readConfig(file);
      loaded.push({ ...loadExperiment(text, file, set, surroundingsOf(file), preset), file });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw new ConfigError(errors.flatMap(({ diagnostics }) => diagnostics));
  }
  const fileOf = new Map<string, string>();
  for (const { experiment: { name }, file: second } of loaded) {
    const first = fileOf.get(name);
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

/** The files that these paths name, each once, and of folders all other experiments that have the preset. */
async function listFiles(paths: readonly string[], preset: string | undefined): Promise<string[]> {
  const given = new Map(
    paths.filter((path) => !isFolder(path)).map((path) => [resolve(path), path]),
  );
  const files = [...given.values()];
  const named = new Set(given.keys());
  for (const folder of new Set(paths.filter(isFolder))) {
    for (const file of await listFolder(folder, preset)) {
      if (!named.has(resolve(file))) files.push(file);
      named.add(resolve(file));
    }
  }
  return files;
}

async function listFolder(folder: string, preset: string | undefined): Promise<string[]> {
  const all = await listConfigs(folder);
  if (all.length === 0) throw new UsageError(`There are no experiments in "${folder}"`);
  if (preset === undefined) return all;
  const presets = new Map<string, readonly string[]>();
  for (const file of all) presets.set(file, await presetsIn(file));
  const having = all.filter((file) => presets.get(file)!.includes(preset));
  const others = all.filter((file) => !having.includes(file));
  if (having.length === 0) {
    const known = [...new Set([...presets.values()].flat())].sort();
    throw new UsageError(
      `No experiment in "${folder}" has a preset ${preset}; ` +
        (known.length === 0 ? "none has any" : `there are ${known.join(", ")}`),
    );
  }
  if (others.length > 0) tell(`Without a preset ${preset}: ${others.join(", ")}`);
  return having;
}

async function presetsIn(file: string): Promise<string[]> {
  return readYaml(await readConfig(file), file, []).presets.map(({ name }) => name);
}

/**
 * The experiments in these files and folders; without any, all in `configs/` that have the wanted
 * preset, but for those that are not valid.
 *
 * @throws {ConfigError | UsageError} as `loadExperiments`, for files that were named.
 */
export async function loadNamedOrAll(
  paths: readonly string[] | undefined,
  selection: Selection,
): Promise<FoundExperiment[]> {
  if (paths !== undefined) return await loadExperiments(paths, selection);
  const loaded: FoundExperiment[] = [];
  for (const file of await listConfigs()) {
    try {
      loaded.push(...await loadExperiments([file], selection));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return loaded;
}

/** The actions of several experiments; what they share is there once. */
export function actionsOf(
  experiments: readonly LoadedExperiment[],
  engineOf: EngineOf,
): Action[] {
  const actions = experiments.flatMap((loaded) => experimentActions(loaded, engineOf));
  return [...new Map(actions.map((action) => [action.id, action])).values()];
}

/** Keeps the files that experiments name, by their content: actions read the store alone. */
export async function storeFiles(
  store: Store,
  experiments: readonly LoadedExperiment[],
): Promise<void> {
  const runs = new Set(experiments.flatMap(({ runs }) => runs));
  const starts: Uint8Array[] = [];
  for (const { fork } of runs) {
    if (startsFromRun(fork)) runs.add(fork.run); // and what that starts from
    else if (fork !== null) starts.push(fork.file);
  }
  const imported = experiments.flatMap(({ imported }) => imported);
  const files = new Set([...runs, ...imported].flatMap(({ files }) => Object.values(files)));
  const fonts = experiments.flatMap(({ font }) => font ?? []);
  for (const bytes of [...files, ...new Set(starts), ...fonts]) await store.putBytes(bytes);
}

/** Some of these actions and all that they read from. */
export function withDependencies(actions: readonly Action[], ...ids: readonly string[]): Action[] {
  const needed = new Set(ids);
  const byId = new Map(actions.map((action) => [action.id, action]));
  for (const each of needed) dependenciesOf(byId.get(each)!).forEach((on) => needed.add(on));
  return actions.filter((action) => needed.has(action.id));
}
