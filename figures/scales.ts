/** Axes of the scales that figures share, with their ticks. */
import type { Axis } from "./chart.ts";
import { linearTicks, logarithmicTicks } from "./ticks.ts";

type Extent = Pick<Axis, "title" | "column" | "minimum" | "maximum">;

const LOGARITHMIC_FROM = 50; // an axis that spans this ratio is easier to read in powers of ten
const MARGIN = 0.05; // of the width, so that markers at the ends are not cut

export function linearAxis(extent: Extent): Axis {
  return { ...extent, scale: "linear", ticks: linearTicks(extent.minimum, extent.maximum) };
}

export function logarithmicAxis(extent: Extent): Axis {
  const ticks = logarithmicTicks(extent.minimum, extent.maximum);
  return { ...extent, scale: "logarithmic", ticks };
}

/** Accuracies from 0 to 1, with a little room so that lines at the ends are seen. */
export function accuracyAxis(title: string): Axis {
  const axis = linearAxis({ title, column: "accuracy", minimum: 0, maximum: 1 });
  return { ...axis, minimum: -0.02, maximum: 1.02 };
}

/** An axis for the values of a swept field, logarithmic where they span orders of magnitude. */
export function valueAxis(title: string, column: string, values: readonly number[]): Axis {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  if (lowest === highest) {
    const margin = Math.abs(lowest) / 2 || 1;
    const ticks = [{ value: lowest, label: String(lowest) }];
    const [minimum, maximum] = [lowest - margin, highest + margin];
    return { title, column, scale: "linear", minimum, maximum, ticks };
  }
  if (lowest > 0 && highest / lowest >= LOGARITHMIC_FROM) {
    const margin = (highest / lowest) ** MARGIN;
    return logarithmicAxis({ title, column, minimum: lowest / margin, maximum: highest * margin });
  }
  const margin = (highest - lowest) * MARGIN;
  return linearAxis({ title, column, minimum: lowest - margin, maximum: highest + margin });
}

/** An axis for texts, at the positions 0, 1, … */
export function categoryAxis(title: string, column: string, categories: readonly string[]): Axis {
  const ticks = categories.map((label, value) => ({ value, label }));
  const [minimum, maximum] = [-0.5, categories.length - 0.5];
  return { title, column, scale: "linear", minimum, maximum, ticks, categories };
}
