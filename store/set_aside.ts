/** `quarantine/`: what was in the way is kept there, where it can be looked at but is never used. */
import { basename, dirname, join } from "node:path";
import { storeError } from "./errors.ts";
import { lookAt, makeFolder } from "./folders.ts";

export const QUARANTINE = "quarantine";

/**
 * Moves what is at `name` in a store, a file, a folder or a link, as it is, to `quarantine/<name>`,
 * or to the first of `<name>.2`, `<name>.3` … that is free: nothing set aside before is lost.
 * Returns where it is now, or null when there was nothing to move.
 *
 * @throws {StoreError} when the file system refuses.
 */
export async function setAside(root: string, name: string): Promise<string | null> {
  const folder = makeFolder(root, join(QUARANTINE, dirname(name)));
  let to = join(folder, basename(name));
  for (let count = 2; lookAt(to) !== null; count++) {
    to = join(folder, `${basename(name)}.${count}`);
  }
  try {
    await Deno.rename(join(root, name), to);
    return to;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw storeError("set aside", join(root, name), error);
  }
}
