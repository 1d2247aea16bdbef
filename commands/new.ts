/** `new`: writes a commented experiment to start from. */
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../schemas/diagnostics.ts";
import { loadExperiment } from "../schemas/yaml.ts";
import { print } from "../terminal/output.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { writeNew } from "./files.ts";
import { configsFolder, schemaFile } from "./project.ts";

/** `name` is the experiment's, or the path of its file. */
export async function newCommand(name: string): Promise<number> {
  const file = /[\/\\]|\.yaml$/.test(name) ? name : join(configsFolder(), `${name}.yaml`);
  const text = await fillIn(basename(file, ".yaml"), file);
  await writeNew(file, text, "take another name");
  print(`${file}\nEdit it, then: ./regrok run ${file}`);
  return exitCodes.done;
}

/** @throws {UsageError} when no experiment can have that name. */
async function fillIn(name: string, file: string): Promise<string> {
  const template = fileURLToPath(new URL("new_experiment.yaml", import.meta.url));
  const schema = relative(dirname(resolve(file)), schemaFile).replaceAll("\\", "/");
  const text = (await Deno.readTextFile(template)).replaceAll("NAME", name)
    .replaceAll("SCHEMA", schema);
  try {
    loadExperiment(text, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`"${name}" cannot name an experiment: ${error.diagnostics[0]!.message}`);
  }
  return text;
}
