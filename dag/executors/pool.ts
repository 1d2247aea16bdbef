/**
 * Runs actions in processes that stay warm: a worker takes one action after another, so that the
 * start of a process and the loading of modules are paid once. A crash fails the action that ran
 * in it and nothing else.
 */
import type { Outcome } from "../../schemas/events.ts";
import type { Store } from "../../store/store.ts";
import type { ExecuteOptions } from "../execute.ts";
import { type Request, writeRequest } from "../request.ts";
import type { Executor } from "./executor.ts";
import { loadedName, WorkerProcess } from "./worker_process.ts";

/** Libraries keep memory for later; beyond this a new process is cheaper than what they keep. */
const MEMORY_LIMIT = 1e9;

export interface PoolOptions {
  /** Arguments of `deno` that start a program which calls `serveActions`. */
  readonly command: readonly string[];
  /** Workers at once. */
  readonly slots: number;
  /** Called before a worker is told to load a stage, with its engine, that it has not loaded. */
  beforeLoad?(request: Request): void;
  /** A worker that holds more bytes than this after an action is replaced. */
  readonly memoryLimit?: number;
}

export interface WorkerPool extends Executor, AsyncDisposable {}

/**
 * An executor of warm workers, started as they are needed in the store's folder. A worker is used
 * again only after an action that finished; one that failed, was stopped, ended by itself or holds
 * too much memory is replaced by a new one, and so is one that has loaded other code for a stage.
 * Ends its workers when it is disposed of; they end by themselves when this process does.
 */
export function workerPool(
  store: Store,
  { command, slots, beforeLoad, memoryLimit = MEMORY_LIMIT }: PoolOptions,
): WorkerPool {
  const idle = new Set<WorkerProcess>();

  function start(): WorkerProcess {
    const worker = new WorkerProcess(command, store.folder);
    worker.ended.then(() => idle.delete(worker));
    return worker;
  }

  /** A worker that has loaded the stage, or one that can, or a new one. */
  async function take(request: Request): Promise<WorkerProcess> {
    const { code, engine } = request;
    const name = loadedName(request);
    for (const worker of idle) {
      const loaded = worker.loaded.get(name);
      if (loaded === undefined || (loaded.code === code && loaded.engine === engine)) continue;
      idle.delete(worker); // its modules stay what they were, even if the files changed since
      await worker.close();
    }
    const workers = [...idle];
    const worker = workers.find(({ loaded }) => loaded.has(name)) ?? workers[0];
    if (worker === undefined) return start();
    idle.delete(worker);
    return worker;
  }

  async function execute(
    requests: readonly Request[],
    options: ExecuteOptions,
  ): Promise<readonly Outcome[]> {
    const stopped = requests.map(({ action }): Outcome => ({ type: "actionStopped", action }));
    const [first] = requests;
    if (options.signal.aborted || first === undefined) return stopped;
    for (const request of requests) await writeRequest(store, request);
    while (!options.signal.aborted) {
      const worker = await take(first); // what is executed together is of one stage and engine
      if (!worker.loaded.has(loadedName(first))) beforeLoad?.(first);
      const ending = await worker.execute(requests, options);
      if (ending === null) continue; // it had died of something between two orders
      const { outcomes, memory } = ending;
      const finished = outcomes.every(({ type }) => type === "actionFinished");
      if (finished && memory !== null && memory <= memoryLimit) idle.add(worker);
      else await worker.close();
      return outcomes;
    }
    return stopped;
  }

  return {
    slots,
    execute,
    async [Symbol.asyncDispose]() {
      await Promise.all([...idle].map((worker) => worker.close()));
    },
  };
}
