/** Reads the file of an experiment: a plain file, of a size that an experiment can have. */
import { basename } from "node:path";
import { decodeConfig, MAXIMUM_CONFIG_BYTES } from "../schemas/config_text.ts";
import { UsageError } from "./exit.ts";
import { configsFolder, listConfigs } from "./project.ts";

/**
 * @throws {UsageError} for what is no such file.
 * @throws {ConfigError} when its bytes are not UTF-8.
 */
export async function readConfig(file: string): Promise<string> {
  return decodeConfig(await readBytes(file), file);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { isFile, size } = await Deno.stat(file); // a pipe would be waited for without end
    if (!isFile) {
      throw new UsageError(`"${file}" is not a file; name the YAML file of an experiment`);
    }
    if (size > MAXIMUM_CONFIG_BYTES) {
      throw new UsageError(
        `"${file}" has ${size} bytes, and an experiment at most ${MAXIMUM_CONFIG_BYTES}`,
      );
    }
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new UsageError(`Cannot read "${file}": ${error.message}`);
    }
    const known = await listConfigs();
    const meant = known.find((path) => basename(path, ".yaml") === basename(file, ".yaml"));
    const cure = meant ? `did you mean ${meant}?` : `experiments are in ${configsFolder()}/`;
    throw new UsageError(`There is no file "${file}"; ${cure}`);
  }
}
