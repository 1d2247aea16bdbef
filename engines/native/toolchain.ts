/** The machine's C compiler, and the libraries that it makes of printed programs. */
import { createHash } from "node:crypto";
import { delimiter, isAbsolute, join } from "node:path";

/** Where programs are compiled, and with what. */
export interface Toolchain {
  /** Path of the compiler; null where there is none. */
  readonly compiler: string | null;
  /** Why there is none, where one was named. */
  readonly missing?: string | undefined;
  /** Keeps libraries for the next time: a cache of this machine, which may be removed. */
  readonly folder: string;
  /** Has what is not finished, on the same disk; `folder` if left out. */
  readonly temporary?: string;
  /** In place of those for the fastest code on this processor. */
  readonly flags?: readonly string[];
}

/** Names of compilers, in the order in which they are looked for after `$CC`. */
export const compilerNames = ["cc", "clang", "gcc"] as const;

/**
 * The path of the first compiler that is there: `$CC` if it is set, or one of the usual names, in
 * the folders of a `PATH`.
 */
export function findCompiler(cc: string | undefined, path: string): string | null {
  const names = cc === undefined || cc === "" ? compilerNames : [cc];
  for (const name of names) {
    const places = isAbsolute(name) ? [name] : path.split(delimiter).map((at) => join(at, name));
    for (const place of places) {
      if (isFile(place)) return place;
    }
  }
  return null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Warnings are for people who write C. A function that there is not is an error of the compiler, not of the
 * call that would need it, and the mathematical library is not among those there are: it differs from
 * machine to machine.
 */
const LIBRARY = ["-w", "-shared", "-fPIC", ...Deno.build.os === "linux" ? ["-Wl,-z,defs"] : []];

/**
 * As fast as what -O3 makes of programs, which takes gcc 1.4 to 2 times as long (docs/performance.md);
 * -funswitch-loops keeps rows of zeros from being read under a mask, which may lie nowhere. Clang does
 * not know some of these, and does all of it.
 */
const FAST_BY_GCC = [
  "-O2",
  "-ftree-vectorize",
  "-fvect-cost-model=dynamic",
  "-fpeel-loops",
  "-funswitch-loops",
];

/** Flags for each family of processors, by what a compiler defines for this one. */
const VECTORS = [
  {
    needs: ["__AVX512F__", "__AVX512BW__", "__AVX512DQ__", "__AVX512VL__", "__FMA__"],
    flags: [
      "-mavx512f",
      "-mavx512bw",
      "-mavx512dq",
      "-mavx512vl",
      "-mavx2",
      "-mfma",
      "-mprefer-vector-width=512",
    ],
  },
  { needs: ["__AVX2__", "__FMA__"], flags: ["-mavx2", "-mfma"] },
  { needs: ["__aarch64__"], flags: [] },
] as const;

/**
 * The path of the library of a program, compiled now unless it was before; `meaning` are flags that
 * the source is meant with, whatever else makes it fast.
 *
 * @throws {Error} with what the compiler said when it fails, and where there is none.
 */
export async function compile(
  { source, meaning }: { readonly source: string; readonly meaning: readonly string[] },
  toolchain: Toolchain,
): Promise<string> {
  const { compiler, folder } = toolchain;
  if (compiler === null) {
    throw new Error(
      "The engine native needs a C compiler" +
        (toolchain.missing === undefined
          ? " and there is none: install gcc or clang, or set CC to one"
          : `. ${toolchain.missing}`) +
        "; or take --engine onnxruntime",
    );
  }
  const processor = await describeProcessor(compiler);
  const flags = [...toolchain.flags ?? processor.flags, ...meaning, ...LIBRARY];
  const key = createHash("sha256")
    .update(JSON.stringify([source, flags, compiler, processor.version])).digest("hex");
  const temporary = toolchain.temporary ?? folder;
  try {
    const found = await findWhole(folder, key);
    if (found !== null) return found;
    for (const each of [folder, temporary]) await Deno.mkdir(each, { recursive: true });
    return await inTurn(
      join(temporary, `making-${key}`),
      async () =>
        await findWhole(folder, key) ??
          await make(source, { compiler, flags, folder, temporary, key }),
    );
  } catch (error) {
    throw error instanceof CompilerError && !FULL.test(error.message)
      ? error
      : describeFailure(error, folder);
  }
}

/**
 * Several processes that begin at once want the same libraries, and one of them makes each. A lock is
 * gone with the process that has it; where a file system has none, more of them do the same work.
 */
async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  using file = await Deno.open(path, { create: true, write: true });
  await file.lock(true).catch(() => {});
  try {
    return await work();
  } finally {
    await Deno.remove(path).catch(() => {}); // another process may have had its turn already
  }
}

