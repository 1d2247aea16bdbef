/** Several charts of one kind beside each other, one for each setting, on the same axes. */
import type { Problem } from "../schemas/diagnostics.ts";
import type { Axes } from "../schemas/fields.ts";
import { checkSwept, type SweptValues } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { type Axis, type Chart, isEmpty, type Legend, type Panel } from "./chart.ts";
import { nameValue } from "./groups.ts";

export interface PanelSettings {
  readonly by: readonly string[];
  readonly titles?: readonly string[] | undefined;
  readonly columns?: number | undefined;
}

/** Smaller ones cannot be read. */
const MOST_PANELS = 36;

export function* checkPanels(
  panels: PanelSettings | undefined,
  swept: SweptValues,
): Generator<Problem> {
  if (panels === undefined) return;
  for (const [index, field] of panels.by.entries()) {
    yield* checkSwept(field, ["panels", "by", index], swept);
  }
}

/**
 * The chart of all runs with a panel for each combination of values; `chart` draws the runs of
 * one. Axes are those of all runs, so that panels can be compared.
 */
export function makePanels(
  whole: Chart,
  { by, titles, columns }: PanelSettings,
  curves: readonly RunCurve[],
  chart: (curves: readonly RunCurve[]) => Chart,
): Chart {
  const groups = [
    ...Map.groupBy(curves, ({ axes }) => JSON.stringify(by.map((path) => axes[path])))
      .values(),
  ];
  if (groups.length > MOST_PANELS) {
    const message = `${groups.length} panels are more than can be read; at most ${MOST_PANELS}`;
    return { ...whole, series: [], cells: [], message };
  }
  const varying = by.filter((path) => new Set(curves.map(({ axes }) => axes[path])).size > 1);
  const panels = groups.map((group, index): Panel => ({
    label: titles?.[index] ?? describe(group[0]!.axes, varying.length > 0 ? varying : by),
    chart: align(chart(group), whole),
  }));
  const legends = panels.filter((panel) => !isEmpty(panel.chart)).map(({ chart }) => chart.legend);
  // The longest has all groups, where not every panel has each of them.
  const legend = whole.cells !== undefined ? whole.legend : legends.reduce(
    (longest, each) => sizeOf(each) > sizeOf(longest) ? each : longest,
    legends[0] ?? { title: "", bar: null, entries: [] },
  );
  return {
    ...whole,
    legend,
    panelColumns: columns,
    panels: panels.map(({ label, chart }) => ({ label, chart: recolour(chart, legend) })),
  };
}

function sizeOf({ bar, entries }: Legend): number {
  return entries.length + (bar?.colours.length ?? 0);
}

/** "α 0.3, λ 1": the values of these fields. */
function describe(axes: Axes, by: readonly string[]): string {
  return by.map((path) => nameValue(path, axes[path] ?? "as configured")).join(", ");
}

/** The chart on the axes of another that holds all that it shows. */
function align(chart: Chart, whole: Chart): Chart {
  const move = (from: Axis, to: Axis) => (value: number, at = value) => {
    const category = from.categories?.[Math.round(at)];
    if (category === undefined || to.categories === undefined) return value;
    return value + to.categories.indexOf(category) - Math.round(at);
  };
  const [x, y] = [move(chart.x, whole.x), move(chart.y, whole.y)];
  const { cells = [], series } = chart;
  return {
    ...chart,
    x: whole.x,
    y: whole.y,
    lines: whole.lines,
    series: series.map((one) => ({
      ...one,
      points: one.points.map((point) => ({ ...point, x: x(point.x) })),
    })),
    cells: cells.map((cell) => {
      const [across, up] = [(cell.left + cell.right) / 2, (cell.bottom + cell.top) / 2];
      return {
        ...cell,
        left: x(cell.left, across),
        right: x(cell.right, across),
        bottom: y(cell.bottom, up),
        top: y(cell.top, up),
      };
    }),
  };
}

/** The chart with each group in the colour that it has in the shared legend. */
function recolour(chart: Chart, legend: Legend): Chart {
  const shared = new Map(legend.entries.map(({ label, style }) => [label, style?.colour]));
  const colours = new Map(
    chart.legend.entries.map(({ label, style }) => [style?.colour, shared.get(label)]),
  );
  const series = chart.series.map((one) => {
    const colour = colours.get(one.style.colour);
    return colour === undefined ? one : { ...one, style: { ...one.style, colour } };
  });
  return { ...chart, series };
}
