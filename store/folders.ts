/** Folders inside a store: made when they are needed, and never reached through a link. */
import { join, normalize, sep } from "node:path";
import { StoreError, storeError } from "./errors.ts";

/** What Regrok keeps for itself in a store's folder; the name says whose it is. */
export const OWN_FOLDER = ".regrok";

/** Unfinished files, and what native libraries need for a while. */
export const TEMPORARY_FOLDER = `${OWN_FOLDER}/tmp`;

/**
 * Makes a folder of a store, `name` being its path below `root`, and returns its path. `root` may
 * be a link, which is how people keep a whole store elsewhere; nothing below it may.
 *
 * @throws {StoreError} when a link or a file is in the way, or the file system refuses.
 */
export function makeFolder(root: string, name: string): string {
  try {
    Deno.mkdirSync(root, { recursive: true });
    for (const folder of foldersTo(root, name)) {
      if (!lookAtFolder(folder)) makeOne(folder);
    }
  } catch (error) {
    throw storeError("make the folder", join(root, name), error);
  }
  return join(root, name);
}

/**
 * Whether the folder `name` of a store is there.
 *
 * @throws {StoreError} when a link or a file is in the way.
 */
export function checkFolder(root: string, name: string): boolean {
  for (const folder of foldersTo(root, name)) {
    if (!lookAtFolder(folder)) return false;
  }
  return true;
}

/** True when a folder of a store is there and no link leads to it. */
export function isFolder(root: string, name: string): boolean {
  try {
    return checkFolder(root, name);
  } catch {
    return false;
  }
}

/** Every folder on the way from a store's root, without it, to one of its folders. */
function foldersTo(root: string, name: string): string[] {
  const parts = name === "." ? [] : normalize(name).split(sep);
  return parts.map((_, index) => join(root, ...parts.slice(0, index + 1)));
}

function makeOne(path: string): void {
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    lookAtFolder(path); // another process made it, or something else
  }
}

function lookAtFolder(path: string): boolean {
  const found = lookAt(path);
  if (found?.isSymlink) throw linkError(path);
  if (found !== null && !found.isDirectory) {
    throw storeError("use as a folder", path, new Deno.errors.NotADirectory("It is a file"));
  }
  return found !== null;
}

/** The error for a link where something of a store has to be. */
export function linkError(path: string): StoreError {
  return new StoreError(
    `Cannot use "${path}": it is a link. Nothing is written or removed through links inside an ` +
      "artifacts folder: remove the link and run again. To keep results elsewhere, make the " +
      "artifacts folder itself a link, or choose another one with --artifacts",
    path,
  );
}

/** What is at a path, a link itself and not what it leads to; null when nothing is. */
export function lookAt(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw storeError("look at", path, error);
  }
}
