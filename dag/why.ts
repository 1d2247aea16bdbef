/** Why an action has to run: what changed since it was last built, in one sentence. */
import { canonicalJson } from "../store/canonical_json.ts";
import type { KeyObject, LinkRecord } from "../store/record.ts";
import { compareKeys, type Reason } from "./key.ts";
import type { ActionPlan } from "./plan.ts";
import type { RecordIndex } from "./record_index.ts";

/** Reasons why an action of a plan runs, or may run; none for one that is fresh. */
export async function explainPlan(
  { action, state, records, request, next }: ActionPlan,
  index: RecordIndex,
): Promise<Reason[]> {
  if (next === null) return [];
  if (next.lostFile !== null) {
    return [{ name: "fileMissing", sentence: `file ${next.lostFile} of the record is missing` }];
  }
  if (records.length > 0) {
    const sentence = `continues from link ${records.length} of ${request!.links.length}`;
    return [{ name: "moreLinks", sentence }];
  }
  const reasons = state === "stale" ? await explainKey(action.id, next, index) : [];
  if (reasons.length > 0) return reasons;
  return next.unknown.map((name) => ({
    name: "inputMayChange",
    sentence: `input ${name} may change`,
  }));
}

/** None when an earlier record differs in nothing but inputs that are not known yet. */
async function explainKey(
  action: string,
  { key, unknown }: NonNullable<ActionPlan["next"]>,
  index: RecordIndex,
): Promise<Reason[]> {
  const earlier = nearestRecord(key, await index.ofAction(key.stage, action));
  if (earlier === null) return [{ name: "neverBuilt", sentence: "never built" }];
  return compareKeys(earlier.key, key, new Set(unknown));
}

/**
 * The answer to "why does this run?" in one sentence. For an action that was never built it says
 * how it differs from the most similar that was.
 */
export async function explainAction(entry: ActionPlan, index: RecordIndex): Promise<string> {
  const { action: { id, stage }, state, next } = entry;
  if (next === null) return `${id} is up to date`;
  const reasons = await explainPlan(entry, index);
  if (state === "conditional") {
    return `${id} runs only if what it reads comes out different: ${joinReasons(reasons)}`;
  }
  const sentence = `${id}: ${joinReasons(reasons)}`;
  if (reasons[0]?.name !== "neverBuilt" || next.unknown.length > 0) return sentence;
  const nearest = nearestRecord(next.key, await index.firstLinks(stage));
  if (nearest === null) return sentence;
  const differences = compareKeys(nearest.key, next.key);
  return `${sentence}; compared with ${nearest.action}, ${joinReasons(differences)}`;
}

/** More than this nobody reads in one sentence. */
const MOST_REASONS = 4;

/** Reasons as one sentence. */
export function joinReasons(reasons: readonly Reason[]): string {
  const sentences = reasons.map(({ sentence }) => sentence);
  if (sentences.length <= MOST_REASONS) return sentences.join(", ");
  const told = sentences.slice(0, MOST_REASONS - 1);
  return `${told.join(", ")} and ${sentences.length - told.length} changes more`;
}

/** The record with the fewest differences, and of equally similar ones the last one written. */
function nearestRecord(key: KeyObject, records: readonly LinkRecord[]): LinkRecord | null {
  const text = canonicalJson(key);
  const candidates = records.filter((record) => canonicalJson(record.key) !== text)
    .map((record) => ({ record, distance: compareKeys(record.key, key).length }))
    .toReversed() // newest first; sorting keeps that order among equals
    .sort((left, right) => left.distance - right.distance);
  return candidates[0]?.record ?? null;
}
