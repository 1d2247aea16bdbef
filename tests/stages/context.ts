/** Runs a one-shot stage on inputs given as bytes, for tests. */
import type { Files, Stage } from "../../dag/stage.ts";
import type { Json } from "../../store/canonical_json.ts";
import { type ContentHash, contentHash } from "../../store/content_hash.ts";

export async function runOnce(
  stage: Stage,
  params: Json,
  inputs: Readonly<Record<string, readonly Uint8Array[]>>,
): Promise<Files> {
  const contents = new Map<ContentHash, Uint8Array>();
  const references = Object.entries(inputs).map(([name, files]) => {
    const listed = files.map((bytes) => {
      const hash = contentHash(bytes);
      contents.set(hash, bytes);
      return { hash, size: bytes.length };
    });
    return [name, listed] as const;
  });
  const runner = await stage.prepare({
    params,
    inputs: Object.fromEntries(references),
    read: ({ hash }) => Promise.resolve(contents.get(hash)!),
    engine: null,
    part: null,
    progress: () => {},
    threads: 1,
    signal: new AbortController().signal,
  });
  return (await runner.run(null, null, null)).files;
}
