/** Summaries of runs against a swept field, for instance the train fraction α. */
import { spreadOfSteps } from "../measures/threshold.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Axis, Chart, LegendEntry, Point, Series, Style } from "./chart.ts";
import { axesBeside, type Group, groupRuns, settingTitle } from "./groups.ts";
import type { PublishedPoint } from "./kind.ts";
import { describeSeeds } from "./labels.ts";
import { areMany, makeDepthLegend, makeLegend } from "./legend.ts";
import { groupLooks, type Look } from "./looks.ts";
import { categoryAxis, valueAxis } from "./scales.ts";
import { DASHES, ink, MARKERS, pointStyle } from "./style.ts";

const UNSET = "as configured"; // a run beside others that have the field as an axis

/** What is measured of the runs at one x; groups of runs are told apart by colour. */
export interface Measurement {
  /** What the legend and the CSV call it. */
  readonly name: string;
  /** The same without what the legend's title says, where it has one. */
  readonly label?: string;
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

/** What may be told of the measurements and groups. */
export interface SettingOptions {
  /** What all measurements have in common. */
  readonly title?: string;
  /** The fields that make groups; those that vary beside `path` if left out. */
  readonly axes?: readonly string[];
  /** Texts on the horizontal axis in their order; that of the runs if left out. */
  readonly order?: readonly string[];
}

/** `path` is the field on the horizontal axis; other swept fields make groups. */
export function plotOverSetting(
  path: string,
  curves: readonly RunCurve[],
  measurements: readonly Measurement[],
  published: readonly PublishedPoint[],
  { title = "", axes = axesBeside(curves, path), order = [] }: SettingOptions = {},
): SettingPlot {
  const { axis, at } = placesOf(path, curves, published, order);
  const groups = groupRuns(curves, axes);
  const looks = groupLooks(groups, axes);
  const isSingle = groups.length === 1;
  const isDeep = areMany(measurements, groups);
  const styleAt = (measurement: Measurement, index: number): Style => {
    const style = styleOf(measurement, isSingle ? null : looks[index]!);
    if (!isDeep) return style;
    const dash = groups.length > DASHES.length ? [] : DASHES[index]!;
    return { ...style, colour: measurement.colour, marker: MARKERS[index % MARKERS.length]!, dash };
  };
  const measured = groups.flatMap((group, index) =>
    measurements.map((measurement): Series => ({
      keys: { source: "measured", ...group.keys, series: measurement.name },
      style: styleAt(measurement, index),
      points: pointsOf(group, path, measurement, at),
    }))
  );
  const noKeys = Object.fromEntries(axes.map((path) => [path, ""]));
  const others = measurements.map((measurement): Series => ({
    keys: { source: "published", ...noKeys, series: measurement.name },
    style: publishedStyle(styleOf(measurement, isSingle || isDeep ? null : TEXT)),
    points: published.filter(({ series }) => series === measurement.name)
      .map(({ x, y }) => publishedPoint(at(x), y)),
  })).filter(({ points }) => points.length > 0);
  const counts = groupRuns(curves, [path, ...axes]).map((group) => group.curves.length);
  const entries = measurements.map((measurement): LegendEntry => ({
    label: title === "" ? measurement.name : measurement.label ?? measurement.name,
    style: {
      ...styleOf(measurement, isSingle || isDeep ? null : QUIET),
      ...isDeep ? { marker: "none" } : {},
    },
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
    legend: isDeep || (isSingle && title !== "")
      ? makeDepthLegend(title, entries, groups, axes, MARKERS)
      : makeLegend(groups, axes, looks, { ...pointStyle, marker: "none" }, entries),
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
  }).sort((one, other) => one.x - other.x);
}

function publishedPoint(x: number, y: number | "never"): Point {
  const value = y === "never" ? null : y;
  return { x, y: value, lowest: value, highest: value, runs: 0 };
}

/** One group alone takes the colours of the measurements. */
function styleOf({ colour, marker, dash }: Measurement, look: Look | null): Style {
  if (look === null) return { ...pointStyle, colour, marker };
  return { ...pointStyle, colour: look.colour, hollow: look.hollow, marker, dash };
}

const TEXT: Look = { colour: ink.text, hollow: false, marker: "none" };
const QUIET: Look = { ...TEXT, colour: ink.quiet };

function publishedStyle(style: Style): Style {
  return { ...style, line: 0, hollow: true, range: "none" };
}

/** The x axis, and where on it a value of the field stands. */
function placesOf(
  path: string,
  curves: readonly RunCurve[],
  published: readonly PublishedPoint[],
  order: readonly string[],
): { axis: Axis; at: (value: AxisValue) => number } {
  const swept = groupRuns(curves, [path]).map((group) => group.keys[path] ?? "");
  const values = [...new Set([...swept, ...published.map(({ x }) => x)])];
  const numbers = values.filter((value) => typeof value === "number");
  const title = settingTitle(path);
  if (numbers.length === values.length) {
    return { axis: valueAxis(title, path, numbers), at: Number };
  }
  // In a table, an axis of numbers and texts holds texts alone.
  const found = [...new Set(values.map(String))];
  const categories = [
    ...order.filter((each) => found.includes(each)),
    ...found.filter((each) => !order.includes(each)),
  ];
  return {
    axis: categoryAxis(title, path, categories.map((text) => text === "" ? UNSET : text)),
    at: (value) => categories.indexOf(String(value)),
  };
}
