/** `import`: writes an experiment from what another project reads or writes. */
import { basename, dirname, join, relative, resolve } from "node:path";
import { recipes } from "../imports/mod.ts";
import { type Recipe, type Source, SourceError } from "../imports/recipe.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { AxisValue } from "../schemas/fields.ts";
import { FolderName } from "../schemas/folder_name.ts";
import { parseYaml } from "../schemas/yaml_document.ts";
import { loadExperiment } from "../schemas/yaml.ts";
import { print, tell } from "../terminal/output.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { isFolder, writeNew } from "./files.ts";
import { configsFolder, projectFolder, schemaFile } from "./project.ts";
import { readConfig } from "./read_config.ts";
import { surroundingsOf } from "./surroundings.ts";

export interface ImportCommand {
  /** The file to write; one in the folder of experiments if left out. */
  readonly output?: string;
  readonly set: readonly string[];
}

export async function importCommand(path: string, options: ImportCommand): Promise<number> {
  const source = await openSource(path);
  const recipe = recogniseSource(source, path);
  const file = options.output ?? join(configsFolder(), `${nameFor(source.name)}.yaml`);
  const name = nameFor(basename(file, ".yaml"));
  const fromFile = (other: string) =>
    relative(dirname(resolve(file)), resolve(other)).replaceAll("\\", "/") || ".";
  const data = fromFile(join(projectFolder, "data"));
  const remarks: string[] = [];
  const leftOut: string[] = [];
  const remark = (text: string) => remarks.push(text);
  const leaveOut = (text: string) => leftOut.push(text);
  const text = `# yaml-language-server: $schema=${fromFile(schemaFile)}\n` +
    writeExperiment(() =>
      recipe.write(source, {
        name,
        path: fromFile(path),
        data,
        set: readSet(options),
        remark,
        leaveOut,
      })
    );
  await writeNew(file, text, "name another with -o");
  print(`${file}\nRead and edit it, then: ./regrok run ${file}`);
  [...leftOut, ...remarks].forEach(tell);
  tellWhatIsMissing(text, file);
  return leftOut.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function openSource(path: string): Promise<Source> {
  const name = basename(resolve(path));
  if (!isFolder(path)) {
    return { name, text: await readConfig(path), files: [], read: noFile };
  }
  const { list, read } = surroundingsOf(join(resolve(path), "experiment.yaml"));
  try {
    return { name, text: null, files: list("."), read };
  } catch (error) {
    throw new UsageError(
      `Cannot read "${path}": ${error instanceof Error ? error.message : error}`,
    );
  }
}

function noFile(): never {
  throw new TypeError("A file has no files in it");
}

function recogniseSource(source: Source, path: string): Recipe {
  const known: readonly Recipe[] = Object.values(recipes);
  const found = known.find((recipe) => recipe.recognises(source));
  if (found !== undefined) return found;
  const names = known.map(({ description }) => `\n  ${description}`).join("");
  throw new UsageError(`"${path}" is none of what can be imported:${names}`);
}

/** A name that an experiment may have, from that of a file or folder. */
function nameFor(text: string): string {
  const plain = text.replace(/\.ya?ml$/, "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "").slice(0, 60);
  return FolderName.safeParse(plain).success ? plain : "imported";
}

function readSet({ set }: ImportCommand): Record<string, AxisValue> {
  return Object.fromEntries(set.map((text) => {
    const [, field, value] = /^\s*([\w.]+)\s*=(.*)$/s.exec(text) ?? [];
    const parsed = AxisValue.safeParse(parseYaml(value ?? "").document?.toJS());
    if (field !== undefined && parsed.success) return [field, parsed.data];
    throw new UsageError(`--set ${text} must have the form field=value, as in task.modulus=97`);
  }));
}

function writeExperiment(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof SourceError) throw new UsageError(error.message);
    throw error;
  }
}

/** An experiment may name files that are not there yet, or need what only a person can say. */
function tellWhatIsMissing(text: string, file: string): void {
  try {
    loadExperiment(text, file, [], surroundingsOf(file));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell(`Before it can run:\n${error.message}`);
  }
}
