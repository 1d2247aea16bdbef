/** Files for the native engine: they stand for one C, and tell when it would be another. */
import assert from "node:assert/strict";
import { printC } from "../../../engines/native/print_program.ts";
import { readNative, writeNative } from "../../../engines/native/program_file.ts";
import { cases } from "./programs.ts";

const { program } = cases[0]!;
const text = new TextDecoder().decode(writeNative(program));
const read = (changed: string) => readNative(new TextEncoder().encode(changed));

Deno.test("readNative() gives the C of what writeNative() wrote", () => {
  assert.deepEqual(readNative(writeNative(program)), printC(program));
});

Deno.test("readNative() refuses a file whose C is not what it was", () => {
  const other = text.replace(/^native ./, (head) => `native ${head.endsWith("0") ? "1" : "0"}`);
  assert.throws(() => read(other), { message: /its C is not what this version prints/ });
  const scaled = text.replace('"values":[1]', '"values":[2]');
  assert.notEqual(scaled, text);
  assert.throws(() => read(scaled), { message: /its C is not what this version prints/ });
});

Deno.test("readNative() refuses a file without a hash", () => {
  assert.throws(() => read(text.slice(text.indexOf("\n") + 1)), {
    message: "it does not begin with the hash of its C",
  });
});
