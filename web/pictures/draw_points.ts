/** Points that go round, or do not: the circle of sums and that of the embedding. */
import { hueOf, type Inks } from "./ink.ts";

export interface Points {
  /** [2, p]: all x, then all y. */
  readonly data: ArrayLike<number>;
  /** Points joined by a line are so many residues apart; null for none. */
  readonly joined: number | null;
}

const MARGIN = 18;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One point for each residue on a square of `size` pixels, its hue going once round with it. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  size: number,
  { data, joined }: Points,
  { grid, quiet, ink }: Inks,
): void {
  const places = placesOn(size, data);
  const p = places.length;
  const middle = size / 2;
  context.clearRect(0, 0, size, size);
  context.lineWidth = 1;
  context.strokeStyle = grid;
  context.beginPath();
  context.moveTo(middle, MARGIN / 2);
  context.lineTo(middle, size - MARGIN / 2);
  context.moveTo(MARGIN / 2, middle);
  context.lineTo(size - MARGIN / 2, middle);
  context.stroke();
  if (joined !== null) {
    context.strokeStyle = quiet;
    context.globalAlpha = 0.35;
    context.beginPath();
    for (const [s, from] of places.entries()) {
      const to = places[(s + joined) % p]!;
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
    context.globalAlpha = 1;
  }
  const radius = Math.max(2.2, Math.min(5, size / 70));
  for (const [s, { x, y }] of places.entries()) {
    context.fillStyle = hueOf(s, p);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.fillStyle = ink;
  context.font = "10px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const every = Math.max(1, Math.round(p / 8));
  const names: Place[] = [];
  for (let s = 0; s < p; s += every) {
    const name = outside(places[s]!, middle);
    const touches = names.some(({ x, y }) =>
      Math.abs(x - name.x) < NAME.width && Math.abs(y - name.y) < NAME.height
    );
    if (touches) continue; // its hue says about as much
    names.push(name);
    context.fillText(String(s), name.x, name.y);
  }
}

const NAME = { width: 18, height: 11 } as const;

/** Where the name of a point stands: away from the middle. */
function outside({ x, y }: Place, middle: number): Place {
  const shift = 11 / (Math.hypot(x - middle, y - middle) || 1);
  return { x: x + (x - middle) * shift, y: y + (y - middle) * shift };
}

/** Where the points are on the square: their mean in the middle, both axes on one scale. */
function placesOn(size: number, data: ArrayLike<number>): Place[] {
  const p = data.length / 2;
  const [x, y] = [centred(data, 0, p), centred(data, p, 2 * p)];
  const reach = Math.max(...[...x, ...y].map(Math.abs));
  const scale = reach > 0 ? (size / 2 - MARGIN) / reach : 0;
  return x.map((value, s) => ({
    x: size / 2 + value * scale,
    y: size / 2 - y[s]! * scale,
  }));
}

function centred(data: ArrayLike<number>, from: number, to: number): number[] {
  const values = Array.from(data).slice(from, to);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
