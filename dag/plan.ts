/** What a run would do and why, from actions and records alone; it reads, and changes nothing. */
import { canonicalJson } from "../store/canonical_json.ts";
import type { ContentHash } from "../store/content_hash.ts";
import type { KeyObject, LinkRecord } from "../store/record.ts";
import { SCHEMA } from "../store/record.ts";
import { type Action, sortActions } from "./action.ts";
import { type DoneRecords, type KnownInputs, knownInputs, resolveInputs } from "./inputs.ts";
import type { Reason } from "./key.ts";
import { linkKey, type LinkWork, type RecordSource, walkLinks } from "./links.ts";
import { type Environment, stageIdentity } from "./registry.ts";
import type { Request } from "./request.ts";
import { workOf } from "./request.ts";
import { explainKey, explainWalk } from "./why.ts";

/** What is to be expected of one action. */
export interface ActionPlan {
  readonly action: Action;
  /**
   * `fresh`: every link has a record. `stale`: it runs for certain. `conditional`: something it
   * reads will be made anew, and it runs if that comes out different from last time.
   */
  readonly state: "fresh" | "stale" | "conditional";
  readonly because: readonly Reason[];
  /** Records of the links that are done, from the first on; none where inputs are not known yet. */
  readonly records: readonly LinkRecord[];
}

/** One entry for each action, in an order in which each comes after those it reads from. */
export type Plan = readonly ActionPlan[];

/** An action whose inputs are known: fresh with its records, or stale with a request for it. */
export type Evaluation =
  | { readonly state: "fresh"; readonly records: readonly LinkRecord[] }
  | { readonly state: "stale"; readonly request: Request };

/** Looks an action up; null while something it reads is not done. Plan and run both use this. */
export function evaluateAction(
  action: Action,
  done: DoneRecords,
  environment: Environment,
  source: RecordSource,
): Evaluation | null {
  const request = requestFor(action, done, environment);
  if (request === null) return null;
  const walk = walkLinks(workOf(request), source);
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
export function planActions(
  actions: readonly Action[],
  environment: Environment,
  source: RecordSource,
): Plan {
  const records = remember((stage) => source.listRecords(stage));
  const done = new Map<string, readonly LinkRecord[]>();
  return sortActions(actions).map((action): ActionPlan => {
    const request = requestFor(action, done, environment);
    if (request === null) return planPending(action, done, environment, source, records);
    const work = workOf(request);
    const walk = walkLinks(work, source);
    if (walk.next === null) done.set(action.id, walk.records);
    const known = walk.next === null ? [] : records(action.stage);
    return {
      action,
      state: walk.next === null ? "fresh" : "stale",
      because: explainWalk(action.id, work, walk, known),
      records: walk.records,
    };
  });
}

function requestFor(
  action: Action,
  done: DoneRecords,
  environment: Environment,
): Request | null {
  const inputs = resolveInputs(action, done);
  if (inputs === null) return null;
  const { id, stage, params, links } = action;
  return {
    schema: SCHEMA,
    action: id,
    stage,
    params,
    links,
    inputs,
    ...stageIdentity(environment, stage),
  };
}

/**
 * An action that reads something which is still to be made runs for certain unless records for
 * all its links exist that agree with everything that is known.
 */
function planPending(
  action: Action,
  done: DoneRecords,
  environment: Environment,
  source: RecordSource,
  records: (stage: string) => readonly LinkRecord[],
): ActionPlan {
  const inputs = knownInputs(action, done);
  const pending = new Set(Object.keys(inputs).filter((name) => inputs[name]!.includes(null)));
  const { stage, params, links } = action;
  const work: LinkWork = {
    stage,
    params,
    links,
    inputs: knownHashes(inputs),
    ...stageIdentity(environment, stage),
  };
  const key = linkKey(work, 0, null);
  const spared = records(stage).some((record) =>
    couldBe(record.key, key, inputs) &&
    walkLinks({ ...work, inputs: record.key.inputs }, source).next === null
  );
  const because: Reason[] = [...pending].map((name) => ({
    name: "inputMayChange",
    sentence: `input ${name} may change`,
  }));
  if (spared) return { action, state: "conditional", because, records: [] };
  const reasons = explainKey(action.id, key, records(stage), pending);
  return {
    action,
    state: "stale",
    because: reasons.length > 0 ? reasons : because,
    records: [],
  };
}

function knownHashes(inputs: KnownInputs): Record<string, ContentHash[]> {
  const hashes = Object.entries(inputs).map(([name, sources]) => [
    name,
    sources.flatMap((files) => files ?? []).map(({ hash }) => hash),
  ]);
  return Object.fromEntries(hashes);
}

/** True when a key is that of a first link and agrees with another except for unknown inputs. */
function couldBe(found: KeyObject, wanted: KeyObject, inputs: KnownInputs): boolean {
  return canonicalJson({ ...found, inputs: {} }) === canonicalJson({ ...wanted, inputs: {} }) &&
    Object.keys(found.inputs).length === Object.keys(inputs).length &&
    Object.entries(inputs).every(([name, sources]) => {
      const hashes = found.inputs[name];
      return hashes !== undefined && agrees(hashes, sources);
    });
}

/** True when hashes can be what the sources give; an unknown source may give any number. */
function agrees(hashes: readonly ContentHash[], sources: KnownInputs[string]): boolean {
  const known = sources.map((files) => files?.map(({ hash }) => hash).join(" ") ?? null);
  const start = known.slice(0, known.includes(null) ? known.indexOf(null) : known.length);
  const end = known.slice(known.lastIndexOf(null) + 1);
  const text = hashes.join(" ");
  return known.includes(null)
    ? text.startsWith(start.join(" ")) && text.endsWith(end.join(" "))
    : text === known.join(" ");
}

function remember<T>(look: (name: string) => T): (name: string) => T {
  const seen = new Map<string, T>();
  return (name) => {
    const value = seen.get(name) ?? look(name);
    seen.set(name, value);
    return value;
  };
}
