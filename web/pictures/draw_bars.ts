/** Bars over frequencies: the spectrum of an embedding. */
import type { Inks } from "./ink.ts";

export interface Bars {
  /** Power by frequency, the constant first; it is not drawn. */
  readonly spectrum: ArrayLike<number>;
  readonly dominant: readonly number[];
}

const [LEFT, RIGHT, TOP, BOTTOM] = [8, 8, 16, 22];

export function drawBars(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { spectrum, dominant }: Bars,
  { ink, quiet, line, moment }: Inks,
): void {
  context.clearRect(0, 0, width, height);
  const count = spectrum.length - 1;
  const most = Math.max(...Array.from(spectrum).slice(1));
  const slot = (width - LEFT - RIGHT) / count;
  const floor = height - BOTTOM;
  context.font = "10px system-ui, sans-serif";
  context.textAlign = "center";
  for (let k = 1; k <= count; k++) {
    const tall = most > 0 ? spectrum[k]! / most * (floor - TOP) : 0;
    const x = LEFT + (k - 1) * slot;
    context.fillStyle = dominant.includes(k) ? moment : quiet;
    context.fillRect(x + slot * 0.12, floor - tall, Math.max(1, slot * 0.76), tall);
    if (!dominant.includes(k)) continue;
    context.fillStyle = ink;
    context.textBaseline = "bottom";
    context.fillText(String(k), x + slot / 2, floor - tall - 1);
  }
  context.strokeStyle = line;
  context.beginPath();
  context.moveTo(LEFT, floor + 0.5);
  context.lineTo(width - RIGHT, floor + 0.5);
  context.stroke();
  context.fillStyle = quiet;
  context.textBaseline = "top";
  const every = [1, 2, 5, 10, 20, 50].find((step) => count / step <= 8) ?? 100;
  for (let k = every; k <= count; k += every) {
    context.fillText(String(k), LEFT + (k - 0.5) * slot, floor + 4);
  }
}
