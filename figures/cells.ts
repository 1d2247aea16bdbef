/** Grids of coloured cells: where they stand, their colours, and what stands beside them. */
import { type Outcome, outcomeNames, outcomeTitles } from "../measures/outcome.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Axis, Cell, ColourBar, Legend, LegendEntry } from "./chart.ts";
import { groupRuns, settingTitle } from "./groups.ts";
import { categoryAxis } from "./scales.ts";
import { groupColours, ink, pointStyle } from "./style.ts";

/** Grey, orange, green and blue: told apart by every reader, and in print. */
export const outcomeColours: Readonly<Record<Outcome, string>> = {
  noLearning: "#bdbdbd",
  memorised: "#e69f00",
  grokked: "#009e73",
  generalisedAtOnce: "#56b4e9",
};

/** Of cells whose runs give no answer. */
export const UNKNOWN_COLOUR = "#ffffff";
/** Of "never" beside numbers of steps. */
export const NEVER_COLOUR = "#d9d9d9";

const SHADES = 64;

/** The values that runs have of a field, in order, as places on an axis of texts. */
export interface Places {
  readonly axis: Axis;
  at(value: AxisValue | undefined): number;
}

export function placesOf(path: string, curves: readonly RunCurve[]): Places {
  const values = groupRuns(curves, [path]).map(({ keys }) => keys[path] ?? "");
  const texts = values.map(String);
  return {
    axis: categoryAxis(
      settingTitle(path),
      path,
      texts.map((text) => text === "" ? "as configured" : text),
    ),
    at: (value) => texts.indexOf(String(value ?? "")),
  };
}

/** The cell around a place of a grid. */
export function cellAt(x: number, y: number, colour: string, label: string): Cell {
  return { left: x - 0.5, right: x + 0.5, bottom: y - 0.5, top: y + 0.5, colour, label };
}

/** An entry of a legend that is a colour. */
export function colourEntry(label: string, colour: string): LegendEntry {
  return { label, style: { ...pointStyle, line: 0, marker: "square", colour, range: "none" } };
}

/** Colours of numbers, from dark for the least to light, on the scale that shows them best. */
export interface ColourScale {
  readonly bar: ColourBar | null;
  colourOf(value: number): string;
}

export function colourScale(
  values: readonly number[],
  scale: "linear" | "logarithmic",
  write: (value: number) => string,
): ColourScale {
  const positive = scale === "logarithmic" ? values.filter((value) => value > 0) : values;
  if (positive.length === 0) return { bar: null, colourOf: () => groupColours(1, true)[0]! };
  const onScale = (value: number) => scale === "logarithmic" ? Math.log(value) : value;
  const [lowest, highest] = [Math.min(...positive), Math.max(...positive)].map(onScale);
  const colours = groupColours(SHADES, true);
  const span = highest! - lowest!;
  const indexOf = (value: number) =>
    span === 0 || (scale === "logarithmic" && value <= 0)
      ? 0
      : Math.round((onScale(value) - lowest!) / span * (SHADES - 1));
  const labels = Array.from({ length: span === 0 ? 1 : 5 }, (_, part) => {
    const index = Math.round(part / 4 * (SHADES - 1));
    const place = lowest! + span * index / (SHADES - 1);
    return { index, label: write(scale === "logarithmic" ? Math.exp(place) : place) };
  });
  return { bar: { colours, labels }, colourOf: (value) => colours[indexOf(value)]! };
}

/** Classes that these runs have, in their order, with how many have each. */
export function countOutcomes(
  curves: readonly RunCurve[],
): { readonly outcome: Outcome; readonly runs: number }[] {
  return outcomeNames.map((outcome) => ({
    outcome,
    runs: curves.filter((curve) => curve.outcome === outcome).length,
  })).filter(({ runs }) => runs > 0);
}

/** All four classes with how many runs have each, and runs of which it is not known. */
export function outcomeLegend(curves: readonly RunCurve[]): Legend {
  const counts = new Map(countOutcomes(curves).map(({ outcome, runs }) => [outcome, runs]));
  const entries = outcomeNames.map((outcome) =>
    colourEntry(`${outcomeTitles[outcome]} (${counts.get(outcome) ?? 0})`, outcomeColours[outcome])
  );
  return { title: "outcome (runs)", bar: null, entries };
}

/** Letters that can be read on a colour: dark ones on light, light ones on dark. */
export function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(colour.slice(at, at + 2), 16)
  );
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? ink.text : ink.paper;
}
