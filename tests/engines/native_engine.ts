/** The native engine in tests: compiled without optimisation, which is fast and changes no bit. */
import { join } from "node:path";
import { tmpdir } from "node:os";
import type { Engine } from "../../engines/engine.ts";
import { nativeEngineWith } from "../../engines/native.ts";
import { findCompiler } from "../../engines/native/toolchain.ts";

export const compiler = findCompiler(Deno.env.get("CC"), Deno.env.get("PATH") ?? "");

/** Kept from test to test, and from one run of the tests to the next. */
export const libraries = join(tmpdir(), "regrok-native-tests");

const vectors = Deno.build.arch === "x86_64" ? ["-march=native"] : [];

export const nativeEngine: Engine = nativeEngineWith({
  compiler,
  folder: libraries,
  flags: ["-O0", ...vectors],
});

if (compiler === null) {
  console.error("Without a C compiler (CC, cc, clang, gcc) the native engine is not tested");
}

/** The engine, where there is a compiler for it. */
export const nativeEngines: readonly Engine[] = compiler === null ? [] : [nativeEngine];
