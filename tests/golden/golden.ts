/** Compares a text with the one in this folder. `deno test -A tests/ -- --update` rewrites them. */
import assert from "node:assert/strict";

export function assertGolden(file: string, text: string): void {
  const path = new URL(file, import.meta.url);
  if (Deno.args.includes("--update")) Deno.writeTextFileSync(path, text);
  assert.equal(
    text,
    Deno.readTextFileSync(path),
    `tests/golden/${file} differs: look at the change, then deno test -A tests/ -- --update`,
  );
}
