/**
 * One published file, whole or not at all: what has come so far is kept in `<name>.part`, the next
 * attempt goes on behind it, and only bytes with the right hash get the file's name.
 */
import { join } from "node:path";
import { contentHash } from "../store/content_hash.ts";
import { storeError } from "../store/errors.ts";
import type { PublishedFile } from "./published_data.ts";

export interface FetchOptions {
  /** Bytes of the file that are there. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which an address is given up. */
  readonly patience?: number;
}

/** No address gave the file; `reasons` has a line for each. */
export class FetchError extends Error {
  constructor(readonly file: string, readonly reasons: readonly string[]) {
    super(`Cannot download ${file}`);
  }
}

const PATIENCE = 30_000;

/**
 * Tries the addresses one after the other, each twice where bytes that were kept from an earlier
 * attempt turn out to be wrong.
 *
 * @throws {FetchError} when none gives the file, {StoreError} when it cannot be written, and the
 * signal's reason when that is aborted.
 */
export async function fetchFile(
  file: PublishedFile,
  addresses: readonly string[],
  folder: string,
  options: FetchOptions,
): Promise<void> {
  const part = join(folder, `${file.name}.part`);
  const reasons: string[] = [];
  for (const address of addresses) {
    const url = new URL(file.name, address).href;
    const resumed = sizeOf(part) > 0;
    for (let attempt = 0; attempt < (resumed ? 2 : 1); attempt++) {
      const reason = await fetchPart(url, file, part, options);
      options.signal.throwIfAborted();
      if (reason === null) return await keep(part, join(folder, file.name));
      if (attempt === 0 && resumed && reason.retry) continue;
      reasons.push(`${url}: ${reason.message}`);
      break;
    }
  }
  throw new FetchError(file.name, reasons);
}

interface Failure {
  readonly message: string;
  /** True when the bytes that were kept were at fault, and are gone. */
  readonly retry: boolean;
}

/** Completes `part`; returns why it could not. Bytes that came stay where they may be right. */
async function fetchPart(
  url: string,
  { bytes, hash }: PublishedFile,
  part: string,
  { onProgress, signal, patience = PATIENCE }: FetchOptions,
): Promise<Failure | null> {
  const failure = (message: string) => ({ message, retry: false });
  const kept = Math.min(sizeOf(part), bytes);
  if (kept < bytes) {
    const stalled = new AbortController();
    const wait = () => setTimeout(() => stalled.abort(), patience);
    let timer = wait();
    try {
      const response = await fetch(url, {
        headers: kept > 0 ? { range: `bytes=${kept}-` } : {},
        redirect: "error",
        signal: AbortSignal.any([signal, stalled.signal]),
      });
      const from = response.status === 206 && startOf(response) === kept ? kept : 0;
      if (!response.ok || response.body === null || (response.status === 206 && from !== kept)) {
        await response.body?.cancel();
        return failure(`it answers ${response.status} ${response.statusText}`.trim());
      }
      using output = openPart(part, from);
      let size = from;
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = wait();
        size += chunk.length;
        if (size > bytes) break;
        writeAll(output, chunk, part);
        onProgress(size);
      }
      if (size > bytes) {
        Deno.removeSync(part);
        return { message: `it sends more than the ${bytes} bytes of the file`, retry: from > 0 };
      }
      if (size < bytes) return failure(`it ends after ${size} of ${bytes} bytes`);
      output.syncSync();
    } catch (error) {
      signal.throwIfAborted();
      if (stalled.signal.aborted) return failure(`nothing came for ${patience / 1000} s`);
      if (error instanceof TypeError) return failure(reasonOf(error));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
  const found = contentHash(Deno.readFileSync(part));
  if (found === hash) return null;
  Deno.removeSync(part);
  return { message: `its bytes have the SHA-256 ${found}, not ${hash}`, retry: kept > 0 };
}

/** What went wrong at the bottom of it: `fetch` itself says only that it failed. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

/** The first byte of a partial answer. */
function startOf({ headers }: Response): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? NaN);
}

/** Size of a plain file, 0 where there is none. */
function sizeOf(path: string): number {
  try {
    const { isFile, size } = Deno.lstatSync(path);
    if (isFile) return size;
    throw new Error("it is no plain file; move it away");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw storeError("read", path, error);
  }
}

function openPart(part: string, from: number): Deno.FsFile {
  try {
    const file = Deno.openSync(part, { write: true, create: true });
    file.truncateSync(from);
    file.seekSync(from, Deno.SeekMode.Start);
    return file;
  } catch (error) {
    throw storeError("write", part, error);
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array, path: string): void {
  try {
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  } catch (error) {
    throw storeError("write", path, error);
  }
}

async function keep(part: string, path: string): Promise<void> {
  try {
    await Deno.rename(part, path);
  } catch (error) {
    throw storeError("write", path, error);
  }
}
