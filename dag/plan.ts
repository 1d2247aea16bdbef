/** What a run would do, from actions and records alone; it reads, and changes nothing. */
import type { Json } from "../store/canonical_json.ts";
import { mapConcurrently } from "../store/concurrency.ts";
import type { ContentHash } from "../store/content_hash.ts";
import type { FileReference, KeyObject, LinkRecord } from "../store/record.ts";
import { SCHEMA } from "../store/record.ts";
import { type Action, dependenciesOf, eachInputs, sortActions } from "./action.ts";
import {
  completeInputs,
  type DoneRecords,
  type KnownInputs,
  knownInputs,
  partInputs,
  resolveInputs,
} from "./inputs.ts";
import { linkKey, type LinkWork, type RecordSource, walkLinks } from "./links.ts";
import type { RecordIndex } from "./record_index.ts";
import { codeIdentity, type Environment } from "./registry.ts";
import type { Request } from "./request.ts";
import { workOf } from "./request.ts";

/** What is to be expected of one action. Why it runs, `explainPlan` says of those that are shown. */
export interface ActionPlan {
  readonly action: Action;
  /**
   * `fresh`: every link has a record. `stale`: it runs for certain. `conditional`: something it
   * reads will be made again, and it runs if that comes out different from last time.
   */
  readonly state: "fresh" | "stale" | "conditional";
  /** Records of the links that are done, from the first on; none where inputs are not known yet. */
  readonly records: readonly LinkRecord[];
  /** What has to be executed; null for what is fresh, and where inputs are not known yet. */
  readonly request: Request | null;
  /** Where it has to go on; null for what is fresh. */
  readonly next: NextLink | null;
}

/** The first link of an action that has no whole record. */
export interface NextLink {
  /** Its key, without what is not known yet. */
  readonly key: KeyObject;
  /** Name of the file that is gone, when the link has a record and lacks only that. */
  readonly lostFile: string | null;
  /** Names of the inputs that are not known before other actions are done. */
  readonly unknown: readonly string[];
}

/** One entry for each action, in an order in which each comes after those it reads from. */
export type Plan = readonly ActionPlan[];

/** An action whose inputs are known: fresh with its records, or stale with a request for it. */
export type Evaluation =
  | { readonly state: "fresh"; readonly records: readonly LinkRecord[] }
  | { readonly state: "stale"; readonly request: Request };

/** Looks an action up; null while something it reads is not done. Plan and run both use this. */
export async function evaluateAction(
  action: Action,
  done: DoneRecords,
  environment: Environment,
  source: RecordSource,
): Promise<Evaluation | null> {
  const inputs = resolveInputs(action, done);
  if (inputs === null) return null;
  const request = requestFor(action, inputs, environment);
  const walk = await walkLinks(workOf(request), source);
  return walk.next === null
    ? { state: "fresh", records: walk.records }
    : { state: "stale", request };
}

/**
 * The plan for a set of actions.
 *
 * @throws {TypeError} for sets that are not a graph (see `sortActions`), unknown stages and files
 * that no action makes.
 */
export async function planActions(
  actions: readonly Action[],
  environment: Environment,
  index: RecordIndex,
): Promise<Plan> {
  const sorted = sortActions(actions);
  const done = new Map<string, readonly LinkRecord[]>();
  const entries = new Map<string, ActionPlan>();
  for (const level of levelsOf(sorted)) {
    const planned = await mapConcurrently(
      level,
      (action) => planAction(action, done, environment, index),
    );
    for (const entry of planned) {
      entries.set(entry.action.id, entry);
      if (entry.state === "fresh") done.set(entry.action.id, entry.records);
    }
  }
  return sorted.map(({ id }) => entries.get(id)!);
}

/** Groups of actions that read only from groups before their own. */
function levelsOf(sorted: readonly Action[]): Action[][] {
  const levels: Action[][] = [];
  const levelOf = new Map<string, number>();
  for (const action of sorted) {
    let level = 0;
    for (const id of dependenciesOf(action)) level = Math.max(level, levelOf.get(id)! + 1);
    levelOf.set(action.id, level);
    (levels[level] ??= []).push(action);
  }
  return levels;
}

