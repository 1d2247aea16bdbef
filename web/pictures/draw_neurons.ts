/** The 7 × 7 grid of neurons: each against each over all pairs, and each by itself. */
import { formatFixed } from "../curves/format.ts";
import { NEURONS } from "../../pictures/frame.ts";
import { type Inks, pixelOf, plasma } from "./ink.ts";

export interface Grid {
  /** [neurons, p, p]: what each gives for each pair, as bytes. */
  readonly values: Uint8Array;
  /** [p, p]: 0 for no such pair. */
  readonly kinds: Uint8Array;
  /** How many neurons. */
  readonly count: number;
  /** Pearson's correlation of each with each, row-major. */
  readonly correlations: readonly number[];
  /** What each neuron is called. */
  readonly names: readonly string[];
}

const GAP = 3;
const BINS = 32;

/** Draws on `size` × `size` pixels of the canvas itself: one write for each point of each cell. */
export function drawNeurons(
  context: CanvasRenderingContext2D,
  size: number,
  density: number,
  { values, kinds, count, correlations, names }: Grid,
  inks: Inks,
): void {
  const cell = Math.floor((size - GAP * (NEURONS - 1)) / NEURONS);
  const image = context.createImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  const pairs = kinds.length;
  const { order, colours } = mixedOrder(kinds);
  const corner = (place: number) => place * (cell + GAP);
  const scale = Uint16Array.from({ length: 256 }, (_, byte) => Math.round(byte / 255 * (cell - 1)));
  // Of each neuron and point, in that order: pixels from the left of a cell, and from its top.
  const across = Array.from({ length: count }, () => new Uint32Array(order.length));
  const down = Array.from({ length: count }, () => new Uint32Array(order.length));
  for (let neuron = 0; neuron < count; neuron++) {
    const [right, below, first] = [across[neuron]!, down[neuron]!, neuron * pairs];
    for (let at = 0; at < order.length; at++) {
      const place = scale[values[first + order[at]!]!]!;
      right[at] = place;
      below[at] = (cell - 1 - place) * size;
    }
  }
  const bar = pixelOf(inks.quiet);
  const paper = pixelOf(inks.grid);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const [left, top] = [corner(column), corner(row)];
      for (let y = top; y < top + cell; y++) {
        pixels.fill(paper, y * size + left, y * size + left + cell);
      }
      if (row === column) {
        fillHistogram(pixels, size, values.subarray(row * pairs, (row + 1) * pairs), kinds, {
          left,
          top,
          cell,
          colour: bar,
        });
        continue;
      }
      const [xs, ys, first] = [across[column]!, down[row]!, top * size + left];
      for (let at = 0; at < order.length; at++) {
        pixels[first + ys[at]! + xs[at]!] = colours[at]!;
      }
    }
  }
  context.putImageData(image, 0, 0);
  write(context, density, count, corner, cell, { correlations, names }, inks);
}

interface Order {
  readonly order: Uint32Array;
  /** The colour of each, from the first pair to the last. */
  readonly colours: Uint32Array;
}

/** The pairs that there are, out of order, so that where many points lie on one the last do not win. */
function mixedOrder(kinds: Uint8Array): Order {
  const known = orders.get(kinds);
  if (known !== undefined) return known;
  const count = kinds.length;
  const common = (a: number, b: number): number => b === 0 ? a : common(b, a % b);
  let stride = Math.max(1, Math.round(count * 0.618));
  while (common(count, stride) > 1) stride++;
  const order = Uint32Array.from(kinds, (_, at) => at * stride % count)
    .filter((pair) => kinds[pair] !== 0);
  const colours = order.map((pair) => plasma[Math.floor(255 * pair / count)]!);
  orders.set(kinds, { order, colours });
  return { order, colours };
}

const orders = new WeakMap<Uint8Array, Order>();

interface Box {
  readonly left: number;
  readonly top: number;
  readonly cell: number;
  readonly colour: number;
}

function fillHistogram(
  pixels: Uint32Array,
  size: number,
  values: Uint8Array,
  kinds: Uint8Array,
  { left, top, cell, colour }: Box,
): void {
  const counts = new Uint32Array(BINS);
  for (let pair = 0; pair < values.length; pair++) {
    if (kinds[pair] !== 0) counts[values[pair]! * BINS >> 8]! += 1;
  }
  const most = Math.max(...counts, 1);
  for (let x = 0; x < cell; x++) {
    const height = Math.round((cell - 1) * 0.9 * counts[Math.floor(x * BINS / cell)]! / most);
    for (let y = cell - height; y < cell; y++) pixels[(top + y) * size + left + x] = colour;
  }
}

/** Names on the diagonal, correlations above it. */
function write(
  context: CanvasRenderingContext2D,
  density: number,
  count: number,
  corner: (place: number) => number,
  cell: number,
  { correlations, names }: Pick<Grid, "correlations" | "names">,
  { ink, card }: Inks,
): void {
  context.font = `${9 * density}px system-ui, sans-serif`;
  context.textBaseline = "top";
  context.textAlign = "left";
  for (let row = 0; row < count; row++) {
    for (let column = row; column < count; column++) {
      const r = correlations[row * count + column]!;
      const text = row === column ? names[row]! : formatFixed(Math.round(100 * r) / 100 + 0, 2);
      const [x, y] = [corner(column) + 2 * density, corner(row) + 2 * density];
      context.globalAlpha = 0.75;
      context.fillStyle = card;
      const width = context.measureText(text).width + 2 * density;
      context.fillRect(x - density, y - density, Math.min(width, cell), 11 * density);
      context.globalAlpha = 1;
      context.fillStyle = ink;
      context.fillText(text, x, y, cell - 2 * density);
    }
  }
}
