/** Executes one request in this process: skips links that have records, runs the others. */
import type { ActionFailed, Event, Outcome } from "../schemas/events.ts";
import { mapConcurrently } from "../store/concurrency.ts";
import { DamagedObjectError, MissingObjectError } from "../store/errors.ts";
import { Syncs } from "../store/publish.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { findRecord, isFinished, linkKey } from "./links.ts";
import { type Environment, findEngine, stageCode, stageEntry } from "./registry.ts";
import { normalizeRequest, type Request, workOf } from "./request.ts";
import type { FileReferences, Files, LinkRunner, Progress, StageContext } from "./stage.ts";

/** How an execution is done; nothing of this may change a byte of what comes out. */
export interface ExecuteOptions {
  readonly threads: number;
  /** Aborted: the link that runs may stop at a safe point and is then not recorded. */
  readonly signal: AbortSignal;
  onEvent(event: Event): void;
}

/**
 * Makes every link of a request that has no record; each is published as soon as it is done, so a
 * crash loses at most one link. Failures are values: the outcome says how it ended.
 */
export async function executeRequest(
  request: Request,
  store: Store,
  environment: Environment,
  options: ExecuteOptions,
): Promise<Outcome> {
  const action = request.action;
  // Kept apart from what the stage throws, which may wrap it.
  const unreadable: (DamagedObjectError | MissingObjectError)[] = [];
  try {
    const executed = await runLinks(
      normalizeRequest(request),
      store,
      environment,
      options,
      unreadable,
    );
    return { type: "actionFinished", action, executed };
  } catch (error) {
    const object = unreadable[0];
    if (object !== undefined) {
      const { message, file: { hash } } = object;
      return { type: "objectDamaged", action, hash, message };
    }
    if (options.signal.aborted) return { type: "actionStopped", action };
    return failedAction(action, error);
  }
}

async function runLinks(
  request: Request,
  store: Store,
  environment: Environment,
  options: ExecuteOptions,
  unreadable: Error[],
): Promise<number> {
  const work = workOf(request);
  const records: LinkRecord[] = [];
  let progressed: (progress: Progress) => void = () => {};
  /** What people watch stays in sight from one link to the next, until it is measured again. */
  let watched: Progress["values"] = {};
  let runner: LinkRunner | null = null;
  const syncs = new Syncs();
  /** Bytes of the files of the link before, by their hashes: the next one begins with them. */
  let latest: ReadonlyMap<string, Uint8Array> = new Map();
  let executed = 0;
  const context: Omit<StageContext, "engine" | "part"> = {
    params: request.params,
    inputs: request.inputs,
    threads: options.threads,
    signal: options.signal,
    progress: (progress) => progressed(progress),
    read: async (file) => {
      try {
        return latest.get(file.hash) ?? await store.read(file);
      } catch (error) {
        if (error instanceof DamagedObjectError || error instanceof MissingObjectError) {
          unreadable.push(error);
        }
        throw error;
      }
    },
  };
  try {
    while (!isFinished(work, records)) {
      const previous = records.at(-1) ?? null;
      const key = linkKey(work, records.length, previous);
      const found = await findRecord(store, key);
      if (found !== null && found.lostFile === null) {
        records.push(found.record);
        continue;
      }
      options.signal.throwIfAborted();
      const { action, links } = request;
      const place = { action, link: records.length, links: links.length };
      progressed = ({ done, total, values }) => {
        watched = { ...watched, ...values };
        const progress = finite({ done, total, values: watched });
        options.onEvent({ type: "actionProgress", ...place, ...progress });
      };
      runner ??= await prepare(request, environment, context);
      const result = await runner.run(
        key.link,
        key.previous === null ? null : previous!.files,
        request.each?.[place.link] ?? null,
      );
      // The disk may take as long as a link: it has until the next one is done.
      await syncs.settle();
      const files = await putFiles(store, result.files, syncs);
      latest = new Map(
        Object.entries(files).map(([name, { hash }]) => [hash, result.files[name]!]),
      );
      const record = { key, files, ended: result.ended ?? false, action };
      const written = await store.writeRecord(record, syncs);
      options.onEvent({ type: "linkFinished", ...place, key: written });
      records.push(record);
      executed++;
    }
    await syncs.settle();
  } finally {
    await runner?.close?.();
  }
  return executed;
}

/** Loads the stage's code, makes sure that it is what the request was made for, then the engine. */
async function prepare(
  request: Request,
  environment: Environment,
  context: Omit<StageContext, "engine" | "part">,
): Promise<LinkRunner> {
  const entry = stageEntry(environment, request.stage);
  const stage = await entry.load();
  const part = request.part === undefined ? null : await entry.part!(request.part).load();
  const code = stageCode(environment, request);
  if (code !== request.code) {
    throw new Error(
      `The code of stage "${request.stage}" changed since this was planned ` +
        `(${request.code.slice(0, 8)} is now ${code.slice(0, 8)}): run the command again`,
    );
  }
  const engine = request.engine === null
    ? null
    : await findEngine(environment, request.engine).load();
  return await stage.prepare({ ...context, engine, part });
}

async function putFiles(store: Store, files: Files, syncs: Syncs): Promise<FileReferences> {
  const references = await mapConcurrently(
    Object.entries(files),
    async ([name, bytes]) => [name, await store.putBytes(bytes, syncs)] as const,
  );
  return Object.fromEntries(references);
}

/** JSON has no NaN: a loss that diverged is shown as null. */
function finite({ done, total, values }: Progress) {
  const entries = Object.entries(values)
    .map(([name, value]) => [name, Number.isFinite(value) ? value : null] as const);
  return { done, total, values: Object.fromEntries(entries) };
}

/** The outcome for something thrown. */
export function failedAction(action: string, error: unknown): ActionFailed {
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof Error ? error.stack ?? "" : "";
  return { type: "actionFailed", action, message, details };
}
