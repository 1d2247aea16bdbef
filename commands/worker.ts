/**
 * The program of the pool's workers: what pipeline.ts is to people, this is to `workerPool`. It
 * loads a stage when it is first asked for one, and with it the libraries that this stage needs.
 * Its permission set lets it start nothing, reach no network and write to the artifacts alone,
 * which is the folder it is started in; for the native engine, it may start the C compiler too, and
 * load what that made.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { serveActions } from "../dag/executors/worker.ts";
import { cachingEngines } from "../engines/caching.ts";
import { enginesWith } from "../engines/registry.ts";
import { openWorkspace, useTemporaryFolder } from "./artifacts.ts";
import { findToolchain } from "./toolchain.ts";

const project = fileURLToPath(new URL("..", import.meta.url));

/** The pool has the fingerprint of the code remembered before it lets a worker load it. */
function refuseOtherCode(path: string): never {
  throw new Error(
    `The code reached from ${relative(project, path)} changed since this was planned: ` +
      "run the command again",
  );
}

const { store, environment } = openWorkspace({ artifacts: "." }, refuseOtherCode);
useTemporaryFolder(store.folder);
await serveActions(store, {
  ...environment,
  engines: cachingEngines(enginesWith(() => findToolchain(store.folder))),
}, () => performance.now());
