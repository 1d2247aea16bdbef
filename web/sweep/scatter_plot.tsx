/** Two numbers of the runs against each other, a point each, which opens its run. */
import { useMemo, useState } from "preact/hooks";
import type { ExperimentData, RunData } from "../protocol.ts";
import { spearman } from "../../measures/correlation.ts";
import { formatNumber, shortStep } from "../curves/format.ts";
import { powerTicks, roundTicks } from "../curves/ticks.ts";
import { runCommand } from "../download/commands.ts";
import { csvOf } from "../download/save.ts";
import { drawnRuns } from "../state/drawn.ts";
import { change, parts, selectRuns } from "../state/view.ts";
import { Axes, type Tick } from "./axes.tsx";
import { type NumberAxis, numberAxis } from "./axis.ts";
import { numbersOf, type RunNumber } from "./numbers.ts";
import { SvgFrame } from "./svg_frame.tsx";

const [WIDTH, HEIGHT] = [480, 270];
const PLOT = { left: 56, right: 470, top: 10, bottom: 236 };

interface Placed {
  readonly run: RunData;
  readonly right: number;
  readonly high: number;
}

export function ScatterPlot(
  { experiment, runs }: {
    readonly experiment: ExperimentData;
    readonly runs: readonly RunData[];
  },
) {
  const numbers = useMemo(() => numbersOf(experiment), [experiment]);
  const find = (name: string) => numbers.find((each) => each.name === name);
  const right = find(parts.scatterX.value) ?? numbers[0];
  const high = find(parts.scatterY.value) ?? find("validation99") ??
    find("bestValidation") ?? numbers[1];
  const points = useMemo(() => placed(runs, right, high), [runs, right, high]);
  if (right === undefined || high === undefined) return null;
  const rho = spearman(points.map(({ right, high }) => [right, high] as const));
  const missing = runs.length - points.length;
  return (
    <SvgFrame
      id="scatter"
      title="Each run"
      unit={[
        rho === null ? "" : `Spearman's ρ ${rho.toFixed(2)}`,
        missing === 0 ? "" : `${missing} without both numbers`,
      ].filter((each) => each !== "").join(", ")}
      subject={experiment.name}
      command={runCommand(experiment)}
      size={[WIDTH, HEIGHT]}
      csv={() =>
        csvOf(
          ["run", right.name, high.name],
          points.map(({ run, right, high }) => [run.id, right, high]),
        )}
      controls={
        <div class="scatter-choices">
          <NumberChoice title="x" of={numbers} value={right} part="scatterX" />
          <NumberChoice title="y" of={numbers} value={high} part="scatterY" />
        </div>
      }
    >
      <Plot points={points} right={right} high={high} />
    </SvgFrame>
  );
}

/** The runs that have both numbers, from left to right. */
function placed(
  runs: readonly RunData[],
  right: RunNumber | undefined,
  high: RunNumber | undefined,
): Placed[] {
  return runs.flatMap((run): Placed[] => {
    const [x, y] = [right?.valueOf(run) ?? null, high?.valueOf(run) ?? null];
    return x === null || y === null ? [] : [{ run, right: x, high: y }];
  }).sort((one, other) => one.right - other.right || one.high - other.high);
}

function NumberChoice(
  { title, of, value, part }: {
    readonly title: string;
    readonly of: readonly RunNumber[];
    readonly value: RunNumber;
    readonly part: "scatterX" | "scatterY";
  },
) {
  return (
    <label class="quiet">
      {title}{" "}
      <select
        value={value.name}
        onChange={({ currentTarget }) => change({ [part]: currentTarget.value }, { anew: true })}
      >
        {of.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
      </select>
    </label>
  );
}

/** One stop for Tab; arrows go from point to point, Enter or Space opens the run. */
function Plot(
  { points, right, high }: {
    readonly points: readonly Placed[];
    readonly right: RunNumber;
    readonly high: RunNumber;
  },
) {
  const [at, setAt] = useState(0);
  const x = numberAxis(points.map(({ right }) => right));
  const y = numberAxis(points.map(({ high }) => high));
  const left = (value: number) => PLOT.left + x.place(value) * (PLOT.right - PLOT.left);
  const top = (value: number) => PLOT.bottom - y.place(value) * (PLOT.bottom - PLOT.top);
  const chosen = new Set(drawnRuns.value.map(({ id }) => id));
  const current = Math.min(at, points.length - 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: current + 1,
    ArrowLeft: current - 1,
    Home: 0,
    End: points.length - 1,
  };
  const press = (event: KeyboardEvent) => {
    const next = moves[event.key];
    if (event.key === "Enter" || event.key === " ") selectRuns([points[current]!.run.id]);
    else if (next === undefined) return;
    event.stopPropagation(); // arrows would go through time as well
    event.preventDefault();
    const place = Math.max(0, Math.min(points.length - 1, next ?? current));
    setAt(place);
    const group = event.currentTarget as SVGGElement;
    group.querySelectorAll<SVGElement>(".point")[place]?.focus();
  };
  return (
    <>
      <Axes
        plot={PLOT}
        height={HEIGHT}
        x={ticksOf(x, left)}
        y={ticksOf(y, top)}
        title={right.title}
      />
      <g onKeyDown={press}>
        {points.map(({ run, ...value }, place) => {
          const words = `${run.id}, ${right.title} ${formatNumber(value.right)}, ` +
            `${high.title} ${formatNumber(value.high)}`;
          return (
            <circle
              key={run.id}
              class={`point run ${chosen.has(run.id) ? "on" : ""}`}
              data-run={run.id}
              cx={left(value.right)}
              cy={top(value.high)}
              r={chosen.has(run.id) ? 5.5 : 4}
              role="button"
              aria-label={words}
              tabindex={place === current ? 0 : -1}
              onClick={() => selectRuns([run.id])}
            >
              <title>{words}</title>
            </circle>
          );
        })}
      </g>
    </>
  );
}

function ticksOf({ isLog, low, high }: NumberAxis, place: (value: number) => number): Tick[] {
  const values = isLog ? powerTicks(low, high) : roundTicks(low, high);
  return values.map((value) => ({ at: place(value), text: shortNumber(value) }));
}

function shortNumber(value: number): string {
  return Math.abs(value) >= 1000 ? shortStep(value) : formatNumber(value);
}
