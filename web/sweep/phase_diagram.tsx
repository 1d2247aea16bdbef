/** What became of runs over two settings, by thresholds that can be moved. */
import { type Outcome, outcomeNames, outcomeTitles } from "../../measures/outcome_class.ts";
import type { CurvesData, ExperimentData, RunData, Value } from "../protocol.ts";
import { formatPercent, shortName } from "../curves/format.ts";
import { runCommand } from "../download/commands.ts";
import { csvOf } from "../download/save.ts";
import { writeValue } from "../run_table/columns.ts";
import { drawnRuns } from "../state/drawn.ts";
import { compareValues } from "../state/compare_values.ts";
import { settingOf } from "../state/listing.ts";
import { change, parts, selectRuns } from "../state/view.ts";
import { classOf, type Thresholds } from "./reached.ts";
import { SvgFrame } from "./svg_frame.tsx";

export interface PhaseDiagramProps {
  readonly experiment: ExperimentData;
  readonly curves: CurvesData;
  readonly runs: readonly RunData[];
  readonly across: string;
  readonly up: string;
}

const [WIDTH, HEIGHT] = [480, 236];
const PLOT = { left: 60, right: 474, top: 6, bottom: 204 };

export function PhaseDiagram({ experiment, curves, runs, across, up }: PhaseDiagramProps) {
  const thresholds = parts.thresholds.value ?? experiment.thresholds;
  const columns = valuesOf(runs, across);
  const rows = valuesOf(runs, up).reverse(); // the largest on top
  const width = (PLOT.right - PLOT.left) / columns.length;
  const height = (PLOT.bottom - PLOT.top) / rows.length;
  const chosen = new Set(drawnRuns.value.map(({ id }) => id));
  const cells = Map.groupBy(
    runs,
    (run) => JSON.stringify([settingOf(run, across), settingOf(run, up)]),
  );
  const classes = new Map(runs.map((run) => {
    const known = curves.runs[run.id];
    const begun = run.state !== "to do" && run.state !== "damaged";
    return [run.id, known === undefined || !begun ? null : classOf(known, thresholds)];
  }));
  const every = Math.ceil(rows.length / 14);
  const each = Math.ceil(columns.length / 12);
  return (
    <SvgFrame
      id="phase-diagram"
      title="Outcomes"
      unit={`${shortName(up)} over ${shortName(across)}`}
      subject={experiment.name}
      command={runCommand(experiment)}
      size={[WIDTH, HEIGHT]}
      csv={() =>
        csvOf(
          ["run", across, up, "outcome"],
          runs.map((
            run,
          ) => [run.id, settingOf(run, across), settingOf(run, up), classes.get(run.id)]),
        )}
      controls={<Controls thresholds={thresholds} />}
    >
      {columns.flatMap((column, x) =>
        rows.map((row, y) => {
          const found = cells.get(JSON.stringify([column, row])) ?? [];
          return (
            <Cell
              key={`${x} ${y}`}
              runs={found}
              classes={classes}
              on={found.some(({ id }) => chosen.has(id))}
              area={[PLOT.left + x * width, PLOT.top + y * height, width, height]}
            />
          );
        })
      )}
      {columns.map((value, at) =>
        at % each === 0 && (
          <text
            key={String(value)}
            x={PLOT.left + (at + 0.5) * width}
            y={PLOT.bottom + 15}
            text-anchor="middle"
            class="quiet"
          >
            {writeValue(value)}
          </text>
        )
      )}
      {rows.map((value, at) =>
        at % every === 0 && (
          <text
            key={String(value)}
            x={PLOT.left - 6}
            y={PLOT.top + (at + 0.5) * height + 4}
            text-anchor="end"
            class="quiet"
          >
            {writeValue(value)}
          </text>
        )
      )}
      <text x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 2} text-anchor="middle" class="quiet">
        {shortName(across)}
      </text>
    </SvgFrame>
  );
}

function valuesOf(runs: readonly RunData[], field: string): Value[] {
  return [...new Set(runs.map((run) => settingOf(run, field)))].sort(compareValues);
}

/** One strip for each class that runs of the cell are in, as wide as there are many. */
function Cell(
  { runs, classes, on, area: [left, top, width, height] }: {
    readonly runs: readonly RunData[];
    readonly classes: ReadonlyMap<string, Outcome | null>;
    readonly on: boolean;
    readonly area: readonly [number, number, number, number];
  },
) {
  if (runs.length === 0) return null;
  const names = [...outcomeNames, null];
  const counts = names.map((name) => runs.filter(({ id }) => classes.get(id) === name).length);
  const gap = Math.min(1, width / 8, height / 8);
  let before = 0;
  return (
    <g class={`cell ${on ? "on" : ""}`} onClick={() => selectRuns(runs.map(({ id }) => id))}>
      <title>
        {names.flatMap((name, at) =>
          counts[at] === 0
            ? []
            : [`${counts[at]} ${name === null ? "not known yet" : outcomeTitles[name]}`]
        ).concat(runs.slice(0, 5).map(({ id }) => id)).join("\n")}
      </title>
      {names.map((name, at) => {
        const part = (width - 2 * gap) * counts[at]! / runs.length;
        const start = left + gap + before;
        before += part;
        return part > 0 && (
          <rect
            key={name ?? "unknown"}
            class={`outcome ${name ?? "unknown"}`}
            x={start}
            y={top + gap}
            width={part}
            height={height - 2 * gap}
          />
        );
      })}
      {on && <rect class="ring" x={left + 1} y={top + 1} width={width - 2} height={height - 2} />}
    </g>
  );
}

function Controls({ thresholds }: { readonly thresholds: Thresholds }) {
  const set = (part: Partial<Thresholds>) => change({ thresholds: { ...thresholds, ...part } });
  return (
    <div class="thresholds">
      <ul class="outcomes">
        {outcomeNames.map((name) => (
          <li key={name}>
            <i class={`outcome ${name}`} />
            {outcomeTitles[name]}
          </li>
        ))}
      </ul>
      <Slider
        title="memorised"
        text={formatPercent(thresholds.train)}
        value={thresholds.train}
        range={[0.05, 1, 0.01]}
        onChange={(train) => set({ train })}
      />
      <Slider
        title="generalised"
        text={formatPercent(thresholds.validation)}
        value={thresholds.validation}
        range={[0.05, 1, 0.01]}
        onChange={(validation) => set({ validation })}
      />
      <Slider
        title="delay"
        text={`${Number(thresholds.delay.toPrecision(2))}×`}
        value={Math.log10(thresholds.delay)}
        range={[0.05, 3, 0.05]}
        onChange={(power) => set({ delay: Number((10 ** power).toPrecision(3)) })}
      />
      {parts.thresholds.value !== null && (
        <button
          type="button"
          class="link"
          onClick={() => change({ thresholds: null })}
        >
          as the experiment says
        </button>
      )}
    </div>
  );
}

function Slider(
  { title, text, value, range: [min, max, step], onChange }: {
    readonly title: string;
    readonly text: string;
    readonly value: number;
    readonly range: readonly [number, number, number];
    onChange(value: number): void;
  },
) {
  return (
    <label>
      {title}{" "}
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        onInput={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />{" "}
      <output>{text}</output>
    </label>
  );
}
