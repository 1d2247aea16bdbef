/** A task and a split made into tensors and named sets of rows. */
import { type CorruptionSettings, findCorruption } from "../corruptions/mod.ts";
import { corruptTable } from "./corrupt.ts";
import { findTask, type TaskSettings } from "./mod.ts";
import { countTrainRowsOfParts, splitParts, type SplitSettings } from "./split.ts";
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

/** Rows that are split by themselves: how many, and how many of them are trained on. */
export interface SplitPart {
  readonly name: string;
  readonly rows: number;
  readonly train: number;
}

/** What the split makes of each part of a table. */
export function countParts({ rows, parts }: TableSize, split: SplitSettings): SplitPart[] {
  const all = Object.entries(parts ?? { validation: rows });
  const train = countTrainRowsOfParts(all.map(([, count]) => count), split);
  return all.map(([name, count], index) => ({ name, rows: count, train: train[index]! }));
}

/** @throws {TaskFileError} for a file that is not what the task needs. */
export function datasetSize(
  { task, split, corruption }: DatasetSettings,
  files: TaskFiles = {},
): DatasetSize {
  const { kind, ...settings } = task;
  const size = findTask(kind).size(settings, files);
  const parts = countParts(size, split);
  const taken = parts.reduce((sum, { train }) => sum + train, 0);
  const train = (size.trained ?? []).reduce((sum, name) => sum + size.sets[name]!, taken);
  const corrupted = corruption ? findCorruption(corruption.kind).count(corruption, train) : 0;
  return {
    ...size,
    sets: {
      train,
      validation: size.rows - taken,
      ...size.parts
        ? Object.fromEntries(parts.map(({ name, rows, train }) => [name, rows - train]))
        : {},
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
  const parts = countParts(size, split);
  const sides = splitParts(parts.map(({ rows }) => rows), split);
  const own = (size.trained ?? []).map((name) => whole.sets[name]!);
  const rows = {
    train: concatenate([...sides.map(({ train }) => train), ...own]),
    validation: concatenate(sides.map(({ validation }) => validation)),
  };
  const ofParts = size.parts
    ? Object.fromEntries(parts.map(({ name }, index) => [name, sides[index]!.validation]))
    : {};
  const table = size.sets.corrupted === undefined
    ? whole
    : corruptTable(whole, size.data, rows, corruption!, split);
  return { ...table, size, sets: { ...rows, ...ofParts, ...table.sets } };
}

function concatenate(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  return all;
}
