/** An experiment as a page offers it to be tried: the settings of one of its runs. */
import type { Run, RunSettings } from "../schemas/run_settings.ts";
import { describeRun } from "./description.ts";

export interface LiveExperiment {
  readonly name: string;
  readonly title: string;
  readonly source: string | null;
  /** The file, as one types it after `./regrok run`. */
  readonly file: string;
  /** Of the run that a page begins with, defaults included. */
  readonly settings: RunSettings;
  readonly seed: number;
  /** The swept fields of that run, by path. */
  readonly axes: Run["axes"];
}

/** What a browser does in some ten minutes with one thread. */
const MOST = { operationsOfStep: 4e9, operations: 2e13 } as const;

/** The half of all rows is where most experiments show grokking, and wait least for it. */
const FRACTION = 0.5;

/** The run that a page begins with; null where all are too large for a browser or need files. */
export function runToTry(runs: readonly Run[]): Run | null {
  const far = ({ settings: { split } }: Run) => Math.abs(split.trainFraction - FRACTION);
  const [first] = runs.filter(({ fork, files }) => fork === null && Object.keys(files).length === 0)
    .sort((a, b) => far(a) - far(b));
  if (first === undefined) return null;
  const { operations, steps } = describeRun(first);
  const fits = operations <= MOST.operationsOfStep && operations * steps <= MOST.operations;
  return fits ? first : null;
}
