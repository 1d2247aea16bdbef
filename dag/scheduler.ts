/**
 * Runs a graph of actions: as many at once as the executor takes, each as soon as what it reads is
 * done. It looks every action up again when its inputs are known, so equal outputs stop the wave.
 */
import type { ActionFailed, Event, Outcome } from "../schemas/events.ts";
import { mapConcurrently } from "../store/concurrency.ts";
import type { ContentHash, Key } from "../store/content_hash.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { type Action, dependenciesOf } from "./action.ts";
import { failedAction } from "./execute.ts";
import { type Executor, threadsEach } from "./executors/executor.ts";
import { firstKey } from "./links.ts";
import { evaluateAction, type Plan, planActions } from "./plan.ts";
import { ReadyRequests } from "./ready.ts";
import { RecordIndex } from "./record_index.ts";
import type { Environment } from "./registry.ts";
import { type Request, workOf } from "./request.ts";
import { Waiting } from "./waiting.ts";

export interface RunOptions {
  readonly store: Store;
  readonly environment: Environment;
  readonly executor: Executor;
  /** Processor cores to share among those that run at once. */
  readonly cores: number;
  /** Requests that are executed together at most, where stage and engine can; 1 if left out. */
  readonly together?: number;
  /** After a failure, go on with the actions that do not depend on it. */
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
  /** What is known of the store already; it is read anew if left out. */
  readonly index?: RecordIndex;
  onEvent(event: Event): void;
  /** Told of each action that is done, as soon as it is, and again after its files were healed. */
  readonly onDone?: (action: string, records: readonly LinkRecord[]) => void;
  /**
   * Place of an action in the line of those that are ready, by default its place among the actions
   * (`index`): what was begun first is brought to its end first. Any order gives the same files.
   */
  readonly place?: (index: number) => number;
}

export interface RunResult {
  readonly status: "done" | "failed" | "stopped";
  readonly plan: Plan;
  /** Records of the links of every action that is done, by id. */
  readonly records: ReadonlyMap<string, readonly LinkRecord[]>;
  /** Number of links that ran, those of actions that were stopped or failed later among them. */
  readonly links: number;
  /** Ids of actions of which links ran. */
  readonly executed: readonly string[];
  /** Ids of actions that are the same work as another, which ran. */
  readonly shared: readonly string[];
  /** Ids of actions that early cut-off spared. */
  readonly cutOff: readonly string[];
  readonly failed: readonly { readonly action: string; readonly message: string }[];
  /** Ids of actions that are not done: behind a failure, or after a stop. */
  readonly unfinished: readonly string[];
}

/** More attempts than this at one thing mean that the store loses what is written to it. */
const MAXIMUM_ATTEMPTS = 4;

/** Where a run stands. */
interface RunState {
  readonly options: RunOptions;
  readonly plan: Plan;
  readonly byId: ReadonlyMap<string, { readonly action: Action; readonly place: number }>;
  /** Ids of actions that the plan did not find fresh. */
  readonly due: ReadonlySet<string>;
  readonly done: Map<string, readonly LinkRecord[]>;
  readonly waiting: Waiting;
  /** Ids of actions with known inputs that are to be looked up. */
  readonly unseen: Set<string>;
  readonly ready: ReadyRequests;
  /** What runs, by the key of its first link: ids of the action and of those it shares this with. */
  readonly running: Map<Key, string[]>;
  readonly busy: Set<string>;
  readonly failed: Map<string, string>;
  /** By id of an action that runs in vain, or hash of an object that is damaged again. */
  readonly attempts: Map<string, number>;
  readonly started: Set<string>;
  readonly executed: Set<string>;
  readonly joined: Set<string>;
  readonly shared: Set<string>;
  readonly cutOff: Set<string>;
  readonly idle: PromiseWithResolvers<void>;
  looking: boolean;
  /** How many slots are taken, and how many of them by requests that go alone. */
  readonly slots: { taken: number; alone: number };
  links: number;
}

/**
 * Brings every action up to date. Failures of actions are in the result.
 *
 * @throws {TypeError} when the actions are not a graph (see `planActions`).
 * @throws {RangeError} when the executor has no slots.
 */
export async function runActions(
  actions: readonly Action[],
  options: RunOptions,
): Promise<RunResult> {
  const { executor: { slots }, environment, store, onEvent, index } = options;
  if (!Number.isSafeInteger(slots) || slots < 1) {
    throw new RangeError(`The slots of an executor must be a positive integer, not ${slots}`);
  }
  const plan = await planActions(actions, environment, index ?? new RecordIndex(store));
  onEvent({
    type: "planned",
    actions: plan.map(({ action: { id, stage }, state }) => ({ action: id, stage, state })),
  });
  const state = startState(plan, options);
  proceed(state);
  await state.idle.promise;
  const result = conclude(state);
  const { status, links, executed, shared, cutOff, unfinished } = result;
  onEvent({
    type: "runFinished",
    ...{ status, links },
    executed: [...executed],
    shared: [...shared],
    cutOff: [...cutOff],
    failed: result.failed.map(({ action }) => action),
    unfinished: [...unfinished],
  });
  return result;
}

