/** The JSON files that stages leave for people and for each other. */
import { z } from "zod";

const count = z.int().min(1);

/** `dataset.json`: what `dataset.safetensors` holds. */
export const DatasetInfo = z.strictObject({
  input: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("tokens"),
      positions: count.meta({ description: "tokens per row" }),
      vocabulary: count,
      causal: z.boolean().meta({ description: "whether answers are among the tokens" }),
      ranges: z.array(z.tuple([z.int().min(0), count])).optional().meta({
        description: "by position, the first token that rows have there, and the end of all",
      }),
    }),
    z.strictObject({
      kind: z.literal("numbers"),
      shape: z.array(count).meta({ description: "shape of a row" }),
    }),
  ]),
  output: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("classes"),
      answers: count.meta({ description: "targets per row" }),
      classes: count,
    }),
    z.strictObject({
      kind: z.literal("numbers"),
      width: count.meta({ description: "numbers per row" }),
    }),
  ]),
  vocabulary: z.array(z.string()).meta({ description: "the tokens, by index" }),
  sets: z.record(z.string(), z.int().min(0)).meta({ description: "rows of each set" }),
});
export type DatasetInfo = z.infer<typeof DatasetInfo>;

/**
 * One line of `history.jsonl`: whatever was measured after so many updates, by column. Null stands
 * for a number that is not finite, which JSON cannot say; what was not measured is not there.
 */
export const HistoryRow = z.object({
  step: z.int().min(0).meta({ description: "number of updates done" }),
}).catchall(z.number().nullable());
export type HistoryRow = { readonly step: number } & Readonly<Record<string, number | null>>;

/** How a claim fared. */
export const Verdict = z.strictObject({
  name: z.string(),
  kind: z.string(),
  verdict: z.enum(["holds", "fails", "undecided"]),
  expected: z.string(),
  measured: z.string(),
  source: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** `verdicts.json`. */
export const Verdicts = z.array(Verdict);
