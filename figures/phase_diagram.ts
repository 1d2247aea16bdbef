/** Two swept fields as a grid of cells, coloured by a number of the runs there or their outcome. */
import { z } from "zod";
import { describeThresholds, outcomeTitles } from "../measures/outcome.ts";
import {
  checkQuantity,
  ColumnQuantity,
  isSteps,
  quantityOf,
  writeQuantity,
} from "../measures/quantity.ts";
import { spreadOfSteps } from "../measures/threshold.ts";
import { writeCount, writeSignificant } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import {
  cellAt,
  colourEntry,
  colourScale,
  countOutcomes,
  NEVER_COLOUR,
  outcomeColours,
  outcomeLegend,
  type Places,
  placesOf,
} from "./cells.ts";
import type { Cell, Chart, Legend } from "./chart.ts";
import { scale, sweptField } from "./fields.ts";
import { type Group, groupRuns } from "./groups.ts";
import { defineFigure } from "./kind.ts";
import { describeSeeds, headline } from "./labels.ts";

const OUTCOME = "outcome";

const fields = {
  x: sweptField,
  y: z.string().min(1).meta({ description: "the swept field on the vertical axis" }),
  value: z.union([z.literal(OUTCOME), ColumnQuantity], {
    error: "must be outcome, or { metric, statistic }, { metric, atLeast } or { metric, atMost }",
  }).default({ metric: "validationAccuracy", atLeast: 0.99 }).meta({
    description:
      "what the colour of a cell says: outcome, a column's best, lowest or final value, " +
      "or the steps until it is at a threshold; the steps to 99 % of validation if left out",
  }),
  colourScale: scale.optional().meta({
    description: "of the colours; logarithmic for steps and linear for values if left out",
  }),
};

export const phaseDiagram = defineFigure({
  title: "phase diagram",
  description: "two swept fields as a grid, coloured by steps, by a value or by outcome",
  source: "Doshi et al. 2023, arXiv:2310.13061; Liu et al. 2022, arXiv:2205.10343, figure 6",
  fields,
  *check({ x, y, value }, swept, columns): Generator<Problem> {
    yield* checkSwept(x, ["x"], swept);
    yield* checkSwept(y, ["y"], swept);
    if (x === y) yield { path: ["y"], message: `${y} is on the horizontal axis; choose another` };
    if (value !== OUTCOME) yield* checkQuantity(value, ["value"], swept, columns);
  },
  chart(request, curves) {
    const { x, y, value } = request.figure;
    const places = { x: placesOf(x, curves), y: placesOf(y, curves) };
    const groups = groupRuns(curves, [x, y]);
    const seeds = describeSeeds(groups.map((group) => group.curves.length), null);
    const filled = value === OUTCOME
      ? byOutcome(groups, places, request.figure)
      : byQuantity(groups, places, {
        ...request.figure,
        value,
        all: groupRuns(request.all ?? curves, [x, y, ...request.figure.panels?.by ?? []]),
      });
    const shown = value === OUTCOME ? "outcome" : writeQuantity(value);
    const notes = value === OUTCOME
      ? [describeThresholds(request.outcomes), seeds === "" ? "" : "colour: what most runs did"]
      : [seeds];
    const unknown = curves.filter((curve) =>
      value === OUTCOME
        ? (curve.outcome ?? null) === null
        : quantityOf(value, curve) === undefined
    ).length;
    return {
      ...headline(request, curves, shown, [
        ...notes,
        unknown === 0 ? "" : `${writeCount(unknown, "run")} without an answer, not shown`,
      ]),
      x: places.x.axis,
      y: places.y.axis,
      series: [],
      ends: [],
      lines: [],
      message: null,
      ...filled,
    };
  },
});

interface Grid {
  readonly x: Places;
  readonly y: Places;
}
type Filled = Required<Pick<Chart, "cells" | "table" | "legend">>;
type Fields = { readonly x: string; readonly y: string };

function byOutcome(groups: readonly Group[], grid: Grid, { x, y }: Fields): Filled {
  const cells: Cell[] = [];
  const rows: (string | number)[][] = [];
  for (const { keys, curves } of groups) {
    const counts = countOutcomes(curves).sort((a, b) => b.runs - a.runs);
    const [most] = counts;
    if (most === undefined) continue;
    const known = counts.reduce((total, { runs }) => total + runs, 0);
    const label = known > 1 ? `${most.runs}/${known}` : "";
    cells.push(placeCell(grid, keys, { x, y }, outcomeColours[most.outcome], label));
    for (const { outcome, runs } of counts) {
      rows.push([String(keys[x]), String(keys[y]), outcomeTitles[outcome], runs]);
    }
  }
  const legend = outcomeLegend(groups.flatMap(({ curves }) => curves));
  return { cells, legend, table: { columns: [x, y, OUTCOME, "runs"], rows } };
}

function byQuantity(
  groups: readonly Group[],
  grid: Grid,
  { x, y, value, colourScale: chosen, all }: Fields & {
    readonly value: ColumnQuantity;
    readonly colourScale?: "linear" | "logarithmic" | undefined;
    /** Groups whose numbers the colours span. */
    readonly all: readonly Group[];
  },
): Filled {
  const found = groups.flatMap(({ keys, curves }) => {
    const values = numbersOf(curves, value);
    return values.length === 0 ? [] : [{ keys, runs: values.length, ...spreadOfSteps(values) }];
  });
  const medians = all.map((group) => numbersOf(group.curves, value))
    .filter((values) => values.length > 0).map((values) => spreadOfSteps(values).median);
  const numbers = medians.filter((median) => median !== null);
  const scale = colourScale(
    numbers,
    chosen ?? (isSteps(value) ? "logarithmic" : "linear"),
    (number) => isSteps(value) ? String(Number(number.toPrecision(2))) : writeSignificant(number),
  );
  const colourOf = (median: number | null) =>
    median === null ? NEVER_COLOUR : scale.colourOf(median);
  const labelOf = (median: number | null) => median === null ? "never" : short(median);
  const legend: Legend = {
    title: isSteps(value) ? "steps" : "value",
    bar: scale.bar,
    entries: medians.includes(null) ? [colourEntry("never", NEVER_COLOUR)] : [],
  };
  return {
    legend,
    cells: found.map(({ keys, median }) =>
      placeCell(grid, keys, { x, y }, colourOf(median), labelOf(median))
    ),
    table: {
      columns: [x, y, "value", "valueLowest", "valueHighest", "runs"],
      rows: found.map((
        { keys, median, lowest, highest, runs },
      ) => [String(keys[x]), String(keys[y]), median, lowest, highest, runs]),
    },
  };
}

function numbersOf(curves: readonly RunCurve[], value: ColumnQuantity): (number | null)[] {
  return curves.map((curve) => quantityOf(value, curve)).filter((each) => each !== undefined);
}

function placeCell(
  { x, y }: Grid,
  keys: Group["keys"],
  fields: Fields,
  colour: string,
  label: string,
): Cell {
  return cellAt(x.at(keys[fields.x]), y.at(keys[fields.y]), colour, label);
}

/** A number that fits a cell: 12345 as 12k. */
function short(value: number): string {
  if (Math.abs(value) >= 1e6) return `${Number((value / 1e6).toPrecision(2))}M`;
  if (Math.abs(value) >= 1e4) return `${Math.round(value / 1e3)}k`;
  return String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
}
