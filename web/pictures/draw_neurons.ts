/** The 7 × 7 grid of neurons: each against each over all pairs, and each by itself. */
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
  const corner = (place: number) => place * (cell + GAP);
  const scale = Uint16Array.from({ length: 256 }, (_, byte) => Math.round(byte / 255 * (cell - 1)));
  const colours = Uint32Array.from(
    { length: pairs },
    (_, pair) => plasma[Math.floor(255 * pair / pairs)]!,
  );
  const stride = strideOver(pairs);
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
      const [xs, ys] = [column * pairs, row * pairs];
      for (let at = 0, pair = 0; at < pairs; at++, pair = (pair + stride) % pairs) {
        if (kinds[pair] === 0) continue;
        const x = left + scale[values[xs + pair]!]!;
        const y = top + cell - 1 - scale[values[ys + pair]!]!;
        pixels[y * size + x] = colours[pair]!;
      }
    }
  }
  context.putImageData(image, 0, 0);
  write(context, density, count, corner, cell, { correlations, names }, inks);
}

/** Goes over all points out of order, so that where many lie on one the last pairs do not cover all. */
function strideOver(count: number): number {
  const common = (a: number, b: number): number => b === 0 ? a : common(b, a % b);
  let stride = Math.max(1, Math.round(count * 0.618));
  while (common(count, stride) > 1) stride++;
  return stride;
}

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
  for (const [pair, value] of values.entries()) {
    if (kinds[pair] !== 0) counts[value * BINS >> 8]! += 1;
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
      const text = row === column ? names[row]! : (Math.round(100 * r) / 100 + 0).toFixed(2);
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
