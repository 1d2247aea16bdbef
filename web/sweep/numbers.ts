/** Numbers that a run is known by: settings, what it came to, and the newest of each column. */
import type { ExperimentData, RunData } from "../protocol.ts";
import { shortName } from "../curves/format.ts";
import { delayOf } from "../../measures/outcome_class.ts";
import { settingOf } from "../state/listing.ts";

export interface RunNumber {
  /** As addresses name it. */
  readonly name: string;
  readonly title: string;
  /** Null where a run has none, such as a step that it never came to. */
  valueOf(run: RunData): number | null;
}

const RESULTS: readonly RunNumber[] = [
  { name: "train99", title: "step with 99 % of training", valueOf: ({ train99 }) => train99 },
  {
    name: "validation99",
    title: "step with 99 % of validation",
    valueOf: ({ validation99 }) => validation99,
  },
  { name: "delay", title: "delay (times)", valueOf: delayOf },
  { name: "bestTrain", title: "best training accuracy", valueOf: ({ bestTrain }) => bestTrain },
  {
    name: "bestValidation",
    title: "best validation accuracy",
    valueOf: ({ bestValidation }) => bestValidation,
  },
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
  const last = columns.map((column): RunNumber => ({
    name: `${LAST}${column}`,
    title: `${LAST}${column}`,
    valueOf: ({ last }) => last[column] ?? null,
  }));
  return [...settings, ...RESULTS, ...last].filter(({ valueOf }) => {
    const values = runs.flatMap((run) => valueOf(run) ?? []);
    return new Set(values).size > 1;
  });
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
