/** The time of a step as work grows, drawn beside the slope of its arithmetic. */
import type { Axis, Chart, Point, Series } from "../figures/chart.ts";
import { logarithmicValueAxis } from "../figures/scales.ts";
import { ink, lineStyle, pointStyle, setColours } from "../figures/style.ts";

export interface GrowthPoint {
  /** Of what grows. */
  readonly value: number;
  /** Of the matrix products of a step. */
  readonly floatingPointOperations: number;
  /** Median over the rounds, with the fastest and the slowest. */
  readonly milliseconds: number;
  readonly lowest: number;
  readonly highest: number;
  readonly rounds: number;
}

export interface Growth {
  /** What grows, such as "batch". */
  readonly axis: string;
  /** From the smallest on. */
  readonly points: readonly GrowthPoint[];
}

/** The exponent with which time follows arithmetic: the least-squares slope of their logarithms. */
export function slopeOf(points: readonly GrowthPoint[]): number {
  const work = points.map(({ floatingPointOperations }) => Math.log(floatingPointOperations));
  const time = points.map(({ milliseconds }) => Math.log(milliseconds));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value) / values.length;
  const [middle, height] = [mean(work), mean(time)];
  const product = work.map((each, index) => (each - middle) * (time[index]! - height));
  const square = work.map((each) => (each - middle) ** 2);
  return mean(product) / mean(square);
}

const MEASURED = { ...pointStyle, colour: setColours.train } as const;
const ARITHMETIC = { ...lineStyle, colour: ink.quiet, dash: [6, 3], range: "none" } as const;

/** A panel for each of what grows; the arithmetic is drawn through the largest size. */
export function drawGrowth(growths: readonly Growth[], threads: number): Chart {
  const all = growths.flatMap(({ points }) => points);
  const times = all.flatMap((point) => [point.lowest, point.highest, asArithmetic(all, point)]);
  const y = logarithmicValueAxis("ms a step", "milliseconds", times);
  const whole: Omit<Chart, "x" | "series"> = {
    title: "A training step as work grows",
    subtitle: [
      "Native engine, " + (threads === 1 ? "one thread" : `${threads} threads`) +
      "; batch, width and depth of PKU's transformer, p of the quick start's network",
    ],
    y,
    legend: {
      title: "",
      bar: null,
      entries: [
        { label: "measured", style: MEASURED },
        { label: "as its arithmetic", style: ARITHMETIC },
      ],
    },
    lines: [],
    ends: [],
    message: null,
  };
  const x = sizeAxis("size", all.map(({ value }) => value));
  return {
    ...whole,
    x,
    series: [],
    panels: growths.map((growth) => ({
      label: growth.axis,
      chart: {
        ...whole,
        x: sizeAxis(growth.axis, growth.points.map(({ value }) => value)),
        series: seriesOf(growth.points),
        table: {
          columns: [
            "size",
            "floatingPointOperations",
            "milliseconds",
            "lowest",
            "highest",
            "rounds",
          ],
          rows: growth.points.map((point) => [
            ...[point.value, point.floatingPointOperations, point.milliseconds],
            ...[point.lowest, point.highest, point.rounds],
          ]),
        },
      },
    })),
  };
}

/** A logarithmic axis with a tick at each size. */
function sizeAxis(title: string, sizes: readonly number[]): Axis {
  const ticks = sizes.map((value) => ({ value, label: String(value) }));
  return { ...logarithmicValueAxis(title, "size", sizes), ticks };
}

function seriesOf(points: readonly GrowthPoint[]): Series[] {
  const measured = points.map(({ value, milliseconds, lowest, highest, rounds }): Point => ({
    x: value,
    y: milliseconds,
    lowest,
    highest,
    runs: rounds,
  }));
  const arithmetic = points.map((point): Point => {
    const y = asArithmetic(points, point);
    return { x: point.value, y, lowest: y, highest: y, runs: 0 };
  });
  return [
    { keys: { series: "arithmetic" }, style: ARITHMETIC, points: arithmetic },
    { keys: { series: "measured" }, style: MEASURED, points: measured },
  ];
}

/** Milliseconds of a point if each operation took what it takes in the largest. */
function asArithmetic(points: readonly GrowthPoint[], point: GrowthPoint): number {
  const largest = points.at(-1)!;
  return largest.milliseconds * point.floatingPointOperations / largest.floatingPointOperations;
}
