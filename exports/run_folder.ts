/**
 * The run folder of the TensorFlow trainers of the grokking literature: `params.json` with every
 * input, `data/`, `history.json` with a line of JSON for each evaluation, `checkpoints/`.
 */
import type { HistoryRow } from "../schemas/artifacts.ts";
import { defineExport, jsonLines, type SavedCheckpoint, type Weight } from "./format.ts";

/** Numbers that a weight tensor is summed up in. */
interface Summary {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** Euclidean. */
  readonly norm: number;
}

export const runFolder = defineExport({
  title: "run folder",
  description: "params.json, data/, history.json with weight summaries, checkpoints/",
  async write({ points, files, read, checkpoints }) {
    const weights = new Map<number, Record<string, Summary>>();
    for await (const checkpoint of checkpoints()) weights.set(checkpoint.step, sumUp(checkpoint));
    const kept = files.filter((path) => /^(params\.json|data\/.*|checkpoints\/.*)$/.test(path));
    const copied = await Promise.all(kept.map(async (path) => [path, await read(path)] as const));
    return {
      ...Object.fromEntries(copied),
      "history.json": jsonLines(points.map((row) => describe(row, weights.get(row.step)))),
    };
  },
});

/** A row, and the summaries where a checkpoint was saved at its step. */
function describe(row: HistoryRow, weights: Record<string, Summary> | undefined): object {
  return weights === undefined ? row : { ...row, weights };
}

function sumUp({ weights }: SavedCheckpoint): Record<string, Summary> {
  return Object.fromEntries([...weights].map(([name, weight]) => [name, summaryOf(weight)]));
}

function summaryOf({ data }: Weight): Summary {
  let [sum, squares, min, max] = [0, 0, Infinity, -Infinity];
  for (const value of data) {
    sum += value;
    squares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / data.length;
  let deviations = 0;
  for (const value of data) deviations += (value - mean) ** 2;
  return { mean, std: Math.sqrt(deviations / data.length), min, max, norm: Math.sqrt(squares) };
}