interface Processor {
  readonly flags: readonly string[];
  readonly version: string;
}

const processors = new Map<string, Promise<Processor>>();

/** What a compiler takes this machine for, asked once. */
function describeProcessor(compiler: string): Promise<Processor> {
  const known = processors.get(compiler);
  if (known !== undefined) return known;
  const asked = askCompiler(compiler);
  processors.set(compiler, asked);
  return asked;
}

async function askCompiler(compiler: string): Promise<Processor> {
  const target = Deno.build.arch === "x86_64" ? ["-march=native"] : [];
  const macros = await run(compiler, [...target, "-dM", "-E", "-x", "c", "/dev/null"]);
  const defines = (name: string) => macros.includes(`#define ${name} `);
  if (!defines("__VERSION__")) throw compilerFailed(compiler, "");
  const vectors = VECTORS.find(({ needs }) => needs.every(defines));
  if (vectors === undefined) {
    throw new Error(
      "The engine native needs a processor with AVX2 and fused multiply-add, or a 64-bit Arm one: " +
        "take --engine onnxruntime",
    );
  }
  const version = /#define __VERSION__ (.*)/.exec(macros)?.[1] ?? "";
  const fast = defines("__clang__") ? ["-O3"] : FAST_BY_GCC;
  return { flags: [...fast, ...vectors.flags], version };
}

/** A library in the cache, if its bytes are those that were put there: the name has their hash. */
async function findWhole(folder: string, key: string): Promise<string | null> {
  const names = await unlessGone(() => Array.fromAsync(Deno.readDir(folder), ({ name }) => name));
  for (const name of names ?? []) {
    if (!name.startsWith(key)) continue;
    const path = join(folder, name);
    // Another process may find the same library broken, and take it away.
    const bytes = await unlessGone(() => Deno.readFile(path));
    if (bytes !== null && name === libraryName(key, bytes)) return path;
    await unlessGone(() => Deno.remove(path));
  }
  return null;
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function libraryName(key: string, bytes: Uint8Array): string {
  return `${key}-${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}.so`;
}

interface Order {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly folder: string;
  readonly temporary: string;
  readonly key: string;
}

async function make(
  source: string,
  { compiler, flags, folder, temporary, key }: Order,
): Promise<string> {
  const work = await Deno.makeTempDir({ dir: temporary, prefix: "work-" });
  try {
    const [text, library] = [join(work, "program.c"), join(work, "program.so")];
    await Deno.writeTextFile(text, source);
    await run(compiler, [...flags, text, "-o", library, "-lpthread"]);
    const path = join(folder, libraryName(key, await Deno.readFile(library)));
    await Deno.rename(library, path);
    return path;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** How much of what a compiler says is told. */
const MOST_WORDS = 2000;

const FULL = /No space left on device/;

/** What is wrong with a compiler, and said whole. */
class CompilerError extends Error {}

/** Whether these are the words of a compiler that failed: from other processes, words are all that comes. */
export function isCompilerFailure(message: string): boolean {
  return message.startsWith(COMPILER);
}

const COMPILER = "The C compiler ";

async function run(compiler: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await start(compiler, args);
  if (success) return new TextDecoder().decode(stdout);
  throw compilerFailed(compiler, new TextDecoder().decode(stderr).trim().slice(0, MOST_WORDS));
}

function compilerFailed(compiler: string, words: string): CompilerError {
  return new CompilerError(
    `${COMPILER}"${compiler}" failed: set CC to another one, or take --engine onnxruntime. ` +
      (words === "" ? "It says nothing" : `It says:\n${words}`),
  );
}

function describeFailure(cause: unknown, folder: string): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    FULL.test(reason)
      ? `The disk is full where programs are compiled, in "${folder}" or where compilers write: free ` +
        "some space and run again, finished work is kept"
      : `Cannot compile programs into "${folder}": ${reason}`,
    { cause },
  );
}

async function start(compiler: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(compiler, { args: [...args], stdin: "null" }).output();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CompilerError(`${COMPILER}"${compiler}" cannot be started: ${reason}`, {
      cause: error,
    });
  }
}
