/** Squares a × b: what is answered, where that is right, and what a neuron gives. */
import { huePixels, type Inks, pixelOf, plasma } from "./ink.ts";

/** The answers as hues, or who is right: trained on or not. */
export type View = "right" | "answers";

export interface Square {
  readonly p: number;
  /** [p, p]: 0 for no such pair, 1 trained on, 2 not. */
  readonly kinds: Uint8Array;
  readonly right: Int16Array;
  /** [p, p, each]: the strongest answers first. */
  readonly answers: Int16Array;
  readonly each: number;
}

/** One pixel for each pair, a downwards and b to the right; for a canvas of p × p pixels. */
export function drawSquare(
  context: CanvasRenderingContext2D,
  { p, kinds, right, answers, each }: Square,
  view: View,
  inks: Inks,
): void {
  const image = context.createImageData(p, p);
  const pixels = new Uint32Array(image.data.buffer);
  const hues = huePixels(p);
  const [none, train, good, wrong, lost] = [
    inks.card,
    inks.train,
    inks.good,
    inks.validation,
    inks.ink,
  ].map(pixelOf) as [number, number, number, number, number];
  for (const [pair, kind] of kinds.entries()) {
    const answer = answers[pair * each]!;
    const isRight = answer === right[pair];
    if (kind === 0) pixels[pair] = none;
    else if (view === "answers") pixels[pair] = answer < 0 ? lost : hues[answer]!;
    else if (kind === 1) pixels[pair] = isRight ? train : lost;
    else pixels[pair] = isRight ? good : wrong;
  }
  context.putImageData(image, 0, 0);
}

/** What one neuron gives for each pair, from violet for little to yellow for much. */
export function drawNeuron(
  context: CanvasRenderingContext2D,
  p: number,
  values: Uint8Array,
  kinds: Uint8Array,
  { card }: Inks,
): void {
  const image = context.createImageData(p, p);
  const pixels = new Uint32Array(image.data.buffer);
  const none = pixelOf(card);
  for (const [pair, value] of values.entries()) {
    pixels[pair] = kinds[pair] === 0 ? none : plasma[value]!;
  }
  context.putImageData(image, 0, 0);
}

/** A wave of less than this amplitude is as small as its one pixel. */
const STRONG = 64;

/**
 * Amplitudes of waves over pairs as 255ths, one row for each frequency along a; each a pixel, and
 * strong ones a spot of nine, since few of them are all that there is to see.
 */
export function drawPlane(
  context: CanvasRenderingContext2D,
  p: number,
  amplitudes: Uint8Array,
): void {
  const rows = amplitudes.length / p;
  const image = context.createImageData(p, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const seen = amplitudes.slice();
  for (const [at, amplitude] of amplitudes.entries()) {
    if (amplitude < STRONG) continue;
    const [row, column] = [Math.floor(at / p), at % p];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(p - 1, column + 1); x++) {
        seen[y * p + x] = Math.max(seen[y * p + x]!, amplitude);
      }
    }
  }
  for (const [at, amplitude] of seen.entries()) pixels[at] = plasma[amplitude]!;
  context.putImageData(image, 0, 0);
}

/** How much each query looks at each key, [queries, keys], from 0 to 1; one pixel for each. */
export function drawAttention(
  context: CanvasRenderingContext2D,
  queries: number,
  keys: number,
  weights: ArrayLike<number>,
): void {
  const image = context.createImageData(keys, queries);
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = plasma[Math.round(255 * Math.max(0, Math.min(1, weights[at]!)))]!;
  }
  context.putImageData(image, 0, 0);
}
