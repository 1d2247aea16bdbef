/** The tree for people: files under names they understand, linked from objects of the store. */
import { basename, dirname, isAbsolute, join, normalize } from "node:path";
import { canonicalJson } from "./canonical_json.ts";
import { contentHash } from "./content_hash.ts";
import { DamagedObjectError, isReadOnly, MissingObjectError, storeError } from "./errors.ts";
import { isFolder, lookAt, makeFolder } from "./folders.ts";
import { removeIfThere, temporaryPath } from "./publish.ts";
import type { FileReference } from "./record.ts";
import { setAside } from "./set_aside.ts";
import type { Store } from "./store.ts";
import { readViewList, type ViewEntry, type ViewList, writeViewList } from "./view_list.ts";

const ATTEMPTS = 5;

/** Files of a view, by their paths in it. */
export type ViewFiles = Readonly<Record<string, FileReference>>;

/** A look at one file of a view: how it has to be listed, and whether it is there already. */
interface Place {
  readonly name: string;
  readonly entry: ViewEntry;
  readonly done: boolean;
}

/**
 * Makes the view of this name, a path below the store's folder such as `figures/tiny`, hold
 * `files`: hard links to the objects, copies where the file system has no hard links. What an
 * earlier call put there and nobody changed since is replaced, or removed when it is not in the
 * view any more; everything else people keep there stays. Only what stands in the place of a file
 * of the view is set aside, and `say` told. No link is followed. A second call looks at each file
 * once and reads none; two processes may do it at once.
 *
 * @throws {DamagedObjectError | MissingObjectError} when an object to be linked is not whole.
 * @throws {StoreError} when a link or a file is where a folder has to be.
 * @throws {TypeError} when a path leaves the view.
 */
export async function linkView(
  store: Store,
  view: string,
  files: ViewFiles,
  say: (line: string) => void,
): Promise<void> {
  for (const name of Object.keys(files)) {
    if (isInside(name)) continue;
    throw new TypeError(`Cannot link "${name}": it must be a plain path inside "${view}"`);
  }
  for (let attempt = 1;; attempt++) {
    try {
      return await updateView(store, view, files, say);
    } catch (error) {
      if (error instanceof DamagedObjectError || error instanceof MissingObjectError) throw error;
      // Another driver that tidies the same folder may take away what this one just made.
      if (attempt === ATTEMPTS || !(error instanceof Deno.errors.NotFound)) {
        throw storeError("make the view", join(store.folder, view), error);
      }
    }
  }
}

async function updateView(
  store: Store,
  view: string,
  files: ViewFiles,
  say: (line: string) => void,
): Promise<void> {
  const listed = await readViewList(store.folder, view);
  const names = Object.keys(files);
  // Once for all the files of a folder: with thousands of runs these looks take the longest.
  const folders = new Set(
    [...new Set(names.map(dirname))].filter((each) => isFolder(store.folder, join(view, each))),
  );
  const places: Place[] = [];
  for (const name of names) {
    const path = join(store.folder, view, name);
    const found = folders.has(dirname(name)) ? lookAt(path) : null;
    places.push(await lookAtPlace(store, path, found, name, files[name]!, listed.get(name)));
  }
  for (const [name, entry] of listed) {
    if (!Object.hasOwn(files, name) && isInside(name)) await removeOwn(store, view, name, entry);
  }
  // Before the files, so that no crash leaves one of ours that is on no list.
  const list: ViewList = new Map(places.map(({ name, entry }) => [name, entry]));
  if (!isEqual(list, listed)) {
    await writeViewList(store.folder, view, list).catch((error) => {
      if (!isReadOnly(error) || !places.every(({ done }) => done)) throw error;
    });
  }
  for (const { name, entry, done } of places) {
    if (!done) await placeFile(store, view, name, entry, listed.get(name), say);
  }
}

