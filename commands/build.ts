/** Brings actions up to date and uses what they made; damage found in use is healed. */
import { join } from "node:path";
import type { Action } from "../dag/action.ts";
import type { Executor } from "../dag/executors/executor.ts";
import { wasBundlerStopped } from "../dag/fingerprint.ts";
import { openEventLog } from "../dag/log_file.ts";
import { planActions } from "../dag/plan.ts";
import { RecordIndex } from "../dag/record_index.ts";
import { runActions, type RunOptions, type RunResult } from "../dag/scheduler.ts";
import type { Event } from "../schemas/events.ts";
import type { ContentHash } from "../store/content_hash.ts";
import { DamagedObjectError, MissingObjectError } from "../store/errors.ts";
import { removeLeftovers } from "../store/leftovers.ts";
import type { Store } from "../store/store.ts";
import { tell } from "../terminal/output.ts";
import { showProgress } from "../terminal/progress.ts";
import type { Workspace } from "./artifacts.ts";
import { listenForStop } from "./stop.ts";
import { openPool } from "./worker_pool.ts";

export interface BuildOptions {
  /** Names the log. */
  readonly name: string;
  readonly jobs: number;
  /** Runs that train as one program at most, on devices where that pays; 1 if left out. */
  readonly batchRuns?: number;
  readonly keepGoing: boolean;
  /** Fail instead of training. */
  readonly frozen: boolean;
  /** Read every finished object first, so that damage is found before it is used. */
  readonly verify: boolean;
  /** No display: stdout is for JSON. */
  readonly json: boolean;
  readonly onDone?: RunOptions["onDone"];
  /** What is known of the store already, by who has looked just before. */
  readonly index?: RecordIndex;
}

/** A disk that damages one object again and again is not for us to heal. */
const MAXIMUM_ATTEMPTS = 4;

/** Nothing is written for a day: what is older was left by a process that was killed. */
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Brings actions up to date, then calls `use` with the result. When that finds an object damaged
 * or missing, the object and all others that are damaged are set aside and made again, and `use` is
 * called again.
 *
 * @throws {StoreError} when files cannot be written, or an object stays damaged.
 */
export async function buildAndUse<T>(
  actions: readonly Action[],
  workspace: Workspace,
  options: BuildOptions,
  use: (result: RunResult) => Promise<T>,
): Promise<{ readonly result: RunResult; readonly used: T }> {
  workspace.store.checkFolders();
  await removeLeftovers(workspace.store.folder, new Date(Date.now() - LEFTOVER_AGE_MS));
  if (options.verify) await setDamagedAside(actions, workspace);
  const attempts = new Map<ContentHash, number>();
  let index = options.verify ? undefined : options.index;
  for (;;) {
    const result = await build(actions, workspace, options, index);
    index = undefined;
    try {
      return { result, used: await use(result) };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const { hash } = error.file;
      const count = (attempts.get(hash) ?? 0) + 1;
      if (count > MAXIMUM_ATTEMPTS) throw error;
      attempts.set(hash, count);
      const aside = await setDamagedAside(actions, workspace);
      if (!aside.has(hash)) await setAside(workspace.store, error);
    }
  }
}

function isUnreadable(error: unknown): error is DamagedObjectError | MissingObjectError {
  return error instanceof DamagedObjectError || error instanceof MissingObjectError;
}

async function setAside(
  store: Store,
  { file, path }: DamagedObjectError | MissingObjectError,
): Promise<void> {
  tell(`Object ${file.hash} is not whole: it is set aside and made again. File: ${path}`);
  await store.quarantine(file.hash);
}

/** Reads every object that the actions made, and returns the hashes of those it set aside. */
async function setDamagedAside(
  actions: readonly Action[],
  { store, environment }: Workspace,
): Promise<ReadonlySet<ContentHash>> {
  const aside = new Set<ContentHash>();
  const plan = await planActions(actions, environment, new RecordIndex(store));
  const records = plan.flatMap((entry) => entry.records);
  const files = records.flatMap((record) => Object.values(record.files));
  for (const file of new Map(files.map((each) => [each.hash, each])).values()) {
    try {
      await store.read(file);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      await setAside(store, error);
      aside.add(file.hash);
    }
  }
  return aside;
}

async function build(
  actions: readonly Action[],
  workspace: Workspace,
  { name, jobs, batchRuns = 1, keepGoing, frozen, json, onDone }: BuildOptions,
  index: RecordIndex | undefined,
): Promise<RunResult> {
  const { store, environment } = workspace;
  const log = await openEventLog(store, logName(name), () => new Date());
  const cores = navigator.hardwareConcurrency;
  const display = showProgress(actions, { quiet: json, jobs, cores });
  const stop = listenForStop(display.say);
  await using pool = openPool(workspace, {
    slots: jobs,
    compiles: actions.some(({ engine }) => engine === "native/cpu"),
  });
  try {
    return await runActions(actions, {
      store,
      environment,
      executor: frozen ? refuseTraining(pool) : pool,
      cores,
      together: batchRuns,
      keepGoing,
      signal: stop.signal,
      ...onDone === undefined ? {} : { onDone },
      ...index === undefined ? {} : { index },
      onEvent(event: Event) {
        log.write(event);
        display.onEvent(event);
      },
    });
  } catch (error) {
    if (!wasBundlerStopped(error)) throw error;
    return stoppedBeforePlanning(actions);
  } finally {
    display.close();
    log.close();
    stop.close();
  }
}

function stoppedBeforePlanning(actions: readonly Action[]): RunResult {
  const unfinished = actions.map(({ id }) => id);
  const nothing = { links: 0, executed: [], shared: [], cutOff: [], failed: [] };
  return { status: "stopped", plan: [], records: new Map(), ...nothing, unfinished };
}

/** Where the events of runs of this name are kept. */
export function logPath(store: Store, name: string): string {
  return join(store.folder, logName(name));
}

function logName(name: string): string {
  return join("logs", `${name}.jsonl`);
}

/** An executor for machines that only redraw: training there is a mistake, not work to do. */
function refuseTraining(executor: Executor): Executor {
  return {
    slots: executor.slots,
    execute(requests, options) {
      if (requests[0]?.stage !== "train") return executor.execute(requests, options);
      return Promise.resolve(requests.map(({ action }) => ({
        type: "actionFailed",
        action,
        message: `"${action}" is not in the store, and --frozen forbids training: ` +
          "restore artifacts/ from where it was trained, or run without --frozen",
        details: "",
      })));
    },
  };
}
