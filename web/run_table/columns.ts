/** The columns of the table of runs: settings that differ, and what each run reached. */
import { delayOf, type Outcome } from "../../measures/outcome_class.ts";
import type { ExperimentData, RunData, Value } from "../protocol.ts";
import { formatNumber, formatPercent, formatStep, shortName } from "../curves/format.ts";
import { settingOf } from "../state/listing.ts";

export interface Column {
  /** As conditions and orders name it. */
  readonly name: string;
  readonly title: string;
  /** What it is, for people who do not know the title. */
  readonly hint: string;
  value(run: RunData): Value;
  text(run: RunData): string;
  /** Texts are set to the left, numbers to the right. */
  readonly isText?: boolean;
}

const ENDED = new Set(["done", "diverged", "imported"]);

/** Only of a run that has ended it can be said that it never got there. */
function steps(value: number | null, { state }: RunData): string {
  return value !== null ? formatStep(value) : ENDED.has(state) ? "never" : "";
}

/** The classes in a column that is narrow. */
const shortOutcomes: Readonly<Record<Outcome, string>> = {
  noLearning: "nothing",
  memorised: "memorised",
  grokked: "grokked",
  generalisedAtOnce: "at once",
};

const results: readonly Column[] = [
  {
    name: "state",
    title: "state",
    hint: "how far the training is",
    isText: true,
    value: ({ state }) => state,
    text: ({ state, step, budget }) =>
      state === "in part" ? `${formatStep(step)} of ${formatStep(budget)}` : state,
  },
  {
    name: "train99",
    title: "T99",
    hint: "first step with 99 % training accuracy",
    value: ({ train99 }) => train99,
    text: (run) => steps(run.train99, run),
  },
  {
    name: "validation99",
    title: "V99",
    hint: "first step with 99 % validation accuracy",
    value: ({ validation99 }) => validation99,
    text: (run) => steps(run.validation99, run),
  },
  {
    name: "delay",
    title: "delay",
    hint: "how many times later: V99 over T99",
    value: delayOf,
    text: (run) => {
      const delay = delayOf(run);
      return delay === null ? "" : `${delay < 10 ? delay.toFixed(1) : Math.round(delay)}×`;
    },
  },
  {
    name: "bestValidation",
    title: "best",
    hint: "best validation accuracy",
    value: ({ bestValidation }) => bestValidation,
    text: ({ bestValidation }) => bestValidation === null ? "" : formatPercent(bestValidation),
  },
  {
    name: "outcome",
    title: "outcome",
    hint: "no learning, memorised, grokked, or generalised at once, by the experiment's thresholds",
    isText: true,
    value: ({ outcome }) => outcome,
    text: ({ outcome }) => outcome === null ? "" : shortOutcomes[outcome],
  },
  {
    name: "divergedAt",
    title: "diverged",
    hint: "the step at which a loss or a weight stopped being a number",
    value: ({ divergedAt }) => divergedAt,
    text: ({ divergedAt }) => divergedAt === null ? "" : formatStep(divergedAt),
  },
];

/** Of whatever runs: only how far they are is told by what was reached. */
const ALWAYS = new Set(["train99", "validation99", "delay", "bestValidation", "outcome"]);

/** Settings in which the runs differ, and what they reached. */
export function columnsOf({ axes, runs }: ExperimentData): Column[] {
  const settings = [...axes, "seed"].map((path): Column => ({
    name: path,
    title: shortName(path),
    hint: path,
    isText: runs.some((run) => typeof settingOf(run, path) === "string"),
    value: (run) => settingOf(run, path),
    text: (run) => writeValue(settingOf(run, path)),
  }));
  const differs = ({ value }: Column) => new Set(runs.map(value)).size > 1;
  const isThere = ({ value }: Column) => runs.some((run) => value(run) !== null);
  const hasAccuracy = runs.some(({ bestValidation }) => bestValidation !== null);
  return [
    ...settings.filter(differs),
    ...results.filter((column) =>
      differs(column) || runs.length === 1 && isThere(column) ||
      ALWAYS.has(column.name) && (isThere(column) || hasAccuracy && /99$/.test(column.name))
    ),
  ];
}

export function writeValue(value: Value): string {
  if (value === null) return "";
  return typeof value === "number" ? formatNumber(value) : String(value);
}
