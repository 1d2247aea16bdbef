/** Atomic files: a reader sees the whole file or none, also after a crash or a power cut. */
import { dirname, join } from "node:path";
import { storeError } from "./errors.ts";
import { lookAt, makeFolder, TEMPORARY_FOLDER } from "./folders.ts";
import { setAside } from "./set_aside.ts";

/** A path in a store that nobody else uses, for an unfinished file. Random, part of no result. */
export function temporaryPath(root: string): string {
  return join(makeFolder(root, TEMPORARY_FOLDER), crypto.randomUUID());
}

/**
 * Puts a whole file in its place in a store, `name` being its path below `root`: writes it
 * elsewhere in the store, fsyncs, renames, fsyncs the folder. Makes the folders it needs, sets aside
 * a folder or a link in its place, and takes its temporary file away when something fails.
 *
 * @throws {StoreError} naming the path, the reason and the cure.
 */
export async function publish(
  root: string,
  name: string,
  bytes: Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const path = join(root, name);
  try {
    const folder = makeFolder(root, dirname(name));
    const temporary = temporaryPath(root);
    try {
      await writeDurably(temporary, bytes);
      if (options.mode !== undefined) await Deno.chmod(temporary, options.mode);
      if (lookAt(path)?.isFile === false) await setAside(root, name);
      await Deno.rename(temporary, path);
    } catch (error) {
      await removeIfThere(temporary);
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    throw storeError("write", path, error);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

/** Makes the rename durable. Some file systems cannot fsync a folder; they lose nothing by it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    using handle = await Deno.open(folder, { read: true });
    await handle.sync();
  } catch {
    return;
  }
}

/** Removes a file that may be gone already. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
