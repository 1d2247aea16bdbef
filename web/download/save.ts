/** Files made in the page and saved by the browser. */

export function saveText(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A table as CSV (RFC 4180); what there is not is empty. */
export function csvOf(
  titles: readonly string[],
  rows: readonly (readonly (string | number | boolean | null | undefined)[])[],
): string {
  return [titles, ...rows].map((row) => `${row.map((value) => cellOf(value ?? "")).join(",")}\r\n`)
    .join("");
}

function cellOf(value: string | number | boolean): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Pixels of a picture for each of its own, so that it stays sharp in print. */
const DENSITY = 2;

/** Saves an SVG as the picture that a browser makes of it. */
export async function savePng(name: string, svg: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * DENSITY, image.height * DENSITY];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    saveCanvas(name, canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function saveCanvas(name: string, canvas: HTMLCanvasElement): void {
  canvas.toBlob((blob) => blob && saveBlob(name, blob), "image/png");
}