async function lookAtPlace(
  store: Store,
  path: string,
  found: Deno.FileInfo | null,
  name: string,
  { hash, size }: FileReference,
  listed: ViewEntry | undefined,
): Promise<Place> {
  if (listed?.hash === hash && isAsListed(found, listed)) {
    return { name, entry: listed, done: true };
  }
  if (found?.isFile && found.size === size && await hashOf(path) === hash) {
    return { name, entry: { hash, size, changed: timeOf(found) }, done: true };
  }
  await store.read({ hash, size }); // never show people damaged bytes
  const object = Deno.lstatSync(store.objectPath(hash));
  return { name, entry: { hash, size, changed: timeOf(object) }, done: false };
}

async function placeFile(
  store: Store,
  view: string,
  name: string,
  entry: ViewEntry,
  listed: ViewEntry | undefined,
  say: (line: string) => void,
): Promise<void> {
  const path = join(makeFolder(store.folder, join(view, dirname(name))), basename(name));
  const found = lookAt(path);
  if (found !== null && !await isOurs(store, path, found, listed)) {
    const kept = await setAside(store.folder, join(view, name));
    say(`"${path}" is not as it was put there: it is kept as "${kept}", and made again`);
  }
  const temporary = temporaryPath(store.folder);
  try {
    linkOrCopy(store.objectPath(entry.hash), temporary);
    moveIntoPlace(temporary, path);
  } finally {
    removeIfThere(temporary); // rename() leaves it when both names are one file already
  }
}

/** True when replacing a file loses nothing that only a person could give back. */
async function isOurs(
  store: Store,
  path: string,
  found: Deno.FileInfo,
  listed: ViewEntry | undefined,
): Promise<boolean> {
  if (!found.isFile) return false;
  if (listed !== undefined && isAsListed(found, listed)) return true;
  // Edited by writing into it: that edited the object, which was set aside under another name.
  if (listed !== undefined && (found.nlink ?? 1) > 1) return true;
  return store.isIntact({ hash: await hashOf(path), size: found.size });
}

/** Removes a file that is in the view no more, unless somebody changed it, and empty folders. */
async function removeOwn(
  store: Store,
  view: string,
  name: string,
  entry: ViewEntry,
): Promise<void> {
  let folder = join(view, dirname(name));
  if (!isFolder(store.folder, folder)) return;
  const path = join(store.folder, view, name);
  const found = lookAt(path);
  if (found !== null) {
    const unchanged = isAsListed(found, entry) ||
      found.isFile && found.size === entry.size && await hashOf(path) === entry.hash;
    if (!unchanged) return;
    Deno.removeSync(path);
  }
  for (; folder !== dirname(view); folder = dirname(folder)) {
    if (!removeEmptyFolder(join(store.folder, folder))) return;
  }
}

/** Removes a folder unless something is in it, which another process may just have put there. */
function removeEmptyFolder(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    const busy = error instanceof Error && "code" in error && error.code === "ENOTEMPTY";
    if (!busy) throw error;
    return false;
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    Deno.copyFileSync(from, to);
  }
}

/** Renames a file; where the view is a file system of its own, copies it. */
function moveIntoPlace(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    const elsewhere = error instanceof Error && "code" in error && error.code === "EXDEV";
    if (!elsewhere) throw error;
    removeIfThere(to); // rather than to write into it, which could be a file of two names
    Deno.copyFileSync(from, to);
  }
}

function isInside(name: string): boolean {
  return normalize(name) === name && name !== "." && !name.startsWith("..") && !isAbsolute(name);
}

function isAsListed(found: Deno.FileInfo | null, { size, changed }: ViewEntry): boolean {
  return found !== null && found.isFile && found.size === size && timeOf(found) === changed;
}

/** 0 on systems that do not tell: then no look is enough, and the bytes are compared. */
function timeOf({ mtime }: Deno.FileInfo): number {
  return mtime?.getTime() ?? 0;
}

async function hashOf(path: string) {
  return contentHash(await Deno.readFile(path));
}

function isEqual(one: ViewList, other: ViewList): boolean {
  return canonicalJson(Object.fromEntries(one)) === canonicalJson(Object.fromEntries(other));
}