function startState(plan: Plan, options: RunOptions): RunState {
  const actions = plan.map(({ action }) => action);
  const fresh = plan.filter((entry) => entry.state === "fresh");
  const due = plan.filter((entry) => entry.state !== "fresh");
  const done = new Map(fresh.map(({ action, records }) => [action.id, records]));
  const state: RunState = {
    options,
    plan,
    byId: new Map(actions.map((action, index) => [
      action.id,
      { action, place: options.place?.(index) ?? index },
    ])),
    due: new Set(due.map(({ action }) => action.id)),
    done,
    waiting: new Waiting(actions, done),
    unseen: new Set(),
    ready: new ReadyRequests(options.environment, options.together ?? 1),
    running: new Map(),
    busy: new Set(),
    failed: new Map(),
    attempts: new Map(),
    started: new Set(),
    executed: new Set(),
    joined: new Set(),
    shared: new Set(),
    cutOff: new Set(),
    idle: Promise.withResolvers(),
    looking: false,
    slots: { taken: 0, alone: 0 },
    links: 0,
  };
  for (const [id, records] of done) options.onDone?.(id, records);
  for (const { action, request } of due) {
    if (request === null) see(state, action.id);
    else enqueue(state, request);
  }
  return state;
}

/**
 * Takes the next steps. Nothing is started while something is looked up: what comes to light may
 * have an earlier place, and a figure must not wait for the training of another experiment.
 */
function proceed(state: RunState): void {
  if (state.looking) return;
  if (state.unseen.size > 0) return proceedAfter(state, lookUp(state));
  while (canStart(state)) {
    const next = state.ready.take(state.slots.alone > 0);
    if (next === null) break;
    const started: Started[] = [];
    for (const request of next.requests) {
      const { action } = request;
      const key = firstKey(workOf(request));
      const sharing = state.running.get(key);
      state.busy.add(action);
      if (sharing === undefined) {
        state.running.set(key, [action]);
        started.push({ request, key });
      } else {
        sharing.push(action);
        state.joined.add(action);
      }
    }
    if (started.length > 0) proceedAfter(state, occupySlot(state, started, next.alone));
  }
  if (state.running.size === 0) state.idle.resolve();
}

function proceedAfter(state: RunState, work: Promise<void>): void {
  work.then(() => proceed(state)).catch((error) => state.idle.reject(error));
}

/** A request that starts, with the key of its first link. */
interface Started {
  readonly request: Request;
  readonly key: Key;
}

function canStart({ options, ready, slots, failed }: RunState): boolean {
  return ready.size > 0 && slots.taken < options.executor.slots && !options.signal.aborted &&
    (options.keepGoing || failed.size === 0);
}

async function occupySlot(
  state: RunState,
  started: readonly Started[],
  alone: boolean,
): Promise<void> {
  const { slots } = state;
  slots.taken++;
  slots.alone += Number(alone);
  await execute(state, started);
  slots.taken--;
  slots.alone -= Number(alone);
}

/** Lets an action be looked up, if it is not done and nothing stands in the way. */
function see({ waiting, done, busy, failed, unseen }: RunState, id: string): void {
  const elsewhere = [done, busy, failed].some((group) => group.has(id));
  if (!elsewhere && waiting.isReady(id)) unseen.add(id);
}

async function lookUp(state: RunState): Promise<void> {
  state.looking = true;
  const ids = [...state.unseen];
  state.unseen.clear();
  const { environment, store } = state.options;
  await mapConcurrently(ids, async (id) => {
    const { action } = state.byId.get(id)!;
    try {
      const evaluation = await evaluateAction(action, state.done, environment, store);
      if (!state.waiting.isReady(id)) return; // what it reads was lost in the meantime
      if (evaluation?.state === "stale") enqueue(state, evaluation.request);
      if (evaluation?.state === "fresh") finish(state, id, evaluation.records);
    } catch (error) {
      fail(state, failedAction(id, error));
    }
  });
  state.looking = false;
}

function enqueue(state: RunState, request: Request): void {
  state.ready.add(request, state.byId.get(request.action)!.place);
}

/** An action that did not run is the same work as one that did, or was spared by equal inputs. */
function finish(state: RunState, id: string, records: readonly LinkRecord[]): void {
  const { done, waiting, attempts, started, joined, shared, cutOff, options } = state;
  done.set(id, records);
  attempts.delete(id);
  options.onDone?.(id, records);
  for (const reader of waiting.finish(id)) see(state, reader);
  if (!state.due.has(id) || [started, shared, cutOff].some((group) => group.has(id))) return;
  (joined.has(id) ? shared : cutOff).add(id);
  options.onEvent({ type: joined.has(id) ? "actionShared" : "actionCutOff", action: id });
}

