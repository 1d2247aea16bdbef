/** The words on horizontal lines, where they hide and are hidden least. */
import { type Chart } from "./chart.ts";
import { type Context, TEXT_SIZE, write } from "./marker.ts";
import { fontOf, ink } from "./style.ts";

/** The part of a drawn chart that words may stand in. */
export interface LabelSurface {
  readonly context: Context;
  readonly area: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  x(value: number): number | undefined;
  y(value: number): number | undefined;
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly middle: number;
}

const ABOVE = -8; // from the line to the middle of the words
const BELOW = 9;
const HEIGHT = 13;
const INSET = 6; // from the ends of the line

/** Each at one of the four ends beside its line, on a rim of paper; curves may pass above them. */
export function labelLines(surface: LabelSurface, { lines, series }: Chart): void {
  const { context, area } = surface;
  const points = series.flatMap((one) =>
    one.points.flatMap(({ x, y }) => {
      const place = [surface.x(x), y === null ? undefined : surface.y(y)];
      return place.includes(undefined) ? [] : [place as [number, number]];
    })
  );
  const taken: Place[] = [];
  context.font = fontOf(TEXT_SIZE, "normal");
  for (const { y, label } of lines) {
    const height = surface.y(y);
    if (height === undefined) continue;
    const width = context.measureText(label).width;
    const isLow = height - area.top > (area.bottom - area.top) / 2;
    const places = [area.right - INSET - width, area.left + INSET].flatMap((left): Place[] =>
      (isLow ? [ABOVE, BELOW] : [BELOW, ABOVE]).map((shift) => ({
        left,
        width,
        middle: height + shift,
      }))
    ).filter(({ middle }) => middle > area.top + HEIGHT / 2 && middle < area.bottom - HEIGHT / 2);
    const cost = (place: Place) =>
      taken.filter((other) => overlap(place, other)).length * points.length +
      points.filter(([left, middle]) => overlap(place, { left, middle, width: 0 }, HEIGHT / 2))
        .length;
    const best = places.reduce<Place | null>(
      (found, place) => found === null || cost(place) < cost(found) ? place : found,
      null,
    );
    if (best === null) continue;
    taken.push(best);
    const look = { colour: ink.quiet, rim: ink.paper };
    write(context, { text: label, x: best.left, y: best.middle }, look);
  }
}

function overlap(one: Place, other: Place, height = HEIGHT): boolean {
  return Math.abs(one.middle - other.middle) < height &&
    one.left <= other.left + other.width && other.left <= one.left + one.width;
}
