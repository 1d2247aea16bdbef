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

/** Losses and norms may leave the finite numbers, which JSON cannot say otherwise. */
const measured = z.number().nullable();
const fraction = z.number().min(0).max(1);

/** One line of `history.jsonl`. */
export const HistoryRow = z.object({
  step: z.int().min(0).meta({ description: "number of updates done" }),
  trainLoss: measured,
  trainAccuracy: fraction,
  validationLoss: measured,
  validationAccuracy: fraction,
  batchLoss: measured.meta({ description: "mean since the last row, dropout on; null at step 0" }),
  batchAccuracy: fraction.nullable(),
  learningRate: z.number().nullable().meta({ description: "of the last update; null at step 0" }),
  parameterNorm: measured.meta({ description: "L2 norm of all parameters" }),
});
export type HistoryRow = z.infer<typeof HistoryRow> & Readonly<Record<string, number | null>>;

/** How a claim fared. */
export const Verdict = z.strictObject({
  name: z.string(),
  kind: z.enum(["steps", "never", "reaches", "monotone", "delay", "accuracy"]),
  verdict: z.enum(["holds", "fails", "undecided"]),
  expected: z.string(),
  measured: z.string(),
  source: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** `verdicts.json`. */
export const Verdicts = z.array(Verdict);
