/** The tree for people: files with speaking names, linked from the objects of the store. */
import { dirname, join, normalize, relative } from "node:path";
import { contentHash } from "./content_hash.ts";
import { DamagedObjectError, MissingObjectError, storeError } from "./errors.ts";
import { removeIfThere, temporaryPath } from "./publish.ts";
import type { FileReference } from "./record.ts";
import type { Store } from "./store.ts";

const ATTEMPTS = 5;

/**
 * Makes `folder` hold exactly `files` (path below the folder → content): hard links to the
 * objects, copies where the file system has no hard links. Files that are not in the view any more
 * are removed. A second call looks at inodes and sizes only; two processes may do it at once.
 *
 * @throws {DamagedObjectError | MissingObjectError} when an object to be linked is not whole.
 * @throws {TypeError} when a path leaves the folder.
 */
export async function linkView(
  store: Store,
  folder: string,
  files: Readonly<Record<string, FileReference>>,
): Promise<void> {
  const wanted = new Map(
    Object.entries(files).map(([name, file]) => [checkedPath(folder, name), file]),
  );
  for (let attempt = 1;; attempt++) {
    try {
      await Deno.mkdir(folder, { recursive: true });
      await removeOthers(folder, new Set(wanted.keys()));
      for (const [path, file] of wanted) await linkFile(store, path, file);
      return;
    } catch (error) {
      if (error instanceof DamagedObjectError || error instanceof MissingObjectError) throw error;
      // Another driver that tidies the same folder may take away what this one just made.
      if (attempt === ATTEMPTS || !(error instanceof Deno.errors.NotFound)) {
        throw storeError("make the view", folder, error);
      }
    }
  }
}

function checkedPath(folder: string, name: string): string {
  const path = join(folder, name);
  const inside = relative(folder, path);
  if (inside === "" || inside.startsWith("..") || normalize(name) !== name) {
    throw new TypeError(`Cannot link "${name}": it must be a plain path inside "${folder}"`);
  }
  return path;
}

async function linkFile(store: Store, path: string, file: FileReference): Promise<void> {
  const object = store.objectPath(file.hash);
  const [there, source] = await Promise.all([statOrNull(path), statOrNull(object)]);
  if (there?.isFile && there.size === file.size) {
    if (source?.ino === there.ino && source?.dev === there.dev) return;
    if (contentHash(await Deno.readFile(path)) === file.hash) return;
  }
  await store.read(file); // never show people damaged bytes
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  try {
    await linkOrCopy(object, temporary);
    await Deno.rename(temporary, path);
  } finally {
    await removeIfThere(temporary); // rename() leaves it when both names are one file already
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    await Deno.copyFile(from, to);
  }
}

/** Removes what is below the folder and not wanted; links are removed, never followed. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<boolean> {
  let empty = true;
  for (const entry of await Array.fromAsync(Deno.readDir(folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !wanted.has(path)) {
      if (await removeOthers(path, wanted)) await removeEmptyFolder(path);
      else empty = false;
    } else if (!entry.isDirectory && wanted.has(path)) empty = false;
    else await Deno.remove(path, { recursive: true });
  }
  return empty;
}

/** Removes a folder unless another process has just put something in. */
async function removeEmptyFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    const busy = error instanceof Error && "code" in error && error.code === "ENOTEMPTY";
    if (!busy) throw error;
  }
}

async function statOrNull(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
