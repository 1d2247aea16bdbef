/** Pictures that are canvases on the page, saved as they stand: beside each other, on their card. */
import { saveCanvas } from "./save.ts";

/** Saves all canvases of a card as one PNG, each at its place. */
export function savePictures(name: string, card: Element): void {
  const { left, top, width, height } = card.getBoundingClientRect();
  const ratio = Math.max(2, devicePixelRatio);
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  const context = picture.getContext("2d")!;
  const { backgroundColor, color } = getComputedStyle(card);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, picture.width, picture.height);
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false; // cells of a grid have edges
  context.fillStyle = color;
  context.font = "600 13px system-ui, sans-serif";
  context.fillText(card.querySelector("figcaption b")?.textContent ?? "", 12, 22);
  for (const canvas of card.querySelectorAll("canvas")) {
    const at = canvas.getBoundingClientRect();
    context.drawImage(canvas, at.left - left, at.top - top, at.width, at.height);
  }
  saveCanvas(name, picture);
}
