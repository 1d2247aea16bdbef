/** The JSON files that stages leave for people and for each other. */
import { z } from "zod";

/** `dataset.json`: what `dataset.safetensors` holds. */
export const DatasetInfo = z.strictObject({
  vocabulary: z.array(z.string()).meta({ description: "the tokens, by index" }),
  rows: z.int().min(2),
  trainRows: z.int().min(1),
  validationRows: z.int().min(1),
  positions: z.int().min(1).meta({ description: "tokens per row" }),
  answers: z.int().min(1).meta({ description: "targets per row" }),
});
export type DatasetInfo = z.infer<typeof DatasetInfo>;

/** Losses and norms may leave the finite numbers, which JSON cannot say otherwise. */
const measured = z.number().nullable();
const fraction = z.number().min(0).max(1);

/** One line of `history.jsonl`. */
export const HistoryRow = z.strictObject({
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
export type HistoryRow = z.infer<typeof HistoryRow>;

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
