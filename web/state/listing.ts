/** The runs of an experiment as the table lists them: those that meet the conditions, in order. */
import { computed } from "@preact/signals";
import type { ExperimentData, RunData, Value } from "../protocol.ts";
import { delayOf } from "../../measures/outcome_class.ts";
import { filterRows, type Row, RowQueryError, sortRows } from "../../tables/row_query.ts";
import { compareValues } from "./compare_values.ts";
import { experiment } from "./data.ts";
import { parts } from "./view.ts";

/** A run by the names that conditions may use, and the delay, which the table orders by, too. */
export function rowOf({ common }: ExperimentData, run: RunData): Row {
  const { id, state, step, divergedAt, outcome, train99, validation99, bestTrain, bestValidation } =
    run;
  const own = { run: id, state, step, divergedAt, outcome, train99, validation99 };
  return { ...common, ...run.values, bestTrain, bestValidation, ...own, delay: delayOf(run) };
}

/** `a>=1 & b=2` as its conditions. */
export function conditionsOf(where: string): string[] {
  return where.split("&").map((each) => each.trim()).filter((each) => each !== "");
}

export interface Listing {
  readonly runs: readonly RunData[];
  /** What is wrong with the conditions; all runs are listed then. */
  readonly problem: string | null;
}

const rows = computed(() => {
  const found = experiment.value;
  return found === null ? [] : found.runs.map((run) => ({ run, row: rowOf(found, run) }));
});

export const listing = computed((): Listing => {
  let [kept, problem]: [typeof rows.value, string | null] = [rows.value, null];
  try {
    kept = filterRows(kept, conditionsOf(parts.where.value));
  } catch (error) {
    if (!(error instanceof RowQueryError)) throw error;
    problem = error.message.replace("--where ", "");
  }
  try {
    const name = parts.sort.value.replace(/^-/, "");
    if (name !== "") kept = sortRows(kept, name, parts.sort.value.startsWith("-"));
  } catch (error) {
    if (!(error instanceof RowQueryError)) throw error; // a column that is not there any more
  }
  return { runs: kept.map(({ run }) => run), problem };
});

/** A setting of a run, swept or not; null where it has none. */
export function settingOf(run: RunData, field: string): Value {
  if (field === "seed") return run.seed;
  return run.axes[field] ?? run.values[field] ?? null;
}

/** The fields by which runs can be put together or set apart, seeds last. */
export const fields = computed((): readonly string[] => {
  const found = experiment.value;
  if (found === null) return [];
  const seeds = new Set(found.runs.map(({ seed }) => seed)).size > 1 ? ["seed"] : [];
  return [...found.axes.filter((path) => differs(found, path)), ...seeds];
});

function differs({ runs }: ExperimentData, path: string): boolean {
  return new Set(runs.map(({ axes }) => axes[path])).size > 1;
}

/** The fields along the axes of sweeps: as chosen, or the first two there are. */
export const across = computed(() => chosen(parts.across.value, fields.value[0]));
export const up = computed(() =>
  chosen(parts.up.value, fields.value.find((each) => each !== across.value))
);

function chosen(wanted: string, usual: string | undefined): string | null {
  return fields.value.includes(wanted) ? wanted : usual ?? null;
}

/** Runs by the value of a field, in the order of the values. */
export function groupRuns(
  runs: readonly RunData[],
  field: string,
): { readonly value: Value; readonly runs: readonly RunData[] }[] {
  return [...Map.groupBy(runs, (run) => settingOf(run, field))]
    .map(([value, runs]) => ({ value, runs }))
    .sort((a, b) => compareValues(a.value, b.value));
}
