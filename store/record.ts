/** Records: what one link of an action was made of and which files came out. */
import { z } from "zod";
import { canonicalJson, type Json } from "./canonical_json.ts";
import { type ContentHash, contentHash, isContentHash, isKey, type Key } from "./content_hash.ts";

/** Tag of keys, records and requests; a change of their meaning takes a new one. */
export const SCHEMA = "regrok/2";

const hashSchema = z.custom<ContentHash>((value) =>
  typeof value === "string" && isContentHash(value)
);
const jsonSchema: z.ZodType<Json> = z.json();

export const fileReferenceSchema = z.strictObject({
  hash: hashSchema,
  size: z.int().min(0),
}).readonly();

/** Everything that can change the bytes of a link; its canonical JSON is the link's key. */
export const keyObjectSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  stage: z.string(),
  /** Fingerprint of the stage's code. */
  code: z.custom<Key>((value) => typeof value === "string" && isKey(value)),
  params: jsonSchema,
  /** Content hashes of the inputs by input name, in the order the action lists them. */
  inputs: z.record(z.string(), z.array(hashSchema).readonly()).readonly(),
  /** Identity of the engine for stages whose bytes depend on it, otherwise null. */
  engine: z.string().nullable(),
  link: jsonSchema,
  /** Content hashes of the files of the link before, null for the first link. */
  previous: z.record(z.string(), hashSchema).readonly().nullable(),
}).readonly();

/** What is kept of a link that is done. */
const linkRecordSchema = z.strictObject({
  key: keyObjectSchema,
  files: z.record(z.string(), fileReferenceSchema).readonly(),
  /** True when the links after this one are not needed. */
  ended: z.boolean(),
  /** Label of the action that made it; for people, not part of the key. */
  action: z.string(),
}).readonly();

/** A file by its content: SHA-256 and size in bytes. */
export type FileReference = z.infer<typeof fileReferenceSchema>;
export type KeyObject = z.infer<typeof keyObjectSchema>;
export type LinkRecord = z.infer<typeof linkRecordSchema>;

/**
 * The text of a record under its key: JSON whose first member is a checksum of the key and of all
 * that follows, so that a record with one changed letter, or under another name, is none.
 */
export function encodeRecord(record: LinkRecord, key: Key): string {
  const rest = `${canonicalJson(record).slice(1)}\n`;
  return `${checkOf(rest, key)}${rest}`;
}

/** The record in a text, or null when the text is not what `encodeRecord` made for this key. */
export function parseRecord(text: string, key: Key): LinkRecord | null {
  const start = checkOf("", key).length;
  const rest = text.slice(start);
  if (text.slice(0, start) !== checkOf(rest, key)) return null;
  const result = linkRecordSchema.safeParse(parseJson(`{${rest}`));
  return result.success ? result.data : null;
}

function checkOf(rest: string, key: Key): string {
  return `{"check":"${contentHash(new TextEncoder().encode(`${key}\n${rest}`))}",`;
}

/** The value in a text, or undefined where the text is not whole. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
