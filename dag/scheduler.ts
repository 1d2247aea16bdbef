/**
 * Runs a graph of actions: as many at once as asked for, each as soon as what it reads is done.
 * It looks every action up again when its inputs are known, so equal outputs stop the wave.
 */
import type { ActionFailed, Event, Outcome } from "../schemas/events.ts";
import type { ContentHash } from "../store/content_hash.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { type Action, dependenciesOf } from "./action.ts";
import { failedAction } from "./execute.ts";
import type { Executor } from "./executors/executor.ts";
import { type ActionPlan, evaluateAction, type Plan, planActions } from "./plan.ts";
import type { Environment } from "./registry.ts";
import type { Request } from "./request.ts";

export interface RunOptions {
  readonly store: Store;
  readonly environment: Environment;
  readonly executor: Executor;
  /** Actions that may run at once. */
  readonly jobs: number;
  /** Processor cores to share among those that run at once. */
  readonly cores: number;
  /** After a failure, go on with the actions that do not depend on it. */
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
  onEvent(event: Event): void;
  /** Order in which actions that are ready are started; any order gives the same files. */
  readonly order?: (ready: readonly Action[]) => readonly Action[];
}

export interface RunResult {
  readonly status: "done" | "failed" | "stopped";
  readonly plan: Plan;
  /** Records of the links of every action that is done, by id. */
  readonly records: ReadonlyMap<string, readonly LinkRecord[]>;
  /** Ids of actions of which links ran. */
  readonly executed: readonly string[];
  /** Ids of actions that early cut-off spared. */
  readonly cutOff: readonly string[];
  readonly failed: readonly { readonly action: string; readonly message: string }[];
  /** Ids of actions that are not done: behind a failure, or after a stop. */
  readonly unfinished: readonly string[];
}

/** More executions of one action than this mean that the store loses what is written to it. */
const MAXIMUM_EXECUTIONS = 4;

/** Where a run stands. An action in none of these waits for what it reads. */
interface RunState {
  readonly options: RunOptions;
  readonly actions: readonly Action[];
  /** Actions that the plan did not find fresh. */
  readonly planned: ReadonlySet<string>;
  readonly done: Map<string, readonly LinkRecord[]>;
  readonly ready: Map<string, Request>;
  readonly running: Map<string, Promise<void>>;
  readonly failed: Map<string, string>;
  readonly executions: Map<string, number>;
  readonly executed: Set<string>;
  readonly cutOff: Set<string>;
}

/**
 * Brings every action up to date. Failures of actions are in the result.
 *
 * @throws {TypeError} when the actions are not a graph (see `planActions`).
 * @throws {RangeError} when `jobs` is not a positive integer.
 */
export async function runActions(
  actions: readonly Action[],
  options: RunOptions,
): Promise<RunResult> {
  const { jobs, onEvent } = options;
  if (!Number.isSafeInteger(jobs) || jobs < 1) {
    throw new RangeError(`Jobs must be a positive integer, current value is ${jobs}`);
  }
  const plan = planActions(actions, options.environment, options.store);
  onEvent({ type: "planned", actions: plan.map(describePlan) });
  const state = startState(plan, options);
  for (;;) {
    settle(state);
    start(state);
    if (state.running.size === 0) break;
    await Promise.race(state.running.values());
  }
  const result = conclude(plan, state);
  onEvent({
    type: "runFinished",
    status: result.status,
    executed: [...result.executed],
    cutOff: [...result.cutOff],
    failed: result.failed.map(({ action }) => action),
    unfinished: [...result.unfinished],
  });
  return result;
}

function startState(plan: Plan, options: RunOptions): RunState {
  const fresh = plan.filter(({ state }) => state === "fresh");
  const planned = plan.filter(({ state }) => state !== "fresh").map(({ action }) => action.id);
  return {
    options,
    actions: plan.map(({ action }) => action),
    planned: new Set(planned),
    done: new Map(fresh.map(({ action, records }) => [action.id, records])),
    ready: new Map(),
    running: new Map(),
    failed: new Map(),
    executions: new Map(),
    executed: new Set(),
    cutOff: new Set(),
  };
}

function describePlan({ action, state, because }: ActionPlan) {
  const sentences = because.map(({ sentence }) => sentence);
  return { action: action.id, stage: action.stage, state, because: sentences };
}

/** Looks up what waits: an action found fresh is done, which may settle those after it. */
function settle(state: RunState): void {
  const { done, ready, running, failed } = state;
  const { environment, store } = state.options;
  for (const action of state.actions) {
    const { id } = action;
    if ([done, ready, running, failed].some((group) => group.has(id))) continue;
    try {
      const evaluation = evaluateAction(action, done, environment, store);
      if (evaluation?.state === "stale") ready.set(id, evaluation.request);
      if (evaluation?.state === "fresh") finish(state, id, evaluation.records);
    } catch (error) {
      fail(state, failedAction(id, error));
    }
  }
}

