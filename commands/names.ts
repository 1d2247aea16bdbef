/**
 * Whose name is whose: figures and runs are in folders of an experiment's name, so that two files
 * of one name would overwrite each other's. `.regrok/names/<name>.json` in the artifacts
 * folder remembers the file that a name was last run from.
 */
import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { valueAt } from "../schemas/fields.ts";
import { presetName } from "../schemas/presets.ts";
import { readYaml } from "../schemas/yaml_source.ts";
import { canonicalJson } from "../store/canonical_json.ts";
import { OWN_FOLDER } from "../store/folders.ts";
import { publish } from "../store/publish.ts";
import type { Store } from "../store/store.ts";
import { UsageError } from "./exit.ts";
import { isFolder } from "./files.ts";
import { readConfig } from "./read_config.ts";
import type { Selection } from "./workspace.ts";

const Owner = z.strictObject({
  /** From the artifacts folder, so that the two can move together. */
  file: z.string(),
  /** True when `--set name=…` gave the name, which the file then does not have. */
  renamed: z.boolean(),
  /** The preset whose results have the name. */
  preset: z.string().optional(),
});

type Owner = z.infer<typeof Owner>;

/**
 * Refuses a name that belongs to another file: one that is still there, still has that name, and
 * is not the same text. A file that was moved, renamed or given another name has given it up.
 *
 * @throws {UsageError} naming both files.
 */
export async function checkName(store: Store, name: string, file: string): Promise<void> {
  const owner = readOwner(store, name);
  if (owner === undefined) return;
  const other = resolve(store.folder, owner.file);
  if (isSameFile(other, file)) return;
  if (!await hasName(other, name, owner) || await isCopy(other, file)) return;
  throw new UsageError(
    `"${file}" has the name "${name}", and the figures and runs of that name are those of ` +
      `"${relative(Deno.cwd(), other) || other}": give one of the two another name, or use ` +
      "another folder with --artifacts",
  );
}

/** Remembers the file of a name that `checkName` did not refuse. */
export async function keepName(
  store: Store,
  name: string,
  file: string,
  { set = [], preset }: Selection,
): Promise<void> {
  const owner: Owner = {
    file: relative(resolve(store.folder), resolve(file)),
    renamed: set.some((text) => /^\s*name\s*=/.test(text)),
    ...preset === undefined ? {} : { preset },
  };
  const known = readOwner(store, name);
  if (canonicalJson(known ?? null) === canonicalJson(owner)) return;
  const bytes = new TextEncoder().encode(`${JSON.stringify(owner)}\n`);
  await publish(store.folder, ownerName(name), bytes);
}

/** Every name that was run, with the file and preset that it was last run from, by name. */
export function listOwners(
  store: Store,
): { readonly name: string; readonly file: string; readonly preset: string | undefined }[] {
  const folder = join(store.folder, OWN_FOLDER, "names");
  if (!isFolder(folder)) return [];
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    name.endsWith(".json")
  ).map((name) => name.slice(0, -".json".length)).sort();
  return names.flatMap((name) => {
    const owner = readOwner(store, name);
    if (owner === undefined || owner.renamed) return [];
    return [{ name, file: resolve(store.folder, owner.file), preset: owner.preset }];
  });
}

function ownerName(name: string): string {
  return `${OWN_FOLDER}/names/${name}.json`;
}

/** Nothing where nobody has run that name yet, or what is remembered cannot be read. */
function readOwner(store: Store, name: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(Deno.readTextFileSync(join(store.folder, ownerName(name)))))
      .data;
  } catch {
    return undefined;
  }
}

function isSameFile(one: string, other: string): boolean {
  try {
    return Deno.realPathSync(one) === Deno.realPathSync(other);
  } catch {
    return false;
  }
}

/** A file that cannot be understood keeps its name: its figures must not be overwritten. */
async function hasName(
  file: string,
  name: string,
  { renamed, preset }: Owner,
): Promise<boolean> {
  try {
    if (!Deno.statSync(file).isFile) return false;
  } catch {
    return false;
  }
  if (renamed) return true;
  try {
    const { data, presets } = readYaml(await readConfig(file), file, []);
    const own = String(valueAt(data, ["name"]));
    if (preset === undefined) return own === name;
    return presetName(own, preset) === name && presets.some((each) => each.name === preset);
  } catch {
    return true;
  }
}

async function isCopy(one: string, other: string): Promise<boolean> {
  try {
    return await readConfig(one) === await readConfig(other);
  } catch {
    return false;
  }
}
