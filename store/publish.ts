/** Atomic files: a reader sees the whole file or none, also after a crash or a power cut. */
import { dirname, join } from "node:path";
import { storeError } from "./errors.ts";

/** Names that start with this are unfinished files; readers ignore them. */
export const TEMPORARY_PREFIX = ".tmp-";

/** A path beside `path` that nobody else uses. Random, and never part of any result. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `${TEMPORARY_PREFIX}${crypto.randomUUID()}`);
}

/**
 * Puts a whole file in its place: writes beside it, fsyncs, renames, fsyncs the folder. Makes the
 * folders it needs and takes its temporary file away when something fails.
 *
 * @throws {StoreError} naming the path, the reason and the cure.
 */
export async function publish(
  path: string,
  bytes: Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    try {
      await writeDurably(temporary, bytes);
      if (options.mode !== undefined) await Deno.chmod(temporary, options.mode);
      await Deno.rename(temporary, path);
    } catch (error) {
      await removeIfThere(temporary);
      throw error;
    }
    await syncFolder(dirname(path));
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