function fail(state: RunState, outcome: ActionFailed): void {
  state.failed.set(outcome.action, outcome.message);
  state.options.onEvent(outcome);
}

async function execute(state: RunState, started: readonly Started[]): Promise<void> {
  const { options: { executor, signal, onEvent, cores }, running, ready, slots, busy } = state;
  // A lone training gets all cores: with nothing beside it, they would stand idle.
  const atOnce = Math.min(executor.slots, slots.taken + ready.size);
  const threads = threadsEach(cores, atOnce);
  const requests: Request[] = [];
  for (const { request } of started) {
    const { action, stage } = request;
    if (isTooOften(state, action)) {
      const message =
        `"${action}" ran ${MAXIMUM_ATTEMPTS} times, and files it reads or writes are ` +
        `still not whole: check the disk of "${state.options.store.folder}"`;
      fail(state, { type: "actionFailed", action, message, details: "" });
      continue;
    }
    state.started.add(action);
    onEvent({ type: "actionStarted", action, stage });
    requests.push(request);
  }
  if (requests.length > 0) {
    const outcomes = await executor.execute(requests, {
      threads,
      signal,
      onEvent: (event) => {
        if (event.type === "linkFinished") state.links++;
        onEvent(event);
      },
    }).catch((error) => requests.map(({ action }) => failedAction(action, error)));
    for (const [index, request] of requests.entries()) {
      await settle(state, request, outcomes[index]!);
    }
  }
  for (const { key } of started) {
    const sharing = running.get(key)!;
    running.delete(key);
    for (const id of sharing) {
      busy.delete(id);
      see(state, id);
    }
  }
}

/** Counts attempts at one thing. */
function isTooOften({ attempts }: RunState, thing: string): boolean {
  const count = (attempts.get(thing) ?? 0) + 1;
  attempts.set(thing, count);
  return count > MAXIMUM_ATTEMPTS;
}

/** Afterwards the action is looked up again, which shows what has become of it. */
async function settle(state: RunState, request: Request, outcome: Outcome): Promise<void> {
  const { onEvent, signal, store } = state.options;
  const { action } = request;
  const failure = (message: string) =>
    fail(state, { type: "actionFailed", action, message, details: "" });
  switch (outcome.type) {
    case "actionFinished":
      if (outcome.executed > 0) state.executed.add(action);
      return onEvent(outcome);
    case "actionFailed":
      return fail(state, outcome);
    case "actionStopped":
      return signal.aborted ? onEvent(outcome) : failure(`"${action}" was stopped from outside`);
    case "objectDamaged": {
      const { hash, message } = outcome;
      onEvent(outcome);
      const makers = findMakers(state, hash);
      // A maker whose own inputs are being mended is not among those that are done.
      if (makers.length === 0 && isInput(request, hash) && !isWaiting(state, action)) {
        return failure(`${message}. But no action makes this object: put it back by hand`);
      }
      if (isTooOften(state, hash)) {
        return failure(`${message}. It was made again ${MAXIMUM_ATTEMPTS} times: check the disk`);
      }
      state.attempts.delete(action); // it ran in vain for a reason that is being mended
      await store.quarantine(hash);
      forget(state, makers);
    }
  }
}

function isWaiting({ byId, done }: RunState, id: string): boolean {
  return dependenciesOf(byId.get(id)!.action).some((each) => !done.has(each));
}

function isInput(request: Request, hash: ContentHash): boolean {
  return Object.values(request.inputs).some((files) => files.some((file) => file.hash === hash));
}

function findMakers(state: RunState, hash: ContentHash): string[] {
  const makes = ({ files }: LinkRecord) => Object.values(files).some((file) => file.hash === hash);
  return [...state.done].filter(([, records]) => records.some(makes)).map(([id]) => id);
}

/** Lets actions, and all that read from them, be looked up again. */
function forget(state: RunState, ids: readonly string[]): void {
  const forgotten = state.waiting.withReaders(ids);
  for (const id of forgotten) {
    state.done.delete(id);
    state.ready.remove(id);
    state.unseen.delete(id);
  }
  state.waiting.recount(forgotten);
  for (const id of forgotten) see(state, id);
}

function conclude(state: RunState): RunResult {
  const { plan, done, failed, options, links } = state;
  const ids = plan.map(({ action }) => action.id);
  const unfinished = ids.filter((id) => !done.has(id) && !failed.has(id));
  const stopped = options.signal.aborted && unfinished.length > 0;
  return {
    status: stopped ? "stopped" : failed.size > 0 ? "failed" : "done",
    plan,
    records: done,
    links,
    executed: ids.filter((id) => state.executed.has(id)),
    shared: ids.filter((id) => state.shared.has(id)),
    cutOff: ids.filter((id) => state.cutOff.has(id)),
    failed: [...failed].map(([action, message]) => ({ action, message })),
    unfinished,
  };
}
