/**
 * What a stage is. A stage turns validated parameters and input files into output files, and
 * knows nothing of keys, folders or scheduling. Work that can be resumed is a chain of links:
 * each link sees the files of the link before it; a one-shot stage is a chain of one link.
 */
import type { Json } from "../store/canonical_json.ts";
import type { FileReference } from "../store/store.ts";

/** Files by the stage's own names for them, for instance `checkpoint.safetensors`. */
export type Files = Readonly<Record<string, Uint8Array>>;
export type FileReferences = Readonly<Record<string, FileReference>>;

/** What a running stage may report; `values` are small numbers people watch. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Everything a stage can see. It reads the store only through `read`, which checks the hash. */
export interface StageContext {
  readonly params: Json;
  /** Input files by input name, in the order the action listed them; those of each link are not. */
  readonly inputs: Readonly<Record<string, readonly FileReference[]>>;
  read(file: FileReference): Promise<Uint8Array>;
  /** The engine that the action names, loaded; null for work that needs none. */
  readonly engine: unknown;
  /** The part of the stage's code that the action names, loaded; null for a stage without parts. */
  readonly part: unknown;
  progress(progress: Progress): void;
  /** Threads this action may use. Never changes a byte of what comes out. */
  readonly threads: number;
  readonly signal: AbortSignal;
}

export interface LinkResult {
  readonly files: Files;
  /** True when later links are not needed, for instance because `stopWhen` was met. */
  readonly ended?: boolean;
}

/** A stage made ready for one action; `run` is called for each link that has no record yet. */
export interface LinkRunner {
  /**
   * `previous` are the files of the link before, `each` those of which every link sees its own, by
   * input name. A link has one or the other, the first of a chain and work in one go neither.
   */
  run(
    link: Json,
    previous: FileReferences | null,
    each: FileReferences | null,
  ): Promise<LinkResult>;
  close?(): Promise<void> | void;
}

export interface Stage {
  readonly name: string;
  prepare(context: StageContext): Promise<LinkRunner>;
}

/** A stage that does its work in one go: no link parameters, no previous files. */
export function oneShot(name: string, work: (context: StageContext) => Promise<Files>): Stage {
  return {
    name,
    prepare: (context) => Promise.resolve({ run: async () => ({ files: await work(context) }) }),
  };
}
