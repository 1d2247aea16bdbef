/** What killed processes leave behind: unfinished files, and those of native libraries. */
import { join } from "node:path";
import { isFolder, TEMPORARY_FOLDER } from "./folders.ts";

/**
 * Takes away what nobody has touched since `before` in the one folder of a store that holds
 * unfinished files and nothing else. `before` has to be so long ago that no process can be writing
 * them still. What cannot be removed stays: it does no harm, and another process may just
 * have taken it.
 */
export async function removeLeftovers(root: string, before: Date): Promise<void> {
  for (const path of await listLeftovers(root)) {
    try {
      const { mtime } = await Deno.lstat(path);
      if (mtime !== null && mtime < before) await Deno.remove(path, { recursive: true });
    } catch {
      continue;
    }
  }
}

/** Paths of all that is unfinished; none where the folder is not there or cannot be read. */
async function listLeftovers(root: string): Promise<string[]> {
  try {
    if (!isFolder(root, TEMPORARY_FOLDER)) return [];
    const folder = join(root, TEMPORARY_FOLDER);
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
