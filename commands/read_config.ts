/** Reads the files that commands are given: plain ones, of a size that an experiment can have. */
import { basename, dirname } from "node:path";
import { decodeConfig, MAXIMUM_CONFIG_BYTES } from "../schemas/config_text.ts";
import { nearestName } from "../schemas/fields.ts";
import { UsageError } from "./exit.ts";
import { configsFolder, listConfigs } from "./project.ts";

/**
 * @throws {UsageError} for what is no such file.
 * @throws {ConfigError} when its bytes are not UTF-8.
 */
export async function readConfig(file: string): Promise<string> {
  return decodeConfig(await readBytes(file, whichConfig), file);
}

/** A table of rows, read like an experiment. */
export async function readTable(file: string): Promise<string> {
  const cure = () => `name a CSV file, from ${Deno.cwd()} on or by its whole path`;
  return decodeConfig(await readBytes(file, cure), file);
}

async function readBytes(
  file: string,
  cureWhereMissing: (file: string) => string | Promise<string>,
): Promise<Uint8Array> {
  try {
    return readPlainFile(file, MAXIMUM_CONFIG_BYTES);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new UsageError(`Cannot read "${file}": ${error.message}`);
    }
    throw new UsageError(`There is no file "${file}"; ${await cureWhereMissing(file)}`);
  }
}

/** The experiment that may be meant, or where there are some. */
async function whichConfig(file: string): Promise<string> {
  const known = await listConfigs();
  const nameOf = (path: string) => basename(path, ".yaml");
  const name = nearestName(nameOf(file), known.map(nameOf));
  const alike = known.filter((path) => nameOf(path) === name);
  const meant = alike.find((path) => dirname(path) === dirname(file)) ?? alike[0];
  return meant ? `did you mean ${meant}?` : `experiments are in ${configsFolder()}/`;
}

/**
 * The bytes of a plain file; a pipe would be waited for without end.
 *
 * @throws {Error} that says why it cannot be read, or is none to be read.
 */
export function readPlainFile(file: string, maximumBytes: number): Uint8Array {
  const { isFile, size } = Deno.statSync(file);
  if (!isFile) throw new Error("it is not a file");
  if (size > maximumBytes) {
    throw new Error(`it has ${size} bytes, and at most ${maximumBytes} are read`);
  }
  return Deno.readFileSync(file);
}
