/** Small things drawn by hand: markers, crosses, words. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Style } from "./chart.ts";
import { fontFamily } from "./style.ts";

export type Context = SKRSContext2D;

/** Size of words in the plot and the legend, in pixels. */
export const TEXT_SIZE = 11.5;

/** Radius as Chart.js takes it; squares are smaller, so that a circle below them shows. */
export function markerRadius({ marker, hollow }: Style): number {
  return (marker === "square" ? 4 : 4.5) + (hollow ? 2 : 0);
}

/** The marker of a style as Chart.js draws it. */
export function drawMarker(context: Context, style: Style, x: number, y: number): void {
  const radius = markerRadius(style);
  const half = radius * Math.SQRT1_2;
  context.strokeStyle = style.colour;
  context.lineWidth = style.hollow ? 1.4 : 1;
  context.beginPath();
  if (style.marker === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  if (style.marker === "square") context.rect(x - half, y - half, 2 * half, 2 * half);
  if (!style.hollow) {
    context.fillStyle = style.colour;
    context.fill();
  }
  context.stroke();
}

export function drawCross(context: Context, { colour }: Style, x: number, y: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 4, y - 4);
  context.lineTo(x + 4, y + 4);
  context.moveTo(x + 4, y - 4);
  context.lineTo(x - 4, y + 4);
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
    align?: "left" | "right";
    weight?: "normal" | "bold";
    size?: number;
  },
): void {
  context.fillStyle = colour;
  context.font = `${weight} ${size}px "${fontFamily}"`;
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
