/**
 * Fingerprint of the code reached from a module: what it does, not how it is written. Comments,
 * spacing, types and unused exports leave it alone; a constant three imports away moves it.
 * Not seen: modules imported under a computed name and files the code reads when it runs.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { z } from "zod";
import { compareText } from "../store/canonical_json.ts";
import { type ContentHash, contentHash, type Key, keyOf } from "../store/content_hash.ts";

const lockSchema = z.object({
  specifiers: z.record(z.string(), z.string()).default({}),
  npm: z.record(
    z.string(),
    z.object({
      dependencies: z.array(z.string()).default([]),
      optionalDependencies: z.array(z.string()).default([]),
    }),
  ).default({}),
});

/** A fingerprint, and what it was computed from. */
export interface Fingerprint {
  readonly code: Key;
  /** Content hashes of every file it depends on: the sources, the lock and this very file. */
  readonly sources: Readonly<Record<string, ContentHash>>;
}

/**
 * The fingerprint of the module at a path, of the code as it is now: its tree-shaken bundle
 * without comments, and the locked versions of the npm packages that the bundle reaches, with all
 * they depend on.
 *
 * `clock` gives milliseconds since 1970: code that was not changed for a while is bundled once, to see
 * an edit meanwhile takes a second bundle.
 *
 * @throws {Error} when the module does not bundle, or a package is not in the `deno.lock` above it.
 */
export function computeFingerprint(path: string, clock = () => 0): Fingerprint {
  const lock = findLock(path);
  for (;;) {
    const begun = clock();
    const { text, metafile } = bundleModule(path, dirname(lock));
    const imports = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports.map((reached) => reached.path));
    const packages = imports.filter((name) => !name.startsWith("node:")).map(packageName);
    const files = Object.keys(metafile.inputs).map((file) => join(dirname(lock), file));
    const code = keyOf({ schema: "regrok-code/1", text, packages: lockedPackages(packages, lock) });
    const sources = hashFiles([...files, lock, fileURLToPath(import.meta.url)]);
    // Somebody may have edited between the bundle and the hashes: they have to be of one state.
    const isOld = Object.keys(sources).every((file) => lastChange(file) < begun - CLOCKS_DIFFER);
    if (isOld || bundleModule(path, dirname(lock)).text === text) return { code, sources };
  }
}

/** Milliseconds by which the clock of a file system may be behind that of this process. */
const CLOCKS_DIFFER = 2000;

/** When anything about a file changed, in milliseconds, which nobody can set; where unknown, never old. */
function lastChange(path: string): number {
  return Deno.statSync(path).ctime?.getTime() ?? Infinity;
}

function hashFiles(paths: readonly string[]): Record<string, ContentHash> {
  return Object.fromEntries(paths.map((path) => [path, contentHash(Deno.readFileSync(path))]));
}

/** Whether an error is that the bundler's process ended, which Ctrl-C ends as well as this one. */
export function wasBundlerStopped(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("The service was stopped");
}

/** The code reached from a module, and which files and packages it is of, by paths from `root`. */
export function bundleModule(
  path: string,
  root: string,
): { readonly text: string; readonly metafile: Metafile } {
  const { buildSync } = loadEsbuild();
  const result = buildSync({
    entryPoints: [path],
    absWorkingDir: root, // paths in the text are relative to it
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    treeShaking: true,
    legalComments: "none",
    minifyWhitespace: true,
    minifySyntax: true, // not minifyIdentifiers: its short names depend on letter frequencies
    tsconfigRaw: "{}",
    logLevel: "silent",
  });
  const text = result.outputFiles.map((file) => file.text).join("\n");
  return { text, metafile: result.metafile };
}

/** Loaded late, since it takes longer than everything else where fingerprints are remembered. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}

function findLock(path: string): string {
  for (let folder = dirname(path);; folder = dirname(folder)) {
    const lock = join(folder, "deno.lock");
    if (existsSync(lock)) return lock;
    if (folder === dirname(folder)) {
      throw new Error(`There is no deno.lock above "${path}": run "deno install" to make one`);
    }
  }
}

/** `chart.js` of `chart.js/auto`, `@scope/name` of `npm:@scope/name@1/part`. */
function packageName(specifier: string): string {
  const found = /^(?:npm:)?((?:@[^/]+\/)?[^/@]+)/.exec(specifier)?.[1];
  if (found === undefined) throw new Error(`Cannot tell the npm package of "${specifier}"`);
  return found;
}

/** `name@version` of packages and of everything they depend on, sorted. */
function lockedPackages(names: readonly string[], lockPath: string): string[] {
  const { specifiers, npm } = lockSchema.parse(JSON.parse(Deno.readTextFileSync(lockPath)));
  const queue = names.flatMap((name) => {
    const found = Object.entries(specifiers)
      .filter(([specifier]) => specifier.startsWith(`npm:${name}@`))
      .map(([, version]) => `${name}@${version}`);
    if (found.length > 0) return found;
    throw new Error(
      `Package "${name}" is not in "${lockPath}": run "deno install --frozen=false"`,
    );
  });
  const reached = new Set<string>();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    const { dependencies = [], optionalDependencies = [] } = npm[next] ?? {};
    for (const name of [...dependencies, ...optionalDependencies]) {
      queue.push(...Object.keys(npm).filter((id) => id === name || id.startsWith(`${name}@`)));
    }
  }
  return [...reached].sort(compareText);
}
