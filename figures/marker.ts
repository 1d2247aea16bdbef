/** Small things drawn by hand: markers, crosses, words. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Style } from "./chart.ts";
import { fontOf } from "./style.ts";

export type Context = SKRSContext2D;

/** Size of words in the plot and the legend, in pixels. */
export const TEXT_SIZE = 11.5;

/** Corners on a circle of radius 1. */
const CORNERS = {
  triangle: [[0, -1], [Math.sqrt(3) / 2, 0.5], [-Math.sqrt(3) / 2, 0.5]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
} as const;

/** Radius as Chart.js takes it; squares are smaller, so that a circle below them shows. */
export function markerRadius({ marker, hollow, sparse = false }: Style): number {
  if (sparse) return 4;
  return (marker === "square" ? 4 : 4.5) + (hollow ? 2 : 0);
}

/** The marker of a style as Chart.js draws it. */
export function drawMarker(context: Context, style: Style, x: number, y: number): void {
  if (style.marker === "none") return;
  const radius = markerRadius(style);
  const half = radius * Math.SQRT1_2;
  context.strokeStyle = style.colour;
  context.lineWidth = style.hollow ? 1.4 : 1;
  context.beginPath();
  if (style.marker === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (style.marker === "square") context.rect(x - half, y - half, 2 * half, 2 * half);
  else {
    for (const [right, down] of CORNERS[style.marker]) {
      context.lineTo(x + right * radius, y + down * radius);
    }
    context.closePath();
  }
  if (!style.hollow) {
    context.fillStyle = style.colour;
    context.fill();
  }
  context.stroke();
}

/** A cross with arms of `size` pixels sideways and up or down. */
export function drawCross(
  context: Context,
  colour: string,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  context.strokeStyle = colour;
  context.lineWidth = size > 3 ? 2 : 1.6;
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.stroke();
}

/** Words at a place, in the middle of the line. */
export function write(
  context: Context,
  { text, x, y }: { text: string; x: number; y: number },
  { colour, rim, align = "left", weight = "normal", size = TEXT_SIZE }: {
    colour: string;
    /** Colour around the letters, where they may stand on lines. */
    rim?: string;
    align?: "left" | "center" | "right";
    weight?: "normal" | "bold";
    size?: number;
  },
): void {
  context.fillStyle = colour;
  context.font = fontOf(size, weight);
  context.textAlign = align;
  context.textBaseline = "middle";
  if (rim !== undefined) {
    context.strokeStyle = rim;
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeText(text, x, y);
  }
  context.fillText(text, x, y);
}
