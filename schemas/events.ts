/**
 * Everything that can be said of a run, as one union. Subprocesses write these as JSON lines, the
 * log file keeps them, terminal and web page only render them.
 */
import { z } from "zod";
import { type ContentHash, isContentHash, isKey, type Key } from "../store/content_hash.ts";

const contentHash = z.custom<ContentHash>((hash) =>
  typeof hash === "string" && isContentHash(hash)
);
const key = z.custom<Key>((value) => typeof value === "string" && isKey(value));
const count = z.int().min(0);
/** Numbers people watch; null where a number is not finite, which JSON cannot say. */
const values = z.record(z.string(), z.number().nullable());

const plannedAction = z.object({
  action: z.string(),
  stage: z.string(),
  /** `conditional`: runs only if what it reads comes out different from last time. */
  state: z.enum(["fresh", "stale", "conditional"]),
});

const outcomeSchemas = [
  /** `executed`: links that ran now; the others had records. */
  z.object({ type: z.literal("actionFinished"), action: z.string(), executed: count }),
  z.object({
    type: z.literal("actionFailed"),
    action: z.string(),
    message: z.string(),
    /** The stack of the error and the end of what its process wrote to stderr. */
    details: z.string(),
  }),
  z.object({ type: z.literal("actionStopped"), action: z.string() }),
  z.object({
    type: z.literal("objectDamaged"),
    action: z.string(),
    hash: contentHash,
    message: z.string(),
  }),
] as const;

/** How the execution of one action ended. */
export const outcomeSchema = z.discriminatedUnion("type", outcomeSchemas);
export type Outcome = z.infer<typeof outcomeSchema>;
export type ActionFailed = Extract<Outcome, { type: "actionFailed" }>;

export const eventSchema = z.discriminatedUnion("type", [
  ...outcomeSchemas,
  z.object({ type: z.literal("planned"), actions: z.array(plannedAction) }),
  z.object({ type: z.literal("actionStarted"), action: z.string(), stage: z.string() }),
  z.object({
    type: z.literal("actionProgress"),
    action: z.string(),
    /** Index of the link that runs, of `links`. */
    link: count,
    links: count,
    done: z.number(),
    total: z.number(),
    values,
  }),
  z.object({
    type: z.literal("linkFinished"),
    action: z.string(),
    link: count,
    links: count,
    key,
  }),
  /** The same work as another action that ran: it has that one's records. */
  z.object({ type: z.literal("actionShared"), action: z.string() }),
  /** Planned to run, but what it reads came out as before: early cut-off spared it. */
  z.object({ type: z.literal("actionCutOff"), action: z.string() }),
  z.object({
    type: z.literal("runFinished"),
    status: z.enum(["done", "failed", "stopped"]),
    /** Links that ran now, those of actions that were stopped or failed later among them. */
    links: count,
    executed: z.array(z.string()),
    shared: z.array(z.string()),
    cutOff: z.array(z.string()),
    failed: z.array(z.string()),
    unfinished: z.array(z.string()),
  }),
]);
export type Event = z.infer<typeof eventSchema>;
