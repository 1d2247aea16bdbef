/** The curves of the runs that are drawn: accuracies, losses, and every measure as a chart. */
import type { ExperimentData } from "../protocol.ts";
import { drawn, type DrawnRun } from "../state/drawn.ts";
import { change, parts } from "../state/view.ts";
import { exportCommand } from "../download/commands.ts";
import { inkOf, runColour, scaleColour } from "./colours.ts";
import type { ChartSpec, Line } from "./chart_spec.ts";
import { LineChart } from "./line_chart.tsx";
import { phasesOf } from "./phases.ts";
import { AMOUNTS, smoothed } from "./smooth.ts";

interface ChartColumns {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly y: ChartSpec["y"];
  readonly columns: readonly string[];
}

const ACCURACY = /Accuracy$/;
const LOSS = /Loss$/;
/** More lines have the colours of their order. */
const MOST_COLOURS = 6;
/** Which frequency, not how much of it: no line of a measure's own chart. */
const FREQUENCY = /\/(frequency|dominant)$/;

/** Columns that belong in one chart, in the order of the page. */
export function chartsOf(columns: readonly string[]): ChartColumns[] {
  const own = (pattern: RegExp) =>
    columns.filter((name) => !name.includes("/") && pattern.test(name));
  const rest = columns.filter((name) =>
    name.includes("/") || !ACCURACY.test(name) && !LOSS.test(name)
  ).sort((a, b) => Number(b.includes("/")) - Number(a.includes("/"))); // measures first
  const measures = Map.groupBy(
    rest,
    (name) => FREQUENCY.test(name) ? "frequencies" : name.split("/")[0]!,
  );
  return [
    {
      id: "accuracy",
      title: "Accuracy",
      unit: "over steps",
      y: "percent" as const,
      columns: own(ACCURACY),
    },
    { id: "loss", title: "Loss", unit: "over steps", y: "log" as const, columns: own(LOSS) },
    ...[...measures].map(([name, of]) => ({
      id: `measure-${name}`,
      title: titleOf(name),
      unit: "over steps",
      y: "linear" as const,
      columns: of,
    })),
  ].filter(({ columns }) => columns.length > 0);
}

/** `parameterNorm` as parameter norm. */
function titleOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words[0]!.toUpperCase() + words.slice(1);
}

export function MainCurves({ experiment }: { readonly experiment: ExperimentData }) {
  return (
    <div class="pair">
      {shownSpecs(experiment).slice(0, 2).map((spec, place) => (
        <LineChart
          key={spec.id}
          spec={spec}
          subject={experiment.name}
          controls={place === 0 && <Smoothing />}
        />
      ))}
    </div>
  );
}

function shownSpecs(experiment: ExperimentData): ChartSpec[] {
  const amount = parts.smooth.value;
  return specsOf(experiment, drawn.value).map((spec) => smoothed(spec, amount));
}

/** How much curves are smoothed; an address may say amounts between. */
function Smoothing() {
  const amount = parts.smooth.value;
  const amounts = [...new Set([...AMOUNTS, amount])].sort((a, b) => a - b);
  return (
    <select
      id="smooth"
      title="exponential moving average over evaluations; the raw curves stay, faint (s)"
      aria-label="smoothing"
      value={amount}
      onChange={({ currentTarget }) => change({ smooth: Number(currentTarget.value) })}
    >
      {amounts.map((each) => (
        <option key={each} value={each}>{each === 0 ? "raw" : `smooth ${each}`}</option>
      ))}
    </select>
  );
}

export function MeasureCurves({ experiment }: { readonly experiment: ExperimentData }) {
  const specs = shownSpecs(experiment).slice(2);
  if (specs.length === 0) return null;
  return (
    <section>
      <h2>Progress measures</h2>
      <div class="pair">
        {specs.map((spec) => (
          <LineChart key={spec.id} spec={spec} subject={experiment.name} height={150} />
        ))}
      </div>
    </section>
  );
}

/** The charts of some runs: of one, its own colours; of several, one colour for each. */
export function specsOf(experiment: ExperimentData, runs: readonly DrawnRun[]): ChartSpec[] {
  const columns = [...new Set(runs.flatMap(({ history }) => Object.keys(history?.columns ?? {})))];
  const only = runs.length === 1 ? runs[0]! : null;
  const marks = only === null ? [] : [
    { step: only.run.train99, label: "T99", colour: inkOf("--train") },
    { step: only.run.validation99, label: "V99", colour: inkOf("--validation") },
  ].flatMap(({ step, ...rest }) => step === null ? [] : [{ step, ...rest }]);
  const phases = only?.history ? phasesOf(only.history, experiment.thresholds) : [];
  return chartsOf(columns).map(({ columns, ...about }) => ({
    ...about,
    lines: runs.flatMap((each, place) => linesOf(each, place, columns, only === null)),
    marks,
    phases,
    command: exportCommand(experiment, only?.run ?? null),
  }));
}

function linesOf(
  { run, history }: DrawnRun,
  place: number,
  columns: readonly string[],
  several: boolean,
): Line[] {
  if (history === null) return [];
  return columns.flatMap((name, index): Line[] => {
    const values = history.columns[name];
    // Beside other runs, accuracies of single batches would be one line too many.
    if (values === undefined || several && name.startsWith("batch")) return [];
    return [{
      label: several ? `${run.id} ${labelOf(name)}` : labelOf(name),
      colour: several ? runColour(place) : colourOf(name, index, columns.length),
      dashed: several ? name.startsWith("train") : name.startsWith("batch"),
      steps: history.steps,
      values,
      place,
    }];
  });
}

function labelOf(name: string): string {
  if (FREQUENCY.test(name)) return titleOf(name.split("/")[0]!).toLowerCase();
  if (name.includes("/")) return name.split("/").slice(1).join("/");
  return name.replace(/(Accuracy|Loss)$/, "") || name;
}

function colourOf(name: string, index: number, count: number): string {
  if (name.startsWith("train") || name.startsWith("batch")) return inkOf("--train");
  if (name.startsWith("validation")) return inkOf("--validation");
  // Of many, as of layers, neighbours look alike, and none like one far away.
  return count > MOST_COLOURS ? scaleColour(index / (count - 1)) : runColour(index + 2);
}
