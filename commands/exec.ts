/** `exec`: executes one action by its key, for the local pool and for anyone with the store. */
import { serveRequest } from "../dag/executors/child.ts";
import { isKey } from "../store/content_hash.ts";
import { UsageError } from "./exit.ts";
import { openWorkspace, useTemporaryFolder } from "./workspace.ts";

export interface ExecCommand {
  readonly artifacts: string;
  readonly threads: number;
  readonly watchDriver: boolean;
}

export async function execCommand(key: string, options: ExecCommand): Promise<number> {
  if (!isKey(key)) {
    throw new UsageError(`"${key}" is not a key: keys are the file names in artifacts/actions/`);
  }
  const { store, environment } = openWorkspace(options.artifacts);
  if (store.readRequest(key) === null) {
    throw new UsageError(
      `The store "${store.folder}" has no action ${key}: its keys are the file names in ` +
        `"${store.folder}/actions/", which a run writes`,
    );
  }
  useTemporaryFolder(store.folder);
  return await serveRequest(store, environment, key, options);
}
