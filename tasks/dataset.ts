/** A task and a split made into tensors and named sets of rows. */
import { type CorruptionSettings, findCorruption } from "../corruptions/mod.ts";
import { corruptTable } from "./corrupt.ts";
import { findTask, type TaskSettings } from "./mod.ts";
import { countTrainRows, splitRows, type SplitSettings } from "./split.ts";
import type { Table, TableSize, TaskFiles } from "./task.ts";

export interface DatasetSettings {
  readonly task: TaskSettings;
  readonly split: SplitSettings;
  readonly corruption?: CorruptionSettings | undefined;
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

/** @throws {TaskFileError} for a file that is not what the task needs. */
export function datasetSize(
  { task, split, corruption }: DatasetSettings,
  files: TaskFiles = {},
): DatasetSize {
  const { kind, ...settings } = task;
  const size = findTask(kind).size(settings, files);
  const train = countTrainRows(size.rows, split);
  const corrupted = corruption ? findCorruption(corruption.kind).count(corruption, train) : 0;
  return {
    ...size,
    sets: {
      train,
      validation: size.rows - train,
      ...size.sets,
      ...corrupted > 0 ? { corrupted, corrected: corrupted } : {},
    },
  };
}

/**
 * Every row of the task, and the sets: `train` and `validation` of what the split takes, and those
 * that the task sets apart. A task with a validation set of its own leaves unused what the split
 * does not train on. A corruption adds those that it makes.
 *
 * @throws {RangeError} when there are not so many rows as are to be trained on.
 * @throws {TaskFileError} for a file that is not what the task needs.
 */
export function buildDataset(
  { task, split, corruption }: DatasetSettings,
  files: TaskFiles = {},
): Dataset {
  const { kind, ...settings } = task;
  const size = datasetSize({ task, split, corruption }, files);
  const whole = findTask(kind).build(settings, { files, seed: split.seed });
  const rows = splitRows(size.rows, split);
  const table = size.sets.corrupted === undefined
    ? whole
    : corruptTable(whole, size.data, rows, corruption!, split);
  return { ...table, size, sets: { ...rows, ...table.sets } };
}
