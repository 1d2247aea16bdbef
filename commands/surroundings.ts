/** Files and other experiments that an experiment names, found from its own folder. */
import { dirname, join, resolve } from "node:path";
import { decodeConfig, MAXIMUM_CONFIG_BYTES } from "../schemas/config_text.ts";
import type { Surroundings } from "../schemas/surroundings.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";
import { readPlainFile } from "./read_config.ts";

/** Larger files of data would not fit in memory beside what is made of them. */
const MAXIMUM_DATA_BYTES = 2 ** 30;

/**
 * What the experiment in `file` may name. Each file is read once, however many runs name it.
 * `readers` are the experiments that led to this one, from which it cannot start itself.
 */
export function surroundingsOf(file: string, readers: readonly string[] = []): Surroundings {
  const folder = dirname(file);
  const contents = new Map<string, Uint8Array>();
  const experiments = new Map<string, LoadedExperiment>();
  return {
    read: (path) => remember(contents, path, () => readData(resolve(folder, path))),
    list: (path) => listFolder(resolve(folder, path)),
    load: (name, preset) =>
      remember(experiments, `${name}\n${preset ?? ""}`, () => {
        const other = join(folder, `${name}.yaml`);
        const chain = [...readers, resolve(file)];
        if (chain.includes(resolve(other))) throw new Error("it would start from itself");
        const text = decodeConfig(readPlainFile(other, MAXIMUM_CONFIG_BYTES), other);
        return loadExperiment(text, other, [], surroundingsOf(other, chain), preset);
      }),
  };
}

function readData(path: string): Uint8Array {
  try {
    return readPlainFile(path, MAXIMUM_DATA_BYTES);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`there is no file ${path}`);
    throw error;
  }
}

/** More files than any folder of logs has; a slip such as / would be read without end. */
const MAXIMUM_FILES = 100_000;

function listFolder(path: string): string[] {
  const found: string[] = [];
  const walk = (inner: string) => {
    for (const { name, isDirectory, isFile } of Deno.readDirSync(join(path, inner))) {
      if (isDirectory) walk(`${inner}${name}/`);
      else if (isFile) found.push(inner + name);
      if (found.length > MAXIMUM_FILES) {
        throw new Error(`${path} has more than ${MAXIMUM_FILES} files; name a folder in it`);
      }
    }
  };
  try {
    walk("");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`there is no folder ${path}`);
    if (error instanceof Deno.errors.NotADirectory) throw new Error(`${path} is not a folder`);
    throw error;
  }
  return found.sort();
}

function remember<T>(known: Map<string, T>, name: string, find: () => T): T {
  const found = known.get(name) ?? find();
  known.set(name, found);
  return found;
}
