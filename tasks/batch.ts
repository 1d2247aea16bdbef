/** The size of a batch, as the published codes derive it from the number of training rows. */

/** What `atMostHalf` may be: how half of an odd number of rows is rounded, or no limit at all. */
export const batchLimitNames = ["never", "ceil", "floor"] as const;

/** What orders the rows of each pass: chance, or the split. */
export const batchOrderNames = ["random", "ordered"] as const;

export interface BatchSettings {
  /** A number of rows; in an experiment also a share of the training rows, below 1. */
  readonly size: "full" | number;
  readonly atMostHalf: (typeof batchLimitNames)[number];
  /** Random if left out, as in the keys of all trainings from before there was a choice. */
  readonly order?: (typeof batchOrderNames)[number] | undefined;
}

/**
 * Rows per batch: all of them; or `size`, limited to half the rows by `ceil` (openai/grok:
 * min(512, ceil(n/2))) or `floor` (danielmamay: min(512, n // 2)).
 */
export function batchRows(batch: BatchSettings, trainRows: number): number {
  if (batch.size === "full") return trainRows;
  switch (batch.atMostHalf) {
    case "ceil":
      return Math.min(batch.size, Math.ceil(trainRows / 2));
    case "floor":
      return Math.min(batch.size, Math.floor(trainRows / 2));
    case "never":
      return batch.size;
  }
}

/** A size below 1 is a share of the training rows; as a number of rows it is rounded up. */
export function settleBatch(batch: BatchSettings, trainRows: number): BatchSettings {
  if (batch.size === "full" || batch.size >= 1) return batch;
  return { ...batch, size: Math.ceil(batch.size * trainRows) };
}

/** Rows per batch, of settings as an experiment has them. */
export function rowsPerBatch(batch: BatchSettings, trainRows: number): number {
  return batchRows(settleBatch(batch, trainRows), trainRows);
}
