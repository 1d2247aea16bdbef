/** Numbers that a run is known by: settings, what it came to, and the newest of each column. */
import type { ExperimentData, RunData } from "../protocol.ts";
import { shortName } from "../curves/format.ts";
import { rowOf, settingOf } from "../state/listing.ts";

export interface RunNumber {
  /** As addresses name it. */
  readonly name: string;
  readonly title: string;
  /** Null where a run has none, such as a step that it never came to. */
  valueOf(run: RunData): number | null;
}

const RESULTS: readonly (readonly [name: string, title: string])[] = [
  ["train99", "step with 99 % of training"],
  ["validation99", "step with 99 % of validation"],
  ["delay", "delay (times)"],
  ["bestTrain", "best training accuracy"],
  ["bestValidation", "best validation accuracy"],
];

const LAST = "last ";

/** Those that at least two runs have, and that are not the same in all. */
export function numbersOf(experiment: ExperimentData): RunNumber[] {
  const { runs, axes, columns } = experiment;
  const settings = [...axes, "seed"].map((path): RunNumber => ({
    name: path,
    title: shortName(path),
    valueOf: (run) => numberOf(settingOf(run, path)),
  }));
  const results = RESULTS.map(([name, title]): RunNumber => ({
    name,
    title,
    valueOf: (run) => numberOf(rowOf(experiment, run)[name]),
  }));
  const last = columns.map((column): RunNumber => ({
    name: `${LAST}${column}`,
    title: `${LAST}${column}`,
    valueOf: ({ last }) => last[column] ?? null,
  }));
  return [...settings, ...results, ...last].filter(({ valueOf }) => {
    const values = runs.flatMap((run) => valueOf(run) ?? []);
    return new Set(values).size > 1;
  });
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
