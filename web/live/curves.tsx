/** Accuracies, losses and the norm as they grow, with the run of the store faint behind them. */
import type { ChartSpec, Line } from "../curves/chart_spec.ts";
import { inkOf } from "../curves/colours.ts";
import { LineChart } from "../curves/line_chart.tsx";
import { specsOf } from "../curves/run_curves.tsx";
import { theme } from "../state/theme.ts";
import type { ExperimentData } from "../protocol.ts";
import type { DrawnRun } from "../state/drawn.ts";
import { commandOf } from "./command.ts";
import { liveExperiment, liveRun } from "./live_data.ts";
import { marksOf } from "./published.ts";
import { experiment, run } from "./session.ts";
import { publishedNow, storedRun } from "./stored_run.ts";

export function LiveCurves() {
  void theme.value; // colours are of the theme
  const [of, drawn] = [liveExperiment.value, liveRun.value];
  if (of === null) return null;
  const specs = specsFor(of, drawn).filter(({ id }) => !id.endsWith("learningRate"));
  return (
    <div class="pair">
      {specs.map((spec, place) => (
        <LineChart
          key={spec.id}
          spec={spec}
          subject={`live-${of.name}`}
          height={place < 2 ? 230 : 150}
        />
      ))}
    </div>
  );
}

function specsFor(of: ExperimentData, drawn: DrawnRun | null): ChartSpec[] {
  const stored = storedRun.value;
  const none = { steps: [], columns: {} };
  const behind = stored && specsOf(of, [{ run: stored.run, history: stored.history }]);
  const now = drawn === null ? [] : specsOf(of, [{ ...drawn, history: drawn.history ?? none }]);
  const chosen = run.value?.choices;
  const command = experiment.value && chosen ? commandOf(experiment.value, chosen) : "";
  const lead = now.length > 0 ? now : (behind ?? []).map((spec) => ({ ...spec, lines: [] }));
  const published = publishedNow.value;
  const colours = { train: inkOf("--train"), validation: inkOf("--validation") };
  const until = 1.2 * Math.max(0, ...published.map(({ step }) => step)); // marks stay off the edge
  return lead.map((spec) => {
    const lines = behind?.find(({ id }) => id === spec.id)?.lines ?? [];
    const faint = lines.filter(({ dashed }) => dashed !== true); // two of them are enough
    const marks = [...spec.marks, ...marksOf(published, colours)];
    return { ...spec, command, marks, until, lines: [...faint.map(faded), ...spec.lines] };
  });
}

/** Behind: wider, and pale. */
function faded(line: Line): Line {
  return {
    ...line,
    label: `stored ${line.label}`,
    colour: `color-mix(in srgb, ${line.colour} 32%, transparent)`,
    width: 4,
    behind: true,
  };
}
