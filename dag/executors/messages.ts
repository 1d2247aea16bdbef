/**
 * What a pool and its workers say to each other: one JSON object per line, orders on the worker's
 * stdin, reports on its stdout. Every line bears the number of the order it is about.
 */
import { z } from "zod";
import { eventSchema, outcomeSchema } from "../../schemas/events.ts";
import { parseJson } from "../../store/record.ts";
import { requestSchema } from "../request.ts";

const number = z.int().min(1);

const orderSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("execute"),
    number,
    threads: z.int().min(1),
    /** One, or several that are executed together. */
    requests: z.array(requestSchema).min(1).readonly(),
  }),
  /** Stop at the next safe point. */
  z.object({ type: z.literal("stop"), number }),
]);
export type Order = z.infer<typeof orderSchema>;

const reportSchema = z.discriminatedUnion("type", [
  /** The order was read: from here on its actions may have left something behind. */
  z.object({ type: z.literal("heard"), number }),
  z.object({ type: z.literal("event"), number, event: eventSchema }),
  /** `memory`: bytes that the process holds now. */
  z.object({
    type: z.literal("ended"),
    number,
    /** One for each request. */
    outcomes: z.array(outcomeSchema).readonly(),
    memory: z.number(),
  }),
]);
export type Report = z.infer<typeof reportSchema>;

/**
 * Written to stderr where an action begins and where it ends, so that what stands between the two
 * is that action's, whenever it is read: the record separator of ASCII, which no text has.
 */
export const STDERR_MARK = "\u001e";

/** The order in a line; null for a blank one. */
export function parseOrder(line: string): Order | null {
  return line === "" ? null : orderSchema.parse(JSON.parse(line));
}

/** The report in a line, or null when the line is something else: some libraries print. */
export function parseReport(line: string): Report | null {
  const result = reportSchema.safeParse(parseJson(line));
  return result.success ? result.data : null;
}

/** Calls `onLine` for each line of a stream, and for what follows the last end of a line. */
export async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  }
  if (rest !== "") onLine(rest);
}
