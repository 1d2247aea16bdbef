/** Points over a setting, a run each: steps to 99 %, or the best accuracy. A point opens its run. */
import { useRef } from "preact/hooks";
import type { ExperimentData, RunData, Value } from "../protocol.ts";
import { formatPercent, formatStep, shortName, shortStep } from "../curves/format.ts";
import { median } from "../curves/over_runs.ts";
import { powerTicks } from "../curves/ticks.ts";
import { runCommand } from "../download/commands.ts";
import { csvOf } from "../download/save.ts";
import { writeValue } from "../run_table/columns.ts";
import { drawnRuns } from "../state/drawn.ts";
import { groupRuns, settingOf } from "../state/listing.ts";
import { selectRuns } from "../state/view.ts";
import { Axes, type Tick } from "./axes.tsx";
import { settingAxis } from "./axis.ts";
import { SvgFrame } from "./svg_frame.tsx";

export interface SettingPlotProps {
  readonly experiment: ExperimentData;
  readonly runs: readonly RunData[];
  readonly field: string;
  readonly kind: "steps" | "accuracy";
}

const [WIDTH, HEIGHT] = [480, 270];
const PLOT = { left: 50, right: 470, top: 34, bottom: 236 };
const NEVER = 18;

interface Series {
  readonly name: "train" | "validation";
  valueOf(run: RunData): number | null;
}

const series: Readonly<Record<SettingPlotProps["kind"], readonly Series[]>> = {
  steps: [
    { name: "train", valueOf: ({ train99 }) => train99 },
    { name: "validation", valueOf: ({ validation99 }) => validation99 },
  ],
  accuracy: [
    { name: "train", valueOf: ({ bestTrain }) => bestTrain },
    { name: "validation", valueOf: ({ bestValidation }) => bestValidation },
  ],
};

export function SettingPlot({ experiment, runs, field, kind }: SettingPlotProps) {
  const begun = runs.filter(({ state }) => state !== "to do" && state !== "damaged");
  const x = settingAxis(begun.map((run) => settingOf(run, field)));
  const y = kind === "steps" ? stepAxis(begun) : accuracyAxis();
  const left = (value: Value) => PLOT.left + x.place(value) * (PLOT.right - PLOT.left);
  const chosen = new Set(drawnRuns.value.map(({ id }) => id));
  const someNever = kind === "steps" &&
      begun.some((run) => hasEnded(run) && (run.train99 ?? run.validation99) === null) ||
    kind === "steps" && begun.some((run) => hasEnded(run) && run.validation99 === null);
  return (
    <SvgFrame
      id={`setting-${kind}`}
      title={kind === "steps" ? "Steps to 99 %" : "Best accuracy"}
      unit={`over ${shortName(field)}; training blue, validation red`}
      subject={experiment.name}
      command={runCommand(experiment)}
      size={[WIDTH, HEIGHT]}
      csv={() =>
        csvOf(
          ["run", field, "seed", ...series[kind].map(({ name }) => name)],
          begun.map((run) => [
            run.id,
            settingOf(run, field),
            run.seed,
            ...series[kind].map(({ valueOf }) => valueOf(run)),
          ]),
        )}
    >
      <Axes
        plot={PLOT}
        height={HEIGHT}
        x={x.ticks.map((value) => ({ at: left(value), text: writeValue(value) }))}
        y={y.ticks}
        title={shortName(field)}
      />
      {someNever && (
        <>
          <rect class="never-lane" x={PLOT.left} width={PLOT.right - PLOT.left} y="6" height="24" />
          <text x={PLOT.left - 6} y={NEVER + 4} text-anchor="end" class="quiet">never</text>
        </>
      )}
      {series[kind].map(({ name, valueOf }) => (
        <polyline
          key={name}
          class={`line ${name}`}
          points={groupRuns(begun.filter(hasEnded), field).flatMap(({ value, runs }) => {
            const middle = median(runs.map((run) => valueOf(run) ?? Infinity));
            return Number.isFinite(middle) ? [`${left(value)},${y.place(middle)}`] : [];
          }).join(" ")}
        />
      ))}
      <Points
        series={series[kind]}
        runs={begun}
        chosen={chosen}
        left={(run) => left(settingOf(run, field))}
        top={(value) => value === null ? NEVER : y.place(value)}
        write={kind === "steps" ? (value) => `step ${formatStep(value)}` : formatPercent}
        neverIsShown={kind === "steps"}
      />
    </SvgFrame>
  );
}

interface PointsProps {
  readonly series: readonly Series[];
  readonly runs: readonly RunData[];
  readonly chosen: ReadonlySet<string>;
  readonly neverIsShown: boolean;
  left(run: RunData): number;
  top(value: number | null): number;
  write(value: number): string;
}

/** Thousands of points stay quick: each is one element, and one listener hears for all. */
function Points({ series, runs, chosen, neverIsShown, left, top, write }: PointsProps) {
  const points = useRef<SVGGElement>(null);
  const describe = ({ target }: Event) => {
    const { run: id, series: name } = (target as SVGElement).dataset;
    const run = runs.find((each) => each.id === id);
    const value = run && series.find((each) => each.name === name)?.valueOf(run);
    points.current!.querySelector("title")!.textContent = run === undefined
      ? ""
      : `${run.id}\n${name}: ${value === null || value === undefined ? "never" : write(value)}`;
  };
  return (
    <g
      ref={points}
      onPointerOver={describe}
      onClick={({ target }) => {
        const { run } = (target as SVGElement).dataset;
        if (run !== undefined) selectRuns([run]);
      }}
    >
      <title />
      {series.map(({ name, valueOf }) =>
        runs.map((run) => {
          const value = valueOf(run);
          if (value === null && !(neverIsShown && hasEnded(run))) return null;
          const on = chosen.has(run.id);
          const [x, y] = [left(run) + (name === "train" ? -3 : 3), top(value)];
          const about = {
            class: `point ${name} ${on ? "on" : ""}`,
            "data-run": run.id,
            "data-series": name,
          };
          return value === null
            ? <path key={`${name} ${run.id}`} {...about} d={`M${x - 4} ${y + 2}l4 -6l4 6z`} />
            : <circle key={`${name} ${run.id}`} {...about} cx={x} cy={y} r={on ? 5 : 3.5} />;
        })
      )}
    </g>
  );
}

function hasEnded({ state }: RunData): boolean {
  return state === "done" || state === "diverged" || state === "imported";
}

interface ValueAxis {
  readonly ticks: readonly Tick[];
  place(value: number): number;
}

function stepAxis(runs: readonly RunData[]): ValueAxis {
  const steps = runs.flatMap(({ train99, validation99 }) => [train99 ?? [], validation99 ?? []])
    .flat().map((step) => Math.max(1, step));
  const low = Math.min(...steps, 10) / 1.3;
  const high = Math.max(...steps, low * 10) * 1.3;
  const scale = (step: number) => Math.log(Math.max(1, step) / low) / Math.log(high / low);
  const place = (step: number) => PLOT.bottom - scale(step) * (PLOT.bottom - PLOT.top);
  return {
    ticks: powerTicks(low, high).map((step) => ({ at: place(step), text: shortStep(step) })),
    place,
  };
}

function accuracyAxis(): ValueAxis {
  const place = (value: number) => PLOT.bottom - value * (PLOT.bottom - PLOT.top);
  return {
    ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ at: place(value), text: `${100 * value} %` })),
    place,
  };
}
