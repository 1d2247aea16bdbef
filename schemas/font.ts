/** The font that an experiment names for its figures, known by content as all files are. */
import type { Problem } from "./diagnostics.ts";
import type { FileReader } from "./task_files.ts";

/** What TTF, OTF and WOFF2 files begin with (OpenType 1.9, "otff"; W3C WOFF2, section 4). */
const BEGINNINGS = ["\0\x01\0\0", "true", "OTTO", "wOF2"];

/** The bytes of a font, null where none is named, and what is wrong with it. */
export function readFont(
  path: string | undefined,
  read: FileReader,
): { readonly font: Uint8Array | null; readonly problems: readonly Problem[] } {
  if (path === undefined) return { font: null, problems: [] };
  const refuse = (message: string) => ({ font: null, problems: [{ path: ["font"], message }] });
  try {
    const font = read(path);
    const beginning = String.fromCharCode(...font.subarray(0, 4));
    if (BEGINNINGS.includes(beginning)) return { font, problems: [] };
    return refuse(`"${path}" is no font; give a TTF, OTF or WOFF2 file`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`cannot read "${path}": ${reason}`);
  }
}
