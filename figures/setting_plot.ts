/** Summaries of runs against a swept field, for instance the train fraction α. */
import { spreadOfSteps } from "../measures/threshold.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Axis, Chart, LegendEntry, Point, Series, Style } from "./chart.ts";
import { axesBeside, type Group, groupRuns, isOrdered, settingTitle } from "./groups.ts";
import type { PublishedPoint } from "./kind.ts";
import { describeSeeds } from "./labels.ts";
import { makeLegend } from "./legend.ts";
import { categoryAxis, valueAxis } from "./scales.ts";
import { groupColours, ink, pointStyle } from "./style.ts";

const UNSET = "as configured"; // a run beside others that have the field as an axis

/** What is measured of the runs at one x; groups of runs are told apart by colour. */
export interface Measurement {
  /** What the legend and the CSV call it. */
  readonly name: string;
  readonly colour: string;
  readonly marker: Style["marker"];
  /** Of the line where groups take the colours. */
  readonly dash: readonly number[];
  /** The number of one run, null for "never"; undefined where that is not known. */
  valueOf(curve: RunCurve): number | null | undefined;
}

export interface SettingPlot extends Pick<Chart, "x" | "series" | "legend" | "ends"> {
  readonly notes: readonly string[];
}

/** `path` is the field on the horizontal axis; other swept fields make groups. */
export function plotOverSetting(
  path: string,
  curves: readonly RunCurve[],
  measurements: readonly Measurement[],
  published: readonly PublishedPoint[],
): SettingPlot {
  const { axis, at } = placesOf(path, curves, published);
  const axes = axesBeside(curves, path);
  const groups = groupRuns(curves, axes);
  const colours = groupColours(groups.length, isOrdered(groups, axes));
  const isSingle = groups.length === 1;
  const measured = groups.flatMap((group, index) =>
    measurements.map((measurement): Series => ({
      keys: { source: "measured", ...group.keys, series: measurement.name },
      style: styleOf(measurement, isSingle ? null : colours[index]!),
      points: pointsOf(group, path, measurement, at),
    }))
  );
  const noKeys = Object.fromEntries(axes.map((path) => [path, ""]));
  const others = measurements.map((measurement): Series => ({
    keys: { source: "published", ...noKeys, series: measurement.name },
    style: publishedStyle(styleOf(measurement, isSingle ? null : ink.text)),
    points: published.filter(({ series }) => series === measurement.name)
      .map(({ x, y }) => publishedPoint(at(x), y)),
  })).filter(({ points }) => points.length > 0);
  const counts = groupRuns(curves, [path, ...axes]).map((group) => group.curves.length);
  const entries = measurements.map((measurement): LegendEntry => ({
    label: measurement.name,
    style: styleOf(measurement, isSingle ? null : ink.quiet),
  }));
  if (published.length > 0) {
    entries.push({
      label: "published",
      style: publishedStyle({ ...pointStyle, colour: ink.quiet }),
    });
  }
  return {
    x: axis,
    series: [...measured, ...others],
    legend: makeLegend(groups, axes, colours, { ...pointStyle, marker: "none" }, entries),
    ends: [],
    notes: [describeSeeds(counts, "bars")],
  };
}

function pointsOf(
  group: Group,
  path: string,
  measurement: Measurement,
  at: (value: AxisValue) => number,
): Point[] {
  return groupRuns(group.curves, [path]).flatMap((column) => {
    const values = column.curves.map((curve) => measurement.valueOf(curve))
      .filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const { median, lowest, highest } = spreadOfSteps(values);
    const x = at(column.keys[path] ?? "");
    return [{ x, y: median, lowest, highest, runs: values.length }];
  });
}

function publishedPoint(x: number, y: number | "never"): Point {
  const value = y === "never" ? null : y;
  return { x, y: value, lowest: value, highest: value, runs: 0 };
}

/** One group alone takes the colours of the measurements. */
function styleOf({ colour, marker, dash }: Measurement, groupColour: string | null): Style {
  if (groupColour === null) return { ...pointStyle, colour, marker };
  return { ...pointStyle, colour: groupColour, marker, dash };
}

function publishedStyle(style: Style): Style {
  return { ...style, line: 0, hollow: true, range: "none" };
}

/** The x axis, and where on it a value of the field stands. */
function placesOf(
  path: string,
  curves: readonly RunCurve[],
  published: readonly PublishedPoint[],
): { axis: Axis; at: (value: AxisValue) => number } {
  const swept = groupRuns(curves, [path]).map((group) => group.keys[path] ?? "");
  const values = [...new Set([...swept, ...published.map(({ x }) => x)])];
  const numbers = values.filter((value) => typeof value === "number");
  const title = settingTitle(path);
  if (numbers.length === values.length) {
    return { axis: valueAxis(title, path, numbers), at: Number };
  }
  // In a table, an axis of numbers and texts holds texts alone.
  const categories = [...new Set(values.map(String))];
  return {
    axis: categoryAxis(title, path, categories.map((text) => text === "" ? UNSET : text)),
    at: (value) => categories.indexOf(String(value)),
  };
}