async function planAction(
  action: Action,
  done: DoneRecords,
  environment: Environment,
  index: RecordIndex,
): Promise<ActionPlan> {
  const known = knownInputs(action, done);
  const inputs = completeInputs(known);
  if (inputs === null) return await planPending(action, known, environment, index);
  const request = requestFor(action, inputs, environment);
  const { records, next, lostFile } = await walkLinks(workOf(request), index);
  return next === null
    ? { action, state: "fresh", records, request: null, next: null }
    : { action, state: "stale", records, request, next: { key: next, lostFile, unknown: [] } };
}

function requestFor(
  action: Action,
  inputs: Readonly<Record<string, readonly FileReference[]>>,
  environment: Environment,
): Request {
  const { id, stage, part, params } = action;
  const parted = partInputs(action, inputs);
  return {
    schema: SCHEMA,
    action: id,
    stage,
    ...part === undefined ? {} : { part },
    params,
    links: linksOf(action, parted),
    ...parted,
    ...codeIdentity(environment, action),
  };
}

/** Of work per file, the same link for each file. */
function linksOf(action: Action, { each }: { readonly each?: readonly unknown[] }): Json[] {
  return each === undefined ? [...action.links] : each.map(() => action.links[0]!);
}

/**
 * An action that reads something which is still to be made runs for certain unless records for
 * all its links exist that agree with everything that is known.
 */
async function planPending(
  action: Action,
  inputs: KnownInputs,
  environment: Environment,
  index: RecordIndex,
): Promise<ActionPlan> {
  const unknown = Object.keys(inputs).filter((name) => inputs[name]!.includes(null));
  const { stage, params } = action;
  const hashes = knownHashes(inputs);
  const countable = !eachInputs(action).some((name) => unknown.includes(name));
  const parted = countable ? partInputs(action, hashes) : { inputs: hashes };
  const work: LinkWork = {
    stage,
    params,
    links: linksOf(action, parted),
    ...parted,
    ...codeIdentity(environment, action),
  };
  const key = linkKey(work, 0, null);
  const pending = { work, key, inputs, unknown, countable };
  return {
    action,
    state: await mayBeSpared(pending, index) ? "conditional" : "stale",
    records: [],
    request: null,
    next: { key, lostFile: null, unknown },
  };
}

function knownHashes(inputs: KnownInputs): Record<string, ContentHash[]> {
  const hashes = Object.entries(inputs).map(([name, sources]) => [
    name,
    sources.flatMap((files) => files ?? []).map(({ hash }) => hash),
  ]);
  return Object.fromEntries(hashes);
}

/** What is known of an action that reads something which is still to be made. */
interface Pending {
  readonly work: LinkWork;
  readonly key: KeyObject;
  readonly inputs: KnownInputs;
  readonly unknown: readonly string[];
  /** False for work per file while it is not known how many files there will be. */
  readonly countable: boolean;
}

async function mayBeSpared(
  { work, key, inputs, unknown, countable }: Pending,
  index: RecordIndex,
): Promise<boolean> {
  for (const { key: { inputs: found } } of await index.agreeing(key, unknown)) {
    if (!unknown.every((name) => agrees(found[name]!, inputs[name]!))) continue;
    if (!countable) return true;
    const open = Object.fromEntries(unknown.map((name) => [name, found[name]!]));
    const guess = { ...work, inputs: { ...work.inputs, ...open } };
    if ((await walkLinks(guess, index)).next === null) return true;
  }
  return false;
}

/** True when hashes can be what the sources give; an unknown source may give any number. */
function agrees(hashes: readonly ContentHash[], sources: KnownInputs[string]): boolean {
  const known = sources.map((files) => files?.map(({ hash }) => hash).join(" ") ?? null);
  const start = known.slice(0, known.indexOf(null));
  const end = known.slice(known.lastIndexOf(null) + 1);
  const text = hashes.join(" ");
  return text.startsWith(start.join(" ")) && text.endsWith(end.join(" "));
}
