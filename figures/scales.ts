/** Axes of the scales that figures share, with their ticks. */
import type { Axis, Margin } from "./chart.ts";
import { linearTicks, logarithmicTicks } from "./ticks.ts";

type Extent = Pick<Axis, "title" | "column" | "minimum" | "maximum">;

const LOGARITHMIC_FROM = 50; // an axis that spans this ratio is easier to read in powers of ten
const MARGIN_SHARE = 0.13; // of the height or width, for what has no number on the axis
const MAXIMUM_CATEGORIES = 40; // turned labels that fit the width of a figure
const MARGIN = 0.05; // of the width, so that markers at the ends are not cut

export function linearAxis(extent: Extent): Axis {
  return { ...extent, scale: "linear", ticks: linearTicks(extent.minimum, extent.maximum) };
}

export function logarithmicAxis(extent: Extent): Axis {
  const ticks = logarithmicTicks(extent.minimum, extent.maximum);
  return { ...extent, scale: "logarithmic", ticks };
}

/** A logarithmic axis with a place for 0 at its lower end. */
export function withZero(axis: Axis): Axis {
  const span = marginSpan(axis);
  const zero: Margin = { edge: axis.minimum, place: axis.minimum / Math.sqrt(span) };
  const tick = { value: zero.place, label: "0" };
  return { ...axis, minimum: axis.minimum / span, ticks: [tick, ...axis.ticks], zero };
}

/** A logarithmic axis with a place for "never" at its upper end. */
export function withNever(axis: Axis): Axis {
  const span = marginSpan(axis);
  const never: Margin = { edge: axis.maximum, place: axis.maximum * Math.sqrt(span) };
  const tick = { value: never.place, label: "never" };
  return { ...axis, maximum: axis.maximum * span, ticks: [...axis.ticks, tick], never };
}

/** The ratio that a margin adds to those the axis spans already. */
function marginSpan({ minimum, maximum }: Axis): number {
  return (maximum / minimum) ** (MARGIN_SHARE / (1 - MARGIN_SHARE));
}

/** Accuracies from 0 to 1, with a little room so that lines at the ends are seen. */
export function accuracyAxis(title: string): Axis {
  const axis = linearAxis({ title, column: "accuracy", minimum: 0, maximum: 1 });
  return { ...axis, minimum: -0.02, maximum: 1.02 };
}

/** An axis for the values of a swept field, logarithmic where they span orders of magnitude. */
export function valueAxis(title: string, column: string, values: readonly number[]): Axis {
  const [lowest, highest] = extremes(values);
  if (lowest === highest) {
    const ticks = [{ value: lowest, label: String(lowest) }];
    return { ...linearValueAxis(title, column, values), ticks };
  }
  const positive = values.filter((value) => value > 0);
  const ratio = Math.max(...positive) / Math.min(...positive);
  if (lowest < 0 || positive.length === 0 || ratio < LOGARITHMIC_FROM) {
    return linearValueAxis(title, column, values);
  }
  const margin = ratio ** MARGIN;
  const axis = logarithmicAxis({
    title,
    column,
    minimum: Math.min(...positive) / margin,
    maximum: Math.max(...positive) * margin,
  });
  return lowest === 0 ? withZero(axis) : axis;
}

/** An axis of one of the two scales on which these values are seen. */
export function valueAxisOn(
  scale: Axis["scale"],
  title: string,
  column: string,
  values: readonly number[],
): Axis {
  return scale === "linear"
    ? linearValueAxis(title, column, values)
    : logarithmicValueAxis(title, column, values);
}

/** An axis on which these values and a little room around them are seen. */
export function linearValueAxis(title: string, column: string, values: readonly number[]): Axis {
  if (values.length === 0) return linearAxis({ title, column, minimum: 0, maximum: 1 });
  const [lowest, highest] = extremes(values);
  const margin = lowest === highest ? Math.abs(lowest) / 2 || 1 : (highest - lowest) * MARGIN;
  return linearAxis({ title, column, minimum: lowest - margin, maximum: highest + margin });
}

/** The same on a logarithmic scale; values below 0 have no place there. */
export function logarithmicValueAxis(
  title: string,
  column: string,
  values: readonly number[],
): Axis {
  const positive = values.filter((value) => value > 0);
  const [lowest, highest] = positive.length > 0 ? extremes(positive) : [0.15, 20 / 3];
  const axis = logarithmicAxis({ title, column, minimum: lowest / 1.5, maximum: highest * 1.5 });
  return values.includes(0) ? withZero(axis) : axis;
}

/** An axis for texts, at the positions 0, 1, …; of very many only some are labelled. */
export function categoryAxis(title: string, column: string, categories: readonly string[]): Axis {
  const every = Math.ceil(categories.length / MAXIMUM_CATEGORIES);
  const ticks = categories.map((label, value) => ({
    value,
    label: value % every === 0 ? label : "",
  }));
  const [minimum, maximum] = [-0.5, categories.length - 0.5];
  return { title, column, scale: "linear", minimum, maximum, ticks, categories };
}

/** Of a list that may be longer than a call can take arguments. */
function extremes(values: readonly number[]): [lowest: number, highest: number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
