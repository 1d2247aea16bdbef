/** Colours of lines: of runs, of values along an axis, and those that the style sheet names. */

/** Told apart by people who see colours differently, on dark and on light. */
const PALETTE = [
  "#4e8fd0",
  "#e8743b",
  "#3ba272",
  "#b877d9",
  "#d6a419",
  "#d9598c",
  "#5bb5b5",
  "#9a7d5e",
];

/** The colour of a run by its place among those drawn. */
export function runColour(place: number): string {
  return PALETTE[place % PALETTE.length]!;
}

/** A colour of the style sheet, such as `--train`, as it is in the theme now. */
export function inkOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** From dark violet to yellow, without what is too pale to be seen on paper (plasma). */
const SCALE = [
  [84, 2, 163],
  [139, 10, 165],
  [185, 50, 137],
  [219, 92, 104],
  [244, 136, 73],
  [249, 180, 40],
] as const;

/** The colour of a place between 0 and 1 on a sequential scale. */
export function scaleColour(place: number): string {
  const at = Math.max(0, Math.min(1, place)) * (SCALE.length - 1);
  const [low, high] = [SCALE[Math.floor(at)]!, SCALE[Math.ceil(at)]!];
  const mixed = low.map((value, channel) =>
    Math.round(value + (high[channel]! - value) * (at - Math.floor(at)))
  );
  return `rgb(${mixed.join(" ")})`;
}
