/** What killed processes leave behind: unfinished files beside whole ones, and temporary files. */
import { join } from "node:path";
import { TEMPORARY_PREFIX } from "./publish.ts";

/** The folder in a store where native libraries keep what they need for a while. */
export const TEMPORARY_FOLDER = "tmp";

/**
 * Takes away the leftovers in a store's folder that nobody has touched since `before`, which has
 * to be so long ago that no process can be writing them still. What cannot be removed stays: it is
 * in nobody's way, and another process may just have taken it.
 */
export async function removeLeftovers(folder: string, before: Date): Promise<void> {
  for (const path of listLeftovers(folder)) {
    try {
      const { mtime } = await Deno.lstat(path);
      if (mtime !== null && mtime < before) await Deno.remove(path, { recursive: true });
    } catch {
      continue;
    }
  }
}

function* listLeftovers(folder: string): Generator<string> {
  yield* listPaths(join(folder, TEMPORARY_FOLDER));
  const groups = ["objects", "records"].flatMap((group) => listPaths(join(folder, group)));
  for (const each of [folder, join(folder, "actions"), join(folder, "fingerprints"), ...groups]) {
    yield* listPaths(each, TEMPORARY_PREFIX);
  }
}

/** Paths in a folder; none where there is no folder, or none that can be read. */
function listPaths(folder: string, prefix = ""): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
