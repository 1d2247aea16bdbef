/** Atomic files: a reader sees the whole file or none, also after a crash or a power cut. */
import { dirname, join } from "node:path";
import { storeError } from "./errors.ts";
import { lookAt, makeFolder, TEMPORARY_FOLDER } from "./folders.ts";
import { setAside } from "./set_aside.ts";

/** A path in a store that nobody else uses, for an unfinished file. Random, part of no result. */
export function temporaryPath(root: string): string {
  return join(makeFolder(root, TEMPORARY_FOLDER), crypto.randomUUID());
}

export interface PublishOptions {
  readonly mode?: number;
  /**
   * Takes what makes the file outlast a power cut, to be waited for later. A process that is killed
   * loses nothing of a file that is in its place, and of one that a power cut damaged the store
   * finds it when it is read.
   */
  readonly syncs?: Syncs | undefined;
}

/** Writes to the disk that are under way. */
export class Syncs {
  #all: Promise<void>[] = [];

  add(work: Promise<void>): void {
    work.catch(() => {}); // whoever waits is told
    this.#all.push(work);
  }

  /** Waits for all that were added; throws what one of them threw. */
  async settle(): Promise<void> {
    const all = this.#all;
    this.#all = [];
    await Promise.all(all);
  }
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
  { mode, syncs }: PublishOptions = {},
): Promise<void> {
  const path = join(root, name);
  try {
    const folder = makeFolder(root, dirname(name));
    const temporary = temporaryPath(root);
    try {
      await write(temporary, bytes, syncs === undefined);
      if (mode !== undefined) Deno.chmodSync(temporary, mode);
      if (lookAt(path)?.isFile === false) await setAside(root, name);
      Deno.renameSync(temporary, path);
    } catch (error) {
      removeIfThere(temporary);
      throw error;
    }
    if (syncs === undefined) await syncFolder(folder);
    else syncs.add(syncLater(path, folder));
  } catch (error) {
    throw storeError("write", path, error);
  }
}

/** Here, not in a thread: where all cores are busy, to hand it over and back takes longer. */
async function write(path: string, bytes: Uint8Array, durably: boolean): Promise<void> {
  using file = Deno.openSync(path, { write: true, createNew: true });
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  if (durably) await file.sync();
}

async function syncLater(path: string, folder: string): Promise<void> {
  await Promise.all([syncFolder(folder), syncFile(path)]);
}

/** Also of a file that was taken away meanwhile, or that this system syncs for writers alone. */
async function syncFile(path: string): Promise<void> {
  try {
    using file = Deno.openSync(path, { read: true });
    await file.sync();
  } catch (error) {
    const isNothing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (!isNothing) throw storeError("write", path, error);
  }
}

/** Makes the rename durable. Some file systems cannot fsync a folder; they lose nothing by it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    using handle = Deno.openSync(folder, { read: true });
    await handle.sync();
  } catch {
    return;
  }
}

/** Removes a file that may be gone already. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