function finish(state: RunState, id: string, records: readonly LinkRecord[]): void {
  state.done.set(id, records);
  if (!state.planned.has(id) || state.executions.has(id) || state.cutOff.has(id)) return;
  state.cutOff.add(id);
  state.options.onEvent({ type: "actionCutOff", action: id });
}

function fail(state: RunState, outcome: ActionFailed): void {
  state.failed.set(outcome.action, outcome.message);
  state.options.onEvent(outcome);
}

function canStart({ options, ready, running, failed }: RunState): boolean {
  return ready.size > 0 && running.size < options.jobs && !options.signal.aborted &&
    (options.keepGoing || failed.size === 0);
}

function start(state: RunState): void {
  const { options, ready, running } = state;
  const waiting = state.actions.filter(({ id }) => ready.has(id));
  for (const action of options.order?.(waiting) ?? waiting) {
    if (!canStart(state)) return;
    const request = ready.get(action.id)!;
    ready.delete(action.id);
    running.set(action.id, execute(state, request).finally(() => running.delete(action.id)));
  }
}

async function execute(state: RunState, request: Request): Promise<void> {
  const { action: id, stage } = request;
  const { executor, signal, onEvent, cores, jobs } = state.options;
  const count = (state.executions.get(id) ?? 0) + 1;
  state.executions.set(id, count);
  if (count > MAXIMUM_EXECUTIONS) {
    const times = `${MAXIMUM_EXECUTIONS} times`;
    const message = `"${id}" ran ${times}, and files it reads or writes are still not whole: ` +
      `check the disk of "${state.options.store.folder}"`;
    return fail(state, { type: "actionFailed", action: id, message, details: "" });
  }
  onEvent({ type: "actionStarted", action: id, stage });
  // A lone training gets all cores: with nothing beside it, they would stand idle.
  const sharing = Math.min(jobs, state.running.size + state.ready.size + 1);
  const threads = Math.max(1, Math.floor(cores / sharing));
  const outcome = await executor.execute(request, { threads, signal, onEvent })
    .catch((error) => failedAction(id, error));
  await settleOutcome(state, request, outcome);
}

/** Afterwards the action waits again, and `settle` looks up what has become of it. */
async function settleOutcome(state: RunState, request: Request, outcome: Outcome): Promise<void> {
  const { onEvent, signal, store } = state.options;
  const { action: id } = request;
  switch (outcome.type) {
    case "actionFinished":
      if (outcome.executed > 0) state.executed.add(id);
      return onEvent(outcome);
    case "actionFailed":
      return fail(state, outcome);
    case "actionStopped": {
      if (signal.aborted) return onEvent(outcome);
      const message = `"${id}" was stopped from outside`;
      return fail(state, { type: "actionFailed", action: id, message, details: "" });
    }
    case "objectDamaged": {
      onEvent(outcome);
      const producers = findProducers(state, outcome.hash);
      if (producers.size === 0 && isInput(request, outcome.hash)) {
        const message = `${outcome.message}. But no action makes this object: put it back by hand`;
        return fail(state, { type: "actionFailed", action: id, message, details: "" });
      }
      await store.quarantine(outcome.hash);
      forget(state, producers);
    }
  }
}

function isInput(request: Request, hash: ContentHash): boolean {
  return Object.values(request.inputs).some((files) => files.some((file) => file.hash === hash));
}

function findProducers(state: RunState, hash: ContentHash): Set<string> {
  const makes = ({ files }: LinkRecord) => Object.values(files).some((file) => file.hash === hash);
  const producers = [...state.done].filter(([, records]) => records.some(makes));
  return new Set(producers.map(([id]) => id));
}

/** Lets actions, and all that read from them, be looked up again. */
function forget(state: RunState, ids: ReadonlySet<string>): void {
  const forgotten = new Set(ids);
  for (const action of state.actions) {
    if (dependenciesOf(action).some((id) => forgotten.has(id))) forgotten.add(action.id);
  }
  for (const id of forgotten) {
    state.done.delete(id);
    state.ready.delete(id);
  }
}

function conclude(plan: Plan, state: RunState): RunResult {
  const { done, failed, options } = state;
  const ids = state.actions.map(({ id }) => id);
  const unfinished = ids.filter((id) => !done.has(id) && !failed.has(id));
  const stopped = options.signal.aborted && unfinished.length > 0;
  return {
    status: stopped ? "stopped" : failed.size > 0 ? "failed" : "done",
    plan,
    records: done,
    executed: ids.filter((id) => state.executed.has(id)),
    cutOff: ids.filter((id) => state.cutOff.has(id)),
    failed: [...failed].map(([action, message]) => ({ action, message })),
    unfinished,
  };
}
