/** Stores of the first version of Regrok, which kept nothing in a folder of its own. */
import { join } from "node:path";
import { isFolder, lookAt, OWN_FOLDER } from "./folders.ts";

/**
 * True before the first run of this version in a folder that the first version ran in. A store of
 * this version may lack its own folder too, where it was copied without hidden files: its records
 * say whose they are.
 */
export function isOlderStore(folder: string): boolean {
  if (!isFolder(folder, "records") || isFolder(folder, OWN_FOLDER)) return false;
  const records = join(folder, "records");
  return listNames(records).some((stage) => {
    if (!isFolder(records, stage)) return false;
    const path = join(records, stage, listNames(join(records, stage))[0] ?? "");
    return lookAt(path)?.isFile === true &&
      Deno.readTextFileSync(path).includes('"schema":"regrok/1"');
  });
}

function listNames(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
