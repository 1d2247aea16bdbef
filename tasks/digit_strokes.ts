/**
 * How the ten digits are drawn: a few strokes each, through points of the unit square (x to the
 * right, y down), in the forms that people write by hand.
 */

export type Point = readonly [x: number, y: number];

export interface Stroke {
  readonly points: readonly Point[];
  /** True for a curve through the points, otherwise straight lines from one to the next. */
  readonly curved: boolean;
}

const curve = (...points: Point[]): Stroke => ({ points, curved: true });
const lines = (...points: Point[]): Stroke => ({ points, curved: false });

/** The strokes of each digit, by its value. */
export const digitStrokes: readonly (readonly Stroke[])[] = [
  [curve([0.55, 0.1], [0.28, 0.24], [0.2, 0.58], [0.42, 0.9], [0.72, 0.76], [0.8, 0.4], [
    0.55,
    0.1,
  ])],
  [lines([0.34, 0.28], [0.54, 0.1], [0.5, 0.9])],
  [
    curve([0.23, 0.3], [0.36, 0.12], [0.64, 0.12], [0.76, 0.3], [0.6, 0.56], [0.22, 0.88]),
    lines([0.22, 0.88], [0.8, 0.86]),
  ],
  [
    curve([0.24, 0.16], [0.52, 0.09], [0.74, 0.24], [0.64, 0.42], [0.42, 0.48]),
    curve([0.42, 0.48], [0.7, 0.54], [0.77, 0.74], [0.52, 0.91], [0.22, 0.82]),
  ],
  [lines([0.36, 0.12], [0.24, 0.56], [0.8, 0.54]), lines([0.68, 0.2], [0.62, 0.92])],
  [
    lines([0.76, 0.11], [0.34, 0.12], [0.28, 0.46]),
    curve([0.28, 0.46], [0.56, 0.4], [0.78, 0.6], [0.64, 0.86], [0.23, 0.86]),
  ],
  [
    curve([0.68, 0.1], [0.4, 0.32], [0.25, 0.64], [0.42, 0.9], [0.7, 0.8], [0.72, 0.58]),
    curve([0.72, 0.58], [0.48, 0.5], [0.27, 0.68]),
  ],
  [lines([0.22, 0.13], [0.78, 0.13], [0.56, 0.5], [0.42, 0.9])],
  [
    curve([0.5, 0.47], [0.29, 0.32], [0.38, 0.12], [0.64, 0.12], [0.71, 0.32], [0.5, 0.47]),
    curve([0.5, 0.47], [0.25, 0.68], [0.36, 0.89], [0.65, 0.89], [0.75, 0.68], [0.5, 0.47]),
  ],
  [
    curve([0.73, 0.3], [0.52, 0.5], [0.29, 0.4], [0.32, 0.16], [0.58, 0.1], [0.73, 0.28]),
    curve([0.73, 0.28], [0.72, 0.6], [0.6, 0.9]),
  ],
];

/** Straight pieces between two points of a curve. */
const PIECES = 5;

/** The corners of the broken line that stands for a stroke. */
export function trace({ points, curved }: Stroke): Point[] {
  if (!curved) return [...points];
  const corners = points.slice(1).flatMap((_, index) => {
    const at = (offset: number) =>
      points[Math.min(points.length - 1, Math.max(0, index + offset))]!;
    return Array.from(
      { length: PIECES },
      (_, piece) => between(at(-1), at(0), at(1), at(2), piece / PIECES),
    );
  });
  return [...corners, points.at(-1)!];
}

/** The curve of Catmull and Rom (1974) from b (t = 0) to c (t = 1), with a before and d after. */
function between(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const coordinate = (axis: 0 | 1) =>
    b[axis] + t / 2 * (c[axis] - a[axis] +
        t * (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis] +
            t * (3 * (b[axis] - c[axis]) + d[axis] - a[axis])));
  return [coordinate(0), coordinate(1)];
}
