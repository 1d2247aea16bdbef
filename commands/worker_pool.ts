/** The pool of workers that commands use: how a worker is started, and what it has to find. */
import { fileURLToPath } from "node:url";
import { type WorkerPool, workerPool } from "../dag/executors/pool.ts";
import { findEngine, stageModules } from "../dag/registry.ts";
import type { Workspace } from "./artifacts.ts";
import { compilerHere, LIBRARIES_FOLDER } from "./toolchain.ts";

/**
 * A pool of `slots` workers, which may compile and load programs where `compiles` says so. From here
 * on the fingerprints of the code are kept in the store.
 */
export function openPool(
  { store, environment, fingerprints }: Workspace,
  { slots, compiles }: { readonly slots: number; readonly compiles: boolean },
): WorkerPool {
  fingerprints.keep();
  const program = fileURLToPath(new URL("worker.ts", import.meta.url));
  return workerPool(store, {
    command: workerArguments(program, compiles ? nativePermissions() : []),
    slots,
    beforeLoad({ stage, part, engine }) {
      for (const entry of stageModules(environment, { stage, part })) fingerprints.refresh(entry);
      if (engine !== null) fingerprints.refresh(findEngine(environment, engine).entry);
    },
  });
}

/**
 * Arguments of `deno` for a worker. It is started in the artifacts folder and may write to `.`:
 * the name of the folder may hold a comma, which would part it into two in a permission.
 */
export function workerArguments(program: string, permissions: readonly string[] = []): string[] {
  const config = fileURLToPath(new URL("../deno.json", import.meta.url));
  return [
    "run",
    "--v8-flags=--max-semi-space-size=4", // MiB; V8 would take 40 more for what it may throw away
    "--quiet",
    "--no-prompt",
    "--cached-only",
    "--node-modules-dir=manual", // what is installed is there: checking it takes half the start
    `--config=${config}`,
    "--permission-set=worker",
    "--allow-write=.",
    ...permissions,
    program,
  ];
}

/** What a worker needs besides, to compile programs and to load them: the compiler and their folder. */
export function nativePermissions(): string[] {
  const compiler = compilerHere();
  if (compiler === null) return [];
  const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
  // A path with a comma would be parted, and cannot be named.
  const libraries = packages.includes(",") ? "" : `=${LIBRARIES_FOLDER},${packages}`;
  return [`--allow-ffi${libraries}`, ...compiler.includes(",") ? [] : [`--allow-run=${compiler}`]];
}
