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
  return Array.from(
    { length: count },
    (_, index) => sequenceColour(index / Math.max(count - 1, 1)),
  );
}

/** Shapes that tell measurements of one group apart. */
export const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** Colours of `count` lines beside those of train and validation. */
export function traceColours(count: number): string[] {
  const left = CATEGORIES.slice(2);
  return count <= left.length ? left.slice(0, count) : groupColours(count, true);
}

function sequenceColour(position: number): string {
  const place = position * (SEQUENCE.length - 1);
  const index = Math.min(Math.floor(place), SEQUENCE.length - 2);
  const [from, to] = [SEQUENCE[index]!, SEQUENCE[index + 1]!];
  const channels = from.map((value, channel) =>
    Math.round(value + (to[channel]! - value) * (place - index)).toString(16).padStart(2, "0")
  );
  return `#${channels.join("")}`;
}
