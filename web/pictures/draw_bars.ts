/** Bars over frequencies: the spectrum of an embedding. */
import type { Inks } from "./ink.ts";

export interface Bars {
  /** Power by frequency, the constant first; it is not drawn. */
  readonly spectrum: ArrayLike<number>;
  readonly dominant: readonly number[];
}

const [LEFT, RIGHT, TOP, BOTTOM] = [8, 8, 28, 22];
const LETTERS = 11; // height of a name, in pixels

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
  const names: { x: number; y: number; width: number }[] = [];
  for (let k = 1; k <= count; k++) {
    const tall = most > 0 ? spectrum[k]! / most * (floor - TOP) : 0;
    const x = LEFT + (k - 1) * slot;
    context.fillStyle = dominant.includes(k) ? moment : quiet;
    context.fillRect(x + slot * 0.12, floor - tall, Math.max(1, slot * 0.76), tall);
    if (!dominant.includes(k)) continue;
    context.fillStyle = ink;
    context.textBaseline = "bottom";
    const name = {
      x: x + slot / 2,
      y: floor - tall - 1,
      width: context.measureText(String(k)).width,
    };
    // Beside a name of the same height, the next one stands above it.
    const touches = () =>
      names.some((other) =>
        Math.abs(other.y - name.y) < LETTERS &&
        Math.abs(other.x - name.x) < (other.width + name.width) / 2 + 2
      );
    while (touches()) name.y -= LETTERS;
    names.push(name);
    if (name.y >= LETTERS) context.fillText(String(k), name.x, name.y);
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
