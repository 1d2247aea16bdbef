/** The walk along the links of an action: plan and execution find their place by the same walk. */
import type { Json } from "../store/canonical_json.ts";
import { type ContentHash, type Key, keyOf } from "../store/content_hash.ts";
import { type KeyObject, type LinkRecord, SCHEMA } from "../store/record.ts";
import type { Store } from "../store/store.ts";

/** What a plan may ask of a store, near or far; it changes nothing. */
export type RecordSource = Pick<Store, "readRecord" | "isIntact" | "listKeys">;

/** Everything of an action that enters the keys of its links. */
export interface LinkWork {
  readonly stage: string;
  readonly code: Key;
  readonly params: Json;
  readonly engine: string | null;
  readonly inputs: Readonly<Record<string, readonly ContentHash[]>>;
  readonly links: readonly Json[];
  /** For work per file: of each link, the file of each input that the link sees alone. */
  readonly each?: readonly Readonly<Record<string, ContentHash>>[] | undefined;
}

/** How far an action has come. */
export interface LinkWalk {
  /** Records of the links that are done, from the first on. */
  readonly records: readonly LinkRecord[];
  /** The first link that has to run, or null when none has. */
  readonly next: KeyObject | null;
  /** Name of the file that is gone, when the next link has a record and lacks only that. */
  readonly lostFile: string | null;
}

/** The key object of one link. That of work per file holds no other file, and no link before. */
export function linkKey(work: LinkWork, index: number, previous: LinkRecord | null): KeyObject {
  const { stage, code, params, engine, links, each } = work;
  const own = Object.entries(each?.[index] ?? {}).map(([name, hash]) => [name, [hash]] as const);
  return {
    schema: SCHEMA,
    stage,
    code,
    params,
    engine,
    inputs: { ...work.inputs, ...Object.fromEntries(own) },
    link: links[index]!,
    previous: previous === null || each !== undefined ? null : fileHashes(previous),
  };
}

/** What tells the beginning of a piece of work from any other: the key of its first link. */
export function firstKey(work: LinkWork): Key {
  return keyOf(linkKey(work, 0, null));
}

/** Content hashes of the files of a record, by name. */
function fileHashes(record: LinkRecord): Record<string, ContentHash> {
  return Object.fromEntries(Object.entries(record.files).map(([name, { hash }]) => [name, hash]));
}

/** The record of a link and, when one is gone, the name of the file it lacks. */
export async function findRecord(
  source: RecordSource,
  key: KeyObject,
): Promise<{ readonly record: LinkRecord; readonly lostFile: string | null } | null> {
  const record = await source.readRecord(key.stage, keyOf(key));
  if (record === null) return null;
  const names = Object.keys(record.files);
  const intact = await Promise.all(names.map((name) => source.isIntact(record.files[name]!)));
  return { record, lostFile: names[intact.indexOf(false)] ?? null };
}

/** Walks the links that are done; stops at the first that is not, or where the chain ended. */
export async function walkLinks(work: LinkWork, source: RecordSource): Promise<LinkWalk> {
  const records: LinkRecord[] = [];
  while (!isFinished(work, records)) {
    const next = linkKey(work, records.length, records.at(-1) ?? null);
    const found = await findRecord(source, next);
    if (found === null || found.lostFile !== null) {
      return { records, next, lostFile: found?.lostFile ?? null };
    }
    records.push(found.record);
  }
  return { records, next: null, lostFile: null };
}

/** True when no link has to follow these. */
export function isFinished(work: LinkWork, records: readonly LinkRecord[]): boolean {
  const ended = work.each === undefined && records.at(-1)?.ended === true;
  return ended || records.length === work.links.length;
}
