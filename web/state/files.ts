/** Where the files of protocol.ts are: beside the page, or inside of it. */

/** What the page is part of, by its own words. */
const description = document.querySelector<HTMLMetaElement>('meta[name="regrok"]');

export const place = (description?.content ?? "dashboard") as "dashboard" | "site" | "report";

/** The one experiment of a report. */
export const onlyExperiment = description?.dataset.experiment ?? null;

/** @throws {TypeError} when nobody answers, and an Error with the answer when there is no such file. */
export async function readBytes(path: string): Promise<ArrayBuffer> {
  const carried = document.getElementById(`file:${path}`)?.textContent;
  if (carried !== undefined && carried !== null) return await unpack(carried);
  if (place === "report") throw new Error("This report does not carry that.");
  const response = await fetch(path);
  if (!response.ok) throw new Error((await response.text()).trim());
  return await response.arrayBuffer();
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await readBytes(path))) as T;
}

/** A page carries files packed by gzip, as base64. */
async function unpack(text: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(unpacked).arrayBuffer();
}
