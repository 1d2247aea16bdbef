/** Why an action has to run: what changed since it was last built, in one sentence. */
import { canonicalJson } from "../store/canonical_json.ts";
import type { KeyObject, LinkRecord } from "../store/record.ts";
import { compareKeys, type Reason } from "./key.ts";
import type { LinkWalk, LinkWork } from "./links.ts";

/** Reasons why the walk of an action with known inputs stopped where it did. */
export function explainWalk(
  action: string,
  work: LinkWork,
  walk: LinkWalk,
  records: readonly LinkRecord[],
): Reason[] {
  if (walk.next === null) return [];
  if (walk.lostFile !== null) {
    return [{ name: "fileMissing", sentence: `file ${walk.lostFile} of the record is missing` }];
  }
  const done = walk.records.length;
  if (done > 0) {
    const sentence = `continues from link ${done} of ${work.links.length}`;
    return [{ name: "moreLinks", sentence }];
  }
  return explainKey(action, walk.next, records);
}

/**
 * Reasons why the first link of an action has no record; `ignored` inputs are not known yet.
 * None when an earlier record differs in nothing else.
 */
export function explainKey(
  action: string,
  key: KeyObject,
  records: readonly LinkRecord[],
  ignored: ReadonlySet<string> = new Set(),
): Reason[] {
  const earlier = nearestRecord(action, key, records);
  if (earlier?.action !== action) return [neverBuilt];
  return compareKeys(earlier.key, key, ignored);
}

const neverBuilt: Reason = { name: "neverBuilt", sentence: "never built" };

/**
 * The answer to "why does this run?" for an action with known inputs, in one sentence. For one
 * that was never built it says how it differs from the most similar that was.
 */
export function explainAction(
  action: string,
  work: LinkWork,
  walk: LinkWalk,
  records: readonly LinkRecord[],
): string {
  if (walk.next === null) return `${action} is up to date`;
  const reasons = explainWalk(action, work, walk, records);
  const sentence = `${action}: ${joinReasons(reasons)}`;
  const nearest = nearestRecord(action, walk.next, records);
  if (reasons[0]?.name !== "neverBuilt" || nearest === null) return sentence;
  const differences = compareKeys(nearest.key, walk.next);
  return `${sentence}; compared with ${nearest.action}, ${joinReasons(differences)}`;
}

/** Reasons as one sentence. */
export function joinReasons(reasons: readonly Reason[]): string {
  return reasons.map(({ sentence }) => sentence).join(", ");
}

/**
 * First links only: of the same action if there are any, those with the fewest differences, and of
 * these the last one written.
 */
function nearestRecord(
  action: string,
  key: KeyObject,
  records: readonly LinkRecord[],
): LinkRecord | null {
  const first = records.filter((record) =>
    record.key.previous === null && canonicalJson(record.key) !== canonicalJson(key)
  );
  const same = first.filter((record) => record.action === action);
  const candidates = (same.length > 0 ? same : first)
    .map((record) => ({ record, distance: compareKeys(record.key, key).length }))
    .toReversed() // newest first; sorting keeps that order among equals
    .sort((left, right) => left.distance - right.distance);
  return candidates[0]?.record ?? null;
}
