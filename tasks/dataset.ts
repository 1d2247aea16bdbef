/** A task and a split made into tensors and named sets of rows. */
import { findTask, type TaskSettings } from "./mod.ts";
import { countTrainRows, splitRows, type SplitSettings } from "./split.ts";
import type { Table, TableSize, TaskFiles } from "./task.ts";

export interface DatasetSettings {
  readonly task: TaskSettings;
  readonly split: SplitSettings;
}

/** What is known of a data set before it is built. */
export interface DatasetSize extends TableSize {
  /** Sizes of all sets, `train` and `validation` first. */
  readonly sets: Readonly<Record<string, number>>;
}

export interface Dataset extends Table {
  readonly size: DatasetSize;
  /** Row indices of each set. */
  readonly sets: Readonly<Record<string, Int32Array>>;
}

/** @throws {SyntaxError} for a file that is not what the task needs. */
export function datasetSize({ task, split }: DatasetSettings, files: TaskFiles = {}): DatasetSize {
  const { kind, ...settings } = task;
  const size = findTask(kind).size(settings, files);
  const train = countTrainRows(size.rows, split);
  return { ...size, sets: { train, validation: size.rows - train, ...size.sets } };
}

/**
 * Every row of the task, and the sets: `train` and `validation` of what the split takes, and those
 * that the task sets apart. A task with a validation set of its own leaves unused what the split
 * does not train on.
 *
 * @throws {RangeError} when there are not so many rows as are to be trained on.
 * @throws {SyntaxError} for a file that is not what the task needs.
 */
export function buildDataset(
  { task, split }: DatasetSettings,
  files: TaskFiles = {},
): Dataset {
  const { kind, ...settings } = task;
  const size = datasetSize({ task, split }, files);
  const table = findTask(kind).build(settings, { files, seed: split.seed });
  return { ...table, size, sets: { ...splitRows(size.rows, split), ...table.sets } };
}
