/** `exec`: executes one action by its key, for anyone with the store. */
import { type ExecuteOptions, executeRequest } from "../dag/execute.ts";
import { readRequest, type Request } from "../dag/request.ts";
import { findEngine } from "../engines/registry.ts";
import { isKey } from "../store/content_hash.ts";
import type { Event, Outcome } from "../schemas/events.ts";
import { print, tell } from "../terminal/output.ts";
import { openWorkspace, useTemporaryFolder, type Workspace } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { listenForStop, stopCode } from "./stop.ts";
import { openPool } from "./worker_pool.ts";

export interface ExecCommand {
  readonly artifacts: string;
  readonly threads: number;
}

/** Events go to stdout, one JSON object per line. Returns the exit code. */
export async function execCommand(
  key: string,
  { artifacts, threads }: ExecCommand,
): Promise<number> {
  if (!isKey(key)) {
    throw new UsageError(`"${key}" is not a key: keys are the file names in artifacts/actions/`);
  }
  const workspace = openWorkspace({ artifacts });
  const { store, environment } = workspace;
  if (store.readRequest(key) === null) {
    throw new UsageError(
      `The store "${store.folder}" has no action ${key}: its keys are the file names in ` +
        `"${store.folder}/actions/", which a run writes`,
    );
  }
  useTemporaryFolder(store.folder);
  const stop = listenForStop((line) => tell(line));
  const request = readRequest(store, key);
  const options = {
    threads,
    signal: stop.signal,
    onEvent: (event: Event) => print(JSON.stringify(event)),
  };
  // Only a worker may start the compiler.
  const compiles = request.engine?.startsWith(`${findEngine("native/cpu").identity}/`) ?? false;
  const outcome = compiles
    ? await executeInWorker(request, workspace, options)
    : await executeRequest(request, store, environment, options);
  stop.close();
  print(JSON.stringify(outcome));
  if (outcome.type === "actionStopped") return stopCode();
  return outcome.type === "actionFinished" ? exitCodes.done : exitCodes.failed;
}

async function executeInWorker(
  request: Request,
  workspace: Workspace,
  options: ExecuteOptions,
): Promise<Outcome> {
  await using pool = openPool(workspace, { slots: 1, compiles: true });
  const [outcome] = await pool.execute([request], options);
  return outcome!;
}
