/** What a plan knows of a store: each record is read once, and found by what is asked for. */
import { type Key, keyOf } from "../store/content_hash.ts";
import { mapConcurrently } from "../store/concurrency.ts";
import type { FileReference, KeyObject, LinkRecord } from "../store/record.ts";
import type { RecordSource } from "./links.ts";

/** Records without one before them, oldest first: of all links, those that actions are told by. */
interface FirstLinks {
  readonly all: readonly LinkRecord[];
  readonly byAction: ReadonlyMap<string, readonly LinkRecord[]>;
  /** By names of inputs that are left open, then by the key without these. */
  readonly byPattern: Map<string, ReadonlyMap<Key, readonly LinkRecord[]>>;
}

/** One state of a store, for one plan and what is asked about it. */
export class RecordIndex implements RecordSource {
  readonly #source: RecordSource;
  readonly #records = new Map<Key, Promise<LinkRecord | null>>();
  readonly #stages = new Map<string, Promise<FirstLinks>>();

  constructor(source: RecordSource) {
    this.#source = source;
  }

  readRecord(stage: string, key: Key): Promise<LinkRecord | null> {
    const known = this.#records.get(key) ?? this.#source.readRecord(stage, key);
    this.#records.set(key, known);
    return known;
  }

  isIntact(file: FileReference): Promise<boolean> {
    return this.#source.isIntact(file);
  }

  listKeys(stage: string): Promise<Key[]> {
    return this.#source.listKeys(stage);
  }

  /** First links of a stage, oldest first. */
  async firstLinks(stage: string): Promise<readonly LinkRecord[]> {
    return (await this.#stage(stage)).all;
  }

  /** First links of one action, oldest first. */
  async ofAction(stage: string, action: string): Promise<readonly LinkRecord[]> {
    return (await this.#stage(stage)).byAction.get(action) ?? [];
  }

  /** First links with this key, whatever their inputs of these names are. */
  async agreeing(key: KeyObject, open: readonly string[]): Promise<readonly LinkRecord[]> {
    const { all, byPattern } = await this.#stage(key.stage);
    const names = JSON.stringify(open);
    const found = byPattern.get(names) ??
      Map.groupBy(all, (record) => patternOf(record.key, open));
    byPattern.set(names, found);
    return found.get(patternOf(key, open)) ?? [];
  }

  #stage(stage: string): Promise<FirstLinks> {
    const known = this.#stages.get(stage) ?? this.#readStage(stage);
    this.#stages.set(stage, known);
    return known;
  }

  async #readStage(stage: string): Promise<FirstLinks> {
    const keys = await this.listKeys(stage);
    const records = await mapConcurrently(keys, (key) => this.readRecord(stage, key));
    const all = records.filter((record) => record?.key.previous === null)
      .filter((record) => record !== null);
    return { all, byAction: Map.groupBy(all, ({ action }) => action), byPattern: new Map() };
  }
}

function patternOf(key: KeyObject, open: readonly string[]): Key {
  const inputs = Object.entries(key.inputs)
    .map(([name, hashes]) => [name, open.includes(name) ? null : hashes] as const);
  return keyOf({ ...key, inputs: Object.fromEntries(inputs) });
}
