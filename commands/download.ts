/** `download`: fetches a published data set, from the network or from a folder that has it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { contentHash } from "../store/content_hash.ts";
import { storeError } from "../store/errors.ts";
import { showDownload } from "../terminal/download.ts";
import { print, tell } from "../terminal/output.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { FetchError, fetchFile } from "./fetch_file.ts";
import { pathFromHere, projectFolder } from "./project.ts";
import {
  type PublishedData,
  publishedData,
  type PublishedFile,
  type PublishedName,
} from "./published_data.ts";
import { listenForStop, stopCode } from "./stop.ts";

export interface DownloadCommand {
  /** Where the files go; `data/<name>` of the project if left out. */
  readonly to?: string | undefined;
  /** A folder that has the files, in place of the network. */
  readonly from?: string | undefined;
  readonly json: boolean;
}

/** Files that are there with the right bytes stay. `data` is what is published under the name. */
export async function downloadCommand(
  name: PublishedName,
  { to, from, json }: DownloadCommand,
  data: PublishedData = publishedData[name],
): Promise<number> {
  const folder = to ?? pathFromHere(join(projectFolder, "data", name));
  const missing = data.files.filter((file) => !isThere(file, folder));
  if (missing.length > 0) makeFolder(folder);
  const stop = listenForStop(() => tell("Stopping; the same command then goes on"));
  try {
    if (from !== undefined) copyFiles(missing, from, folder);
    else {
      for (const file of missing) {
        const progress = showDownload(file);
        try {
          const onProgress = progress.update;
          await fetchFile(file, data.addresses, folder, { onProgress, signal: stop.signal });
        } finally {
          progress.close();
        }
      }
    }
  } catch (error) {
    if (stop.signal.aborted) return stopCode();
    if (!(error instanceof FetchError)) throw error;
    const there = data.files.map(({ name }) => name).join(", ");
    tell(
      `${error.message}:\n${error.reasons.map((reason) => `  ${reason}`).join("\n")}\n` +
        `Try again later: what has come is kept. Without a network, get ${there} elsewhere, then: ` +
        `./regrok download ${name} --from <their folder>`,
    );
    return exitCodes.failed;
  } finally {
    stop.close();
  }
  const files = data.files.map((file) => join(folder, file.name));
  const isNew = (file: PublishedFile) => missing.includes(file);
  if (json) {
    const fetched = data.files.filter(isNew).map((file) => file.name);
    print(JSON.stringify({ folder, files, fetched }));
  } else {
    const done = missing.length === 0 ? "is there already" : "is there, every file checked";
    print([`${data.title} ${done}:`, ...files].join("\n"));
  }
  return exitCodes.done;
}

/** @throws {UsageError} for a file of this name with other bytes, which is not ours to remove. */
function isThere({ name, hash }: PublishedFile, folder: string): boolean {
  const path = join(folder, name);
  if (!existsSync(path)) return false;
  if (hashOf(path) === hash) return true;
  throw new UsageError(
    `"${path}" is there with other bytes than those published (SHA-256 ${hash}); move it away, ` +
      "then run this again",
  );
}

/** @throws {UsageError} for files that are not there or not right, once the others are copied. */
function copyFiles(files: readonly PublishedFile[], from: string, folder: string): void {
  const wrong = files.flatMap(({ name, hash }) => {
    const source = join(from, name);
    if (!existsSync(source)) return [`there is no "${source}"`];
    const bytes = read(source);
    const found = contentHash(bytes);
    if (found !== hash) return [`"${source}" has the SHA-256 ${found}, not ${hash}`];
    writeWhole(join(folder, name), bytes);
    return [];
  });
  if (wrong.length === 0) return;
  const copied = files.length - wrong.length;
  throw new UsageError(
    `Of ${files.length} files that were missing, --from gave ${copied} to "${folder}":\n` +
      wrong.map((line) => `  ${line}`).join("\n"),
  );
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const part = `${path}.part`;
  try {
    Deno.writeFileSync(part, bytes);
    Deno.renameSync(part, path);
  } catch (error) {
    throw storeError("write", path, error);
  }
}

function hashOf(path: string): string {
  return contentHash(read(path));
}

function read(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw storeError("read", path, error);
  }
}

function makeFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw storeError("make the folder", folder, error);
  }
}
