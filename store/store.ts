/**
 * The store: plain files under one folder. Objects are named by their content and never change;
 * records name objects and are written after them, so a crash leaves whole things or nothing.
 * No lock and no database: any number of processes may use it at once.
 */
import { join } from "node:path";
import { canonicalJson, compareText, type Json } from "./canonical_json.ts";
import { mapConcurrently } from "./concurrency.ts";
import {
  type ContentHash,
  contentHash,
  isContentHash,
  isKey,
  type Key,
  keyOf,
} from "./content_hash.ts";
import { DamagedObjectError, MissingObjectError, storeError } from "./errors.ts";
import { checkFolder, lookAt, TEMPORARY_FOLDER } from "./folders.ts";
import { publish, type Syncs } from "./publish.ts";
import { encodeRecord, type FileReference, type LinkRecord, parseRecord } from "./record.ts";
import { QUARANTINE, setAside } from "./set_aside.ts";
import { VIEW_LISTS } from "./view_list.ts";

export type { FileReference };

const READ_ONLY = 0o444;

const FOLDERS = ["objects", "records", "actions", QUARANTINE, TEMPORARY_FOLDER, VIEW_LISTS];

/** Objects, records and requests under `folder` (usually `artifacts/`). */
export class Store {
  constructor(readonly folder: string) {}

  /**
   * Looks, before anything is made, whether the store's own folders can be used.
   *
   * @throws {StoreError} when a link or a file is in the place of one.
   */
  checkFolders(): void {
    for (const name of FOLDERS) checkFolder(this.folder, name);
  }

  /** Where the bytes of an object are. */
  objectPath(hash: ContentHash): string {
    return join(this.folder, objectName(hash));
  }

  /** Keeps bytes and returns their reference. The same bytes are stored once; damaged ones heal. */
  async putBytes(bytes: Uint8Array, syncs?: Syncs): Promise<FileReference> {
    const file = { hash: contentHash(bytes), size: bytes.length };
    if (!await this.isIntact(file) || !await this.#isWhole(file)) {
      await publish(this.folder, objectName(file.hash), bytes, { mode: READ_ONLY, syncs });
    }
    return file;
  }

  /**
   * The bytes of an object, checked against its hash.
   *
   * @throws {MissingObjectError} when there is no such object.
   * @throws {DamagedObjectError} when its bytes are not those the hash promises.
   */
  async read(file: FileReference): Promise<Uint8Array> {
    const path = this.objectPath(file.hash);
    const there = lookAt(path);
    if (there === null) throw new MissingObjectError(file, path);
    if (!there.isFile) throw new DamagedObjectError(file, path, "it is not a file");
    const bytes = await readObject(path, file);
    if (bytes.length !== file.size) {
      throw new DamagedObjectError(file, path, `it has ${bytes.length} bytes, not ${file.size}`);
    }
    const found = contentHash(bytes);
    if (found !== file.hash) throw new DamagedObjectError(file, path, `its hash is ${found}`);
    return bytes;
  }

  /** True when the object is there and has the right size; its bytes are checked by `read`. */
  isIntact(file: FileReference): Promise<boolean> {
    // Here and in `listKeys`, not in a thread: to hand a stat over takes longer than to do it.
    const found = lookAt(this.objectPath(file.hash));
    return Promise.resolve(found !== null && found.isFile && found.size === file.size);
  }

  /**
   * Sets a damaged object aside in `quarantine/`, where it can be looked at but is never used.
   * One that is whole, for instance because another process has just healed it, stays.
   */
  async quarantine(hash: ContentHash): Promise<void> {
    const path = this.objectPath(hash);
    try {
      if (lookAt(path)?.isFile && contentHash(await Deno.readFile(path)) === hash) return;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw storeError("read", path, error);
    }
    await setAside(this.folder, objectName(hash));
  }

  /** The record of a link, or null when there is none that is whole. */
  async readRecord(stage: string, key: Key): Promise<LinkRecord | null> {
    const path = join(this.folder, recordName(stage, key));
    if (!lookAt(path)?.isFile) return null;
    try {
      return parseRecord(await Deno.readTextFile(path), key);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw storeError("read", path, error);
    }
  }

  /** Keeps a record under the key of its key object. Its files must be in the store already. */
  async writeRecord(record: LinkRecord, syncs?: Syncs): Promise<Key> {
    for (const file of Object.values(record.files)) {
      if (!await this.isIntact(file)) {
        throw new MissingObjectError(file, this.objectPath(file.hash));
      }
    }
    const key = keyOf(record.key);
    await publish(
      this.folder,
      recordName(record.key.stage, key),
      encode(encodeRecord(record, key)),
      { syncs },
    );
    return key;
  }

  /** The keys of all records of a stage, oldest first. */
  listKeys(stage: string): Promise<Key[]> {
    checkName(stage, STAGE_NAME.test(stage), "stage name");
    const names = listNames(join(this.folder, "records", stage));
    const keys = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
    const sorted = keys.filter(isKey)
      .map((key) => ({
        key,
        written: lookAt(join(this.folder, recordName(stage, key)))?.mtime ?? null,
      }))
      .sort((a, b) => Number(a.written) - Number(b.written) || compareText(a.key, b.key));
    return Promise.resolve(sorted.map(({ key }) => key));
  }

  /** Every whole record of a stage, oldest first. */
  async listRecords(stage: string): Promise<LinkRecord[]> {
    const keys = await this.listKeys(stage);
    const records = await mapConcurrently(keys, (key) => this.readRecord(stage, key));
    return records.filter((record) => record !== null);
  }

  /** Keeps a request, so that anyone who has the store can execute it. */
  async writeRequest(key: Key, request: Json): Promise<void> {
    await publish(this.folder, requestName(key), encode(`${canonicalJson(request)}\n`));
  }

  /** The text of a request, or null when there is none. */
  readRequest(key: Key): string | null {
    return readTextOrNull(join(this.folder, requestName(key)));
  }

  async #isWhole(file: FileReference): Promise<boolean> {
    try {
      await this.read(file);
      return true;
    } catch (error) {
      if (error instanceof DamagedObjectError || error instanceof MissingObjectError) return false;
      throw error;
    }
  }
}

const STAGE_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

function checkName(name: string, valid: boolean, what: string): void {
  if (!valid) throw new TypeError(`"${name}" is not a ${what}`);
}

function objectName(hash: ContentHash): string {
  checkName(hash, isContentHash(hash), "content hash");
  return join("objects", hash.slice(0, 2), hash);
}

function recordName(stage: string, key: Key): string {
  checkName(stage, STAGE_NAME.test(stage), "stage name");
  checkName(key, isKey(key), "key");
  return join("records", stage, `${key}.json`);
}

function requestName(key: Key): string {
  checkName(key, isKey(key), "key");
  return join("actions", `${key}.json`);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function readObject(path: string, file: FileReference): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new MissingObjectError(file, path);
    throw storeError("read", path, error);
  }
}

/** The text of a file; null where there is none, also where a folder or a link is in its place. */
function readTextOrNull(path: string): string | null {
  if (!lookAt(path)?.isFile) return null;
  return orNull("read", path, () => Deno.readTextFileSync(path));
}

function listNames(folder: string): string[] {
  return orNull("list", folder, () => [...Deno.readDirSync(folder)].map(({ name }) => name)) ?? [];
}

function orNull<T>(action: string, path: string, look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw storeError(action, path, error);
  }
}
