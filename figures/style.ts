/** The look of all figures: palette safe for colour-blind readers, line styles, sizes. */
import type { Style } from "./chart.ts";

/** The family that the shipped DejaVu Sans is registered as, unknown to any machine. */
export const shippedFamily = "Regrok Sans";

let ownFamily: string | null = null;

/** Draws with a family that is registered, before the shipped one; with that alone for null. */
export function preferFamily(family: string | null): void {
  ownFamily = family;
}

/** The families to draw in, the first that has a letter for each letter. */
export function fontFamily(): string {
  return [ownFamily, shippedFamily].filter((family) => family !== null)
    .map((family) => `"${family}"`).join(", ");
}

/** As a canvas takes it. */
export function fontOf(size: number, weight: "normal" | "bold"): string {
  return `${weight} ${size}px ${fontFamily()}`;
}

/** Size of a figure in CSS pixels. */
export const figureSize = { width: 760, height: 460 } as const;

export const ink = {
  text: "#222222",
  quiet: "#666666",
  axis: "#444444",
  grid: "#e6e6e6",
  band: "#f3f1ec",
  paper: "#ffffff",
} as const;

/** Okabe and Ito, "Color universal design", 2008: blue and vermilion differ for every reader. */
export const setColours = { train: "#0072b2", validation: "#d55e00" } as const;

/** Best and final value of the same set: one hue would hide that they may lie far apart. */
export const accuracyColours = { best: "#009e73", final: "#d55e00" } as const;

const CATEGORIES = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#222222",
  "#8c564b",
  "#9467bd",
  "#17a09b",
] as const;

/** Viridis (van der Walt and Smith, 2015) without its light end, which vanishes on white. */
const SEQUENCE = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [170, 215, 50],
] as const;

/** Plasma (Smith and van der Walt, 2015) without its light end: the depth of a layer. */
const DEPTHS = [
  [13, 8, 135],
  [84, 2, 163],
  [139, 10, 165],
  [185, 50, 137],
  [219, 92, 104],
  [244, 136, 73],
  [252, 180, 54],
] as const;

/** Our runs beside those of others: blues and oranges that stay apart for every reader. */
const COLD = [[8, 37, 103], [0, 114, 178], [86, 180, 233]] as const;
const WARM = [[130, 44, 0], [213, 94, 0], [245, 185, 66]] as const;

export const lineStyle: Style = {
  colour: ink.text,
  line: 1.8,
  dash: [],
  marker: "none",
  hollow: false,
  range: "band",
};

export const pointStyle: Style = { ...lineStyle, line: 1.4, marker: "circle", range: "bars" };

/** Colours of `count` groups; ordered ones run from dark to light. */
export function groupColours(count: number, ordered: boolean): string[] {
  if (!ordered && count <= CATEGORIES.length) return CATEGORIES.slice(0, count);
  return along(SEQUENCE, count);
}

/** Colours of `count` layers, from the input on. */
export function depthColours(count: number): string[] {
  return along(DEPTHS, count);
}

/** Colours of `count` groups of ours, and of others beside them; the middle one for a single one. */
export function coldColours(count: number): string[] {
  return count === 1 ? [colourAlong(COLD, 0.5)] : along(COLD, count);
}

export function warmColours(count: number): string[] {
  return count === 1 ? [colourAlong(WARM, 0.5)] : along(WARM, count);
}

function along(ramp: Ramp, count: number): string[] {
  return Array.from({ length: count }, (_, index) => colourAlong(ramp, index / (count - 1 || 1)));
}

/** Shapes that tell measurements of one group apart. */
export const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** Patterns of lines that can still be told apart, the whole line first. */
export const DASHES = [[], [6, 3], [1.5, 2.5], [9, 3, 2, 3]] as const;

/** Colours of `count` lines beside those of train and validation; more than four are layers. */
export function traceColours(count: number): string[] {
  return count <= DASHES.length ? CATEGORIES.slice(2, 2 + count) : depthColours(count);
}

type Ramp = readonly (readonly [red: number, green: number, blue: number])[];

function colourAlong(ramp: Ramp, position: number): string {
  const place = position * (ramp.length - 1);
  const index = Math.min(Math.floor(place), ramp.length - 2);
  const [from, to] = [ramp[index]!, ramp[index + 1]!];
  const channels = from.map((value, channel) =>
    Math.round(value + (to[channel]! - value) * (place - index)).toString(16).padStart(2, "0")
  );
  return `#${channels.join("")}`;
}
