/** The log of a run: every event as one JSON line, for people, scripts and the web page. */
import { basename, dirname, join } from "node:path";
import type { Event } from "../schemas/events.ts";
import { isReadOnly, StoreError, storeError } from "../store/errors.ts";
import { linkError, lookAt, makeFolder } from "../store/folders.ts";
import type { Store } from "../store/store.ts";

export interface EventLog {
  /** Appends an event. A log that cannot be written never stops a run. */
  write(event: Event): void;
  close(): void;
}

/**
 * Opens the file `name` of a store, such as `logs/tiny.jsonl`, for appending; each line is
 * `{"time": ..., ...event}` with the time that `clock` gives, in ISO 8601. In a store that may only
 * be read, which can still be up to date, nothing is logged.
 *
 * @throws {StoreError} when it cannot be opened, or is a link or anything else than a file.
 */
export async function openEventLog(
  { folder }: Store,
  name: string,
  clock: () => Date,
): Promise<EventLog> {
  const file = await openFile(folder, name).catch((error) => {
    if (isReadOnly(error)) return null;
    throw error;
  });
  if (file === null) return { write() {}, close() {} };
  let writable = true;
  return {
    write(event) {
      if (!writable) return;
      const line = `${JSON.stringify({ time: clock().toISOString(), ...event })}\n`;
      try {
        writeWhole(file, new TextEncoder().encode(line));
      } catch {
        writable = false; // a full disk, most likely: the run itself reports it where it matters
      }
    },
    close: () => file.close(),
  };
}

async function openFile(root: string, name: string): Promise<Deno.FsFile> {
  const path = join(makeFolder(root, dirname(name)), basename(name));
  const found = lookAt(path);
  if (found?.isSymlink) throw linkError(path);
  if (found !== null && !found.isFile) {
    throw new StoreError(`Cannot write "${path}": it is not a file. Move it away`, path);
  }
  try {
    return await Deno.open(path, { append: true, create: true });
  } catch (error) {
    throw storeError("write", path, error);
  }
}

function writeWhole(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}
