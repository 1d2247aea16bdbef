/**
 * The file of a program for the native engine: its text, and a hash of the C that is printed of it.
 * Who knows programs as bytes so sees a change of either, and nothing of how it came about.
 */
import { createHash } from "node:crypto";
import type { Program } from "../../graph/program.ts";
import { parseProgram, printProgram } from "../../graph/text.ts";
import { printC, type PrintedProgram } from "./print_program.ts";

const HEAD = /^native ([0-9a-f]{64})$/;

export function writeNative(program: Program): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`native ${hashOf(printC(program))}\n${printProgram(program)}`);
}

/**
 * The C of what {@linkcode writeNative} wrote.
 *
 * @throws {SyntaxError} when the file is damaged, or was written where other C was printed.
 */
export function readNative(bytes: Uint8Array): PrintedProgram {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const end = text.indexOf("\n");
  const hash = HEAD.exec(text.slice(0, Math.max(end, 0)))?.[1];
  if (hash === undefined) throw new SyntaxError("it does not begin with the hash of its C");
  const printed = printC(parseProgram(text.slice(end + 1)));
  if (hashOf(printed) === hash) return printed;
  throw new SyntaxError("its C is not what this version prints: run the command again");
}

/** Of all that decides what is computed. */
function hashOf({ body: _, ...printed }: PrintedProgram): string {
  return createHash("sha256").update(JSON.stringify(printed)).digest("hex");
}
