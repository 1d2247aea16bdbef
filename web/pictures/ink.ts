/** What pictures are drawn with: the theme's inks, and the scales of colours that users know. */
import { inkOf } from "../curves/colours.ts";

export interface Inks {
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly line: string;
  readonly card: string;
  readonly moment: string;
  readonly train: string;
  readonly validation: string;
  readonly good: string;
}

export function readInks(): Inks {
  const ink = (name: string) => inkOf(`--${name}`);
  return {
    ink: ink("ink"),
    quiet: ink("quiet"),
    grid: ink("grid"),
    line: ink("line"),
    card: ink("card"),
    moment: ink("moment"),
    train: ink("train"),
    validation: ink("validation"),
    good: ink("good"),
  };
}

/** The colour of residue s of p, once round the circle of hues. */
export function hueOf(s: number, p: number): string {
  return `hsl(${360 * s / p} 82% 52%)`;
}

type Colour = readonly [red: number, green: number, blue: number];

/** matplotlib's plasma at nine places, from violet to yellow. */
const PLASMA: readonly Colour[] = [
  [13, 8, 135],
  [76, 2, 161],
  [126, 3, 168],
  [170, 35, 149],
  [204, 71, 120],
  [230, 108, 92],
  [248, 149, 64],
  [253, 197, 39],
  [240, 249, 33],
];

/** Pixels as ImageData has them in memory, for 256 places along a scale. */
export const plasma = Uint32Array.from({ length: 256 }, (_, place) => {
  const at = place / 255 * (PLASMA.length - 1);
  const [low, high] = [PLASMA[Math.floor(at)]!, PLASMA[Math.ceil(at)]!];
  return pixel(mix(low, high, at - Math.floor(at)));
});

/** The hues of p residues as pixels. */
export function huePixels(p: number): Uint32Array {
  return Uint32Array.from({ length: p }, (_, s) => pixel(hslToRgb(s / p, 0.82, 0.52)));
}

/** A colour that the style sheet wrote as #rgb, #rrggbb or rgb(…), as a pixel. */
export function pixelOf(colour: string): number {
  const hex = /^#([0-9a-f]{3,6})$/i.exec(colour)?.[1];
  if (hex !== undefined) {
    const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!;
    return pixel(digits.map((digit) => parseInt(digit, 16)) as unknown as Colour);
  }
  return pixel((colour.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number) as unknown as Colour);
}

/** Pixels lie in memory as red, green, blue, alpha: the first is the lowest byte of a number. */
function pixel([red, green, blue]: Colour): number {
  return (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

function mix(low: Colour, high: Colour, share: number): Colour {
  return low.map((value, at) => value + (high[at]! - value) * share) as unknown as Colour;
}

function hslToRgb(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (shift: number) => {
    const k = (shift + hue * 12) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
