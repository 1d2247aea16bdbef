/** Requests: an action whose inputs are known, so that anyone with the store can execute it. */
import { z } from "zod";
import { canonicalJson, type Json } from "../store/canonical_json.ts";
import { type Key, keyOf } from "../store/content_hash.ts";
import { fileReferenceSchema, keyObjectSchema, parseJson } from "../store/record.ts";
import type { LinkWork } from "./links.ts";
import type { Store } from "../store/store.ts";

export const requestSchema = z.strictObject({
  ...keyObjectSchema.unwrap().pick({
    schema: true,
    stage: true,
    code: true,
    params: true,
    engine: true,
  }).shape,
  /** Of a stage whose code is in parts, that which is needed; `code` is of both. */
  part: z.string().optional(),
  /** Id of the action, for people and events. */
  action: z.string(),
  inputs: z.record(z.string(), z.array(fileReferenceSchema).readonly()).readonly(),
  links: z.array(z.json() as z.ZodType<Json>).min(1).readonly(),
  /** For work per file: of each link, the file of each input that the link sees alone. */
  each: z.array(z.record(z.string(), fileReferenceSchema).readonly()).readonly().optional(),
}).readonly();

export type Request = z.infer<typeof requestSchema>;

/** The request without its label and sizes: what the keys of its links are made of. */
export function workOf(request: Request): LinkWork {
  const { stage, code, params, engine, links } = request;
  const hashes = Object.entries(request.inputs)
    .map(([name, files]) => [name, files.map(({ hash }) => hash)] as const);
  const each = request.each?.map((files) =>
    Object.fromEntries(Object.entries(files).map(([name, { hash }]) => [name, hash] as const))
  );
  return { stage, code, params, engine, links, inputs: Object.fromEntries(hashes), each };
}

/** The request with all names in one order, so that no stage can see in which they were written. */
export function normalizeRequest(request: Request): Request {
  return JSON.parse(canonicalJson(request));
}

/** Keeps a request in the store and returns the key to execute it by. Labels are not in the key. */
export async function writeRequest(store: Store, request: Request): Promise<Key> {
  const key = requestKey(request);
  await store.writeRequest(key, request);
  return key;
}

function requestKey({ action: _, ...rest }: Request): Key {
  return keyOf(rest);
}

/**
 * The request kept under a key.
 *
 * @throws {Error} when there is none, or one that is torn or was edited.
 */
export function readRequest(store: Store, key: Key): Request {
  const text = store.readRequest(key);
  if (text === null) throw new Error(`The store "${store.folder}" has no request ${key}`);
  const result = requestSchema.safeParse(parseJson(text));
  if (result.success && isKeyOf(key, result.data)) return result.data;
  throw new Error(
    `Request ${key} in the store "${store.folder}" is torn or was edited: a run writes it again`,
  );
}

/** False also for what no request can hold, such as -0. */
function isKeyOf(key: Key, request: Request): boolean {
  try {
    return requestKey(request) === key;
  } catch {
    return false;
  }
}
