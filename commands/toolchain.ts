/** The C compiler of this machine, and the folder of a store that keeps what it made. */
import { join, resolve } from "node:path";
import { findCompiler, type Toolchain } from "../engines/native/toolchain.ts";
import { OWN_FOLDER, TEMPORARY_FOLDER } from "../store/folders.ts";

/** Compiled programs: not of the store, whose files are the same on every machine. */
export const LIBRARIES_FOLDER = `${OWN_FOLDER}/native`;

/** What `$CC` and `$PATH` lead to, if anything. */
export function compilerHere(): string | null {
  return findCompiler(Deno.env.get("CC"), Deno.env.get("PATH") ?? "");
}

/** What is wrong with `$CC`; null where it names a compiler, or is not set. */
export function compilerProblem(): string | null {
  const named = Deno.env.get("CC") ?? "";
  if (named === "" || compilerHere() !== null) return null;
  return `CC is "${named}", and there is no such program: name one without options, or unset CC`;
}

/** A text that is another one where the compiler is another, or was replaced. */
export function describeCompiler(): string {
  const path = compilerHere();
  if (path === null) return "no compiler";
  const { size, mtime } = Deno.statSync(path);
  return `${path}, ${size} bytes, of ${mtime?.toISOString()}\n`;
}

export function findToolchain(artifacts: string): Toolchain {
  return {
    compiler: compilerHere(),
    missing: compilerProblem() ?? undefined,
    folder: resolve(join(artifacts, LIBRARIES_FOLDER)),
    temporary: resolve(join(artifacts, TEMPORARY_FOLDER)),
  };
}
