/** Errors of the store: each says what is wrong, with which file, and what to do. */
import type { FileReference } from "./record.ts";

/** The file system refused something. `path` is the file or folder. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
  constructor(message: string, readonly path: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The bytes of an object are not those its name promises. */
export class DamagedObjectError extends StoreError {
  override readonly name = "DamagedObjectError";
  constructor(readonly file: FileReference, path: string, found: string) {
    super(`Object ${file.hash} is damaged: ${found}. File: ${path}. ${CURE}`, path);
  }
}

/** An object that a record names is not there. */
export class MissingObjectError extends StoreError {
  override readonly name = "MissingObjectError";
  constructor(readonly file: FileReference, path: string) {
    super(`Object ${file.hash} (${file.size} bytes) is missing. File: ${path}. ${CURE}`, path);
  }
}

const CURE = "Run the pipeline again: it makes the object anew from what it was made of";

/** Turns an error of the file system into a StoreError with the path and the cure. */
export function storeError(action: string, path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const outside = cause instanceof Deno.errors.NotCapable;
  const reason = outside
    ? "it is outside of the folders that Deno lets this program write to"
    : cause instanceof Error
    ? cause.message
    : String(cause);
  const cure = cureFor(cause, action);
  return new StoreError(`Cannot ${action} "${path}": ${reason}${cure && `. ${cure}`}`, path, {
    cause,
  });
}

/** True for what a folder that may only be read answers to a change. */
export function isReadOnly(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  return cause instanceof Deno.errors.PermissionDenied || code === "EROFS";
}

function cureFor(cause: unknown, action: string): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return "The disk is full: free some space and run again, finished work is kept";
  }
  if (cause instanceof Deno.errors.NotCapable) {
    return "Start Regrok as ./regrok, which lets it write to the folders that its arguments name, unless a " +
      "path has a comma in it";
  }
  if (code === "ENOTDIR" || code === "EEXIST" || cause instanceof Deno.errors.NotADirectory) {
    return "There is a file where a folder has to be: move it away, or choose another folder";
  }
  if (cause instanceof Deno.errors.NotFound && action === "write") return "Make its folder first";
  if (code === "EROFS") return "The file system is read-only: choose another artifacts folder";
  if (cause instanceof Deno.errors.PermissionDenied || code === "EACCES" || code === "EPERM") {
    return "Give yourself write permission there, or choose another artifacts folder";
  }
  return "";
}
