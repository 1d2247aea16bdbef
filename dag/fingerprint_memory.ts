/**
 * Fingerprints of code, remembered between processes: which contents of which files gave which
 * fingerprint. It is remembered by content, so it never goes stale, and it serves two ends. A
 * driver saves itself the bundling, most of the time of a run that has nothing to do. And a worker,
 * which may start no bundler, makes sure that the code it has loaded is the code its request was
 * planned with: the sources on disk after loading have to be those of the remembered fingerprint.
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { canonicalJson } from "../store/canonical_json.ts";
import {
  type ContentHash,
  contentHash,
  isContentHash,
  isKey,
  type Key,
  keyOf,
} from "../store/content_hash.ts";
import { makeFolder, OWN_FOLDER } from "../store/folders.ts";
import { temporaryPath } from "../store/publish.ts";
import { parseJson } from "../store/record.ts";
import { computeFingerprint, type Fingerprint } from "./fingerprint.ts";

const rememberedSchema = z.strictObject({
  code: z.custom<Key>((value) => typeof value === "string" && isKey(value)),
  /** Content hashes by path from the folder of the module. */
  sources: z.record(
    z.string(),
    z.custom<ContentHash>((value) => typeof value === "string" && isContentHash(value)),
  ),
  /** Key of the two above, so that a file that was edited or torn is not believed. */
  key: z.string(),
});

/** Where a store's folder remembers fingerprints. */
const FOLDER = join(OWN_FOLDER, "fingerprints");

/**
 * The fingerprints of one process, each of the code as it was when it was first asked for. Takes
 * those that a store's folder remembers; a folder that cannot be read remembers nothing.
 */
export class FingerprintMemory {
  readonly #known = new Map<string, Key>();
  /** Fingerprints that the folder does not have yet. */
  readonly #fresh = new Map<string, Fingerprint>();
  readonly #hashes = new Map<string, ContentHash | null>();
  #keeping = false;

  /** `compute` is for code that is not remembered. */
  constructor(
    readonly folder: string,
    readonly compute: (path: string) => Fingerprint = computeFingerprint,
  ) {}

  /**
   * The fingerprint of the module at a path or file URL.
   *
   * @throws {Error} see {@linkcode computeFingerprint}.
   */
  fingerprint(entry: string): Key {
    const path = pathOf(entry);
    const code = this.#known.get(path) ?? this.#recall(path) ?? this.#compute(path);
    this.#known.set(path, code);
    return code;
  }

  /**
   * Has the folder know the code as it is now, for a process that is about to load it. What this
   * process takes it for stays as it is: it has planned with that.
   */
  refresh(entry: string): void {
    const path = pathOf(entry);
    this.#hashes.clear();
    if (this.#recall(path) === null) this.#compute(path);
  }

  /** From now on the folder is given what was and will be computed. */
  keep(): void {
    this.#keeping = true;
    for (const [path, fingerprint] of this.#fresh) this.#write(path, fingerprint);
    this.#fresh.clear();
  }

  #compute(path: string): Key {
    const fingerprint = this.compute(path);
    if (this.#keeping) this.#write(path, fingerprint);
    else this.#fresh.set(path, fingerprint);
    return fingerprint.code;
  }

  #recall(path: string): Key | null {
    const text = readOrNull(() => Deno.readTextFileSync(this.#file(path)));
    const { success, data } = rememberedSchema.safeParse(text && parseJson(text));
    if (!success) return null;
    const { key, code, sources } = data;
    if (keyOf({ code, sources }) !== key) return null;
    const unchanged = Object.entries(sources)
      .every(([file, hash]) => this.#hash(join(dirname(path), file)) === hash);
    return unchanged ? code : null;
  }

  /** Each file is read once, as what a process has loaded stays as it was. */
  #hash(path: string): ContentHash | null {
    const known = this.#hashes.get(path);
    if (known !== undefined) return known;
    const hash = readOrNull(() => contentHash(Deno.readFileSync(path)));
    this.#hashes.set(path, hash);
    return hash;
  }

  /** What cannot be written is computed again the next time. */
  #write(path: string, { code, sources }: Fingerprint): void {
    const entries = Object.entries(sources)
      .map(([file, hash]) => [relative(dirname(path), file), hash]);
    const remembered = { code, sources: Object.fromEntries(entries) };
    const file = this.#file(path);
    const text = `${canonicalJson({ ...remembered, key: keyOf(remembered) })}\n`;
    const temporary = readOrNull(() => temporaryPath(this.folder));
    if (temporary === null) return;
    try {
      Deno.writeTextFileSync(temporary, text);
      makeFolder(this.folder, FOLDER);
      if (readOrNull(() => Deno.lstatSync(file))?.isDirectory) {
        // A file cannot be put in the place of a folder, and nothing but files belongs here.
        Deno.renameSync(file, temporaryPath(this.folder));
      }
      Deno.renameSync(temporary, file);
    } catch {
      readOrNull(() => Deno.removeSync(temporary));
    }
  }

  /** Two clones of the project may share a folder, so a module is known by its whole path. */
  #file(path: string): string {
    return join(this.folder, FOLDER, `${keyOf({ schema: "regrok-code/1", path })}.json`);
  }
}

function pathOf(entry: string): string {
  return entry.startsWith("file:") ? fileURLToPath(entry) : entry;
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
