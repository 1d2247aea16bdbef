/**
 * What was evaluated already, so that no checkpoint is evaluated twice: one line for each look at
 * one, under a key of all that can change it. Lines are appended as they come, so a process that is
 * killed loses the line it was writing, and two processes may write at once.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Columns } from "../evaluations/looks.ts";
import type { ContentHash, Key } from "../store/content_hash.ts";
import { linkError, lookAt, makeFolder } from "../store/folders.ts";
import { storeError } from "../store/errors.ts";
import { parseJson } from "../store/record.ts";

const Line = z.strictObject({
  checkpoint: z.string(),
  look: z.string(),
  columns: z.record(z.string(), z.number().nullable()),
});

const NAME = "finished.jsonl";

export class EvaluationMemory implements Disposable {
  readonly #known: Map<string, Columns>;
  readonly #path: string;
  #file: Deno.FsFile | null = null;

  /**
   * `folder` is a path below the store's, `root`.
   *
   * @throws {StoreError} when what is there cannot be read.
   */
  constructor(readonly root: string, readonly folder: string) {
    this.#path = join(root, folder, NAME);
    const found = lookAt(this.#path);
    if (found?.isSymlink) throw linkError(this.#path);
    this.#known = found === null ? new Map() : readLines(this.#path);
  }

  /** What a look at a checkpoint gave; undefined where none was taken. */
  recall(checkpoint: ContentHash, look: Key): Columns | undefined {
    return this.#known.get(`${checkpoint} ${look}`);
  }

  /** @throws {StoreError} when it cannot be kept. */
  keep(checkpoint: ContentHash, looks: readonly (readonly [Key, Columns])[]): void {
    for (const [look, columns] of looks) this.#known.set(`${checkpoint} ${look}`, columns);
    const lines = looks.map(([look, columns]) => JSON.stringify({ checkpoint, look, columns }));
    try {
      this.#file ??= this.#open();
      writeAll(this.#file, new TextEncoder().encode(`${lines.join("\n")}\n`));
    } catch (error) {
      throw storeError("write", this.#path, error);
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = null;
  }

  #open(): Deno.FsFile {
    makeFolder(this.root, this.folder);
    const isNew = lookAt(this.#path) === null;
    const file = Deno.openSync(this.#path, { append: true, create: true });
    // Behind the line that a killed process may have left unfinished.
    if (!isNew) writeAll(file, new TextEncoder().encode("\n"));
    return file;
  }
}

function readLines(path: string): Map<string, Columns> {
  const known = new Map<string, Columns>();
  for (const line of readText(path).split("\n")) {
    const { success, data } = Line.safeParse(line === "" ? undefined : parseJson(line));
    if (success) known.set(`${data.checkpoint} ${data.look}`, data.columns);
  }
  return known;
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw storeError("read", path, error);
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}
