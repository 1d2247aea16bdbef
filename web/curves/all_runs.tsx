/** All runs that are listed, as medians with their range: one pair of curves for each group. */
import { useMemo } from "preact/hooks";
import type { CurvesData, ExperimentData, RunData, Value } from "../protocol.ts";
import { runCommand } from "../download/commands.ts";
import { writeValue } from "../run_table/columns.ts";
import { curves } from "../state/data.ts";
import { across, fields, groupRuns, listing, settingOf } from "../state/listing.ts";
import { theme } from "../state/theme.ts";
import { parts } from "../state/view.ts";
import type { ChartSpec, Line } from "./chart_spec.ts";
import { inkOf, scaleColour } from "./colours.ts";
import { shortName } from "./format.ts";
import { LineChart } from "./line_chart.tsx";
import { spreadOver } from "./over_runs.ts";

/** More groups cannot be told apart by their colours. */
const MOST = 12;

export function AllRuns({ experiment }: { readonly experiment: ExperimentData }) {
  const { runs } = listing.value;
  const group = parts.group.value;
  // Over seeds alone there is one median: each by itself is what the table is for.
  const usual = across.value === "seed" ? null : across.value;
  const field = fields.value.includes(group) ? group : usual;
  const known = curves.value;
  const colours = theme.value;
  const spec = useMemo(
    () => known === null ? null : specOf(experiment, known, runs, field),
    [experiment, known, runs, field, colours],
  );
  if (spec === null || experiment.runs.length < 2) return null;
  return <LineChart spec={spec} subject={experiment.name} />;
}

/** `all` are the runs whose values have colours, where not all of them are drawn. */
export function specOf(
  experiment: ExperimentData,
  known: CurvesData,
  runs: readonly RunData[],
  field: string | null,
  all: readonly RunData[] = runs,
): ChartSpec {
  const groups = field === null ? [{ value: null as Value, runs }] : groupRuns(runs, field);
  const shown = groups.slice(0, MOST);
  const values = field === null ? [null] : groupRuns(all, field).map(({ value }) => value);
  const last = Math.min(values.length, MOST) - 1;
  const lines = shown.flatMap(({ value, runs }): Line[] => {
    const name = field === null ? "" : `${writeValue(value)} `;
    const colour = scaleColour(last === 0 ? 0.5 : values.indexOf(value) / last);
    const only = values.length === 1;
    return [
      lineOf(known, runs, "trainAccuracy", only, `${name}train`, only ? inkOf("--train") : colour),
      lineOf(
        known,
        runs,
        "validationAccuracy",
        only,
        `${name}validation`,
        only ? inkOf("--validation") : colour,
      ),
    ].flatMap((line) => line ?? []);
  });
  // Medians over more than seeds are of runs that were meant to differ.
  const mixed = experiment.axes.filter((axis) =>
    shown.some(({ runs }) => new Set(runs.map((run) => settingOf(run, axis))).size > 1)
  );
  const over = mixed.length === 0 ? "" : ` over seeds and ${mixed.map(shortName).join(", ")}`;
  const left = groups.length > MOST ? `, the first ${MOST} of ${groups.length} values` : "";
  return {
    id: "all-runs",
    title: "All runs",
    unit: field === null
      ? `median and range${over}`
      : `by ${shortName(field)}${left}: median, range${over}; training dashed`,
    lines,
    marks: [],
    phases: [],
    y: "percent",
    command: runCommand(experiment),
  };
}

function lineOf(
  { runs: known }: CurvesData,
  runs: readonly RunData[],
  column: string,
  only: boolean,
  label: string,
  colour: string,
): Line | null {
  const found = runs.flatMap(({ id }) => known[id]?.curves[column] ?? []);
  if (found.length === 0) return null;
  const { steps, median, low, high } = spreadOver(found);
  const isTrain = column.startsWith("train");
  return {
    label,
    colour,
    dashed: isTrain,
    width: isTrain ? 1 : 1.8,
    unlisted: isTrain && !only,
    steps,
    values: median,
    ...found.length > 1 && !isTrain ? { band: { low, high } } : {},
  };
}
