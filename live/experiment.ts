/** An experiment as a page offers it to be tried: the settings of one of its runs. */
import type { Run, RunSettings } from "../schemas/run_settings.ts";
import { describeRun } from "./description.ts";
import { estimateStep } from "./speed.ts";

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

/** What somebody who looks on may wait for: in milliseconds. */
const MOST = { step: 250, run: 20 * 60_000 } as const;

/** The half of all rows is where most experiments show grokking, and wait least for it. */
const FRACTION = 0.5;

/** The run that a page begins with; null where all are too large for a browser or need files. */
export function runToTry(runs: readonly Run[]): Run | null {
  const far = ({ settings: { split } }: Run) => Math.abs(split.trainFraction - FRACTION);
  const [first] = runs.filter(({ fork, files }) => fork === null && Object.keys(files).length === 0)
    .sort((a, b) => far(a) - far(b));
  if (first === undefined) return null;
  const about = describeRun(first);
  const ms = estimateStep(about);
  return ms <= MOST.step && ms * about.steps <= MOST.run ? first : null;
}
