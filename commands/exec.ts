/** `exec`: executes one action by its key, for anyone with the store. */
import { executeRequest } from "../dag/execute.ts";
import { readRequest } from "../dag/request.ts";
import { isKey } from "../store/content_hash.ts";
import { print, tell } from "../terminal/output.ts";
import { openWorkspace, useTemporaryFolder } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { listenForStop, stopCode } from "./stop.ts";

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
  const { store, environment } = openWorkspace({ artifacts });
  if (store.readRequest(key) === null) {
    throw new UsageError(
      `The store "${store.folder}" has no action ${key}: its keys are the file names in ` +
        `"${store.folder}/actions/", which a run writes`,
    );
  }
  useTemporaryFolder(store.folder);
  const stop = listenForStop((line) => tell(line));
  const outcome = await executeRequest(readRequest(store, key), store, environment, {
    threads,
    signal: stop.signal,
    onEvent: (event) => print(JSON.stringify(event)),
  });
  stop.close();
  print(JSON.stringify(outcome));
  if (outcome.type === "actionStopped") return stopCode();
  return outcome.type === "actionFinished" ? exitCodes.done : exitCodes.failed;
}
