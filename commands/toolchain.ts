/** The C compiler of this machine, and the folder of a store that keeps what it made. */
import { join, resolve } from "node:path";
import { findCompiler, type Toolchain } from "../engines/native/toolchain.ts";
import { OWN_FOLDER } from "../store/folders.ts";

/** Compiled programs: not of the store, whose files are the same on every machine. */
export const LIBRARIES_FOLDER = `${OWN_FOLDER}/native`;

/** What `$CC` and `$PATH` lead to, if anything. */
export function compilerHere(): string | null {
  return findCompiler(Deno.env.get("CC"), Deno.env.get("PATH") ?? "");
}

export function findToolchain(artifacts: string): Toolchain {
  return { compiler: compilerHere(), folder: resolve(join(artifacts, LIBRARIES_FOLDER)) };
}
