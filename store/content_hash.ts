/** The two kinds of SHA-256 in the store, branded so that one is never taken for the other. */
import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "./canonical_json.ts";

declare const kind: unique symbol;

/** SHA-256 of the bytes of a file, 64 lower-case hexadecimal digits. */
export type ContentHash = string & { readonly [kind]: "ContentHash" };

/** SHA-256 of the canonical JSON of a description: what was asked for, not what came out. */
export type Key = string & { readonly [kind]: "Key" };

/** The content hash of bytes. */
export function contentHash(bytes: Uint8Array): ContentHash {
  return sha256(bytes) as ContentHash;
}

/** The key of a plain, tagged description. */
export function keyOf(description: Json): Key {
  return sha256(canonicalJson(description)) as Key;
}

/** True for 64 lower-case hexadecimal digits; nothing else may become a path in the store. */
export function isContentHash(text: string): text is ContentHash {
  return isSha256(text);
}

/** True for 64 lower-case hexadecimal digits; nothing else may become a path in the store. */
export function isKey(text: string): text is Key {
  return isSha256(text);
}

function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
