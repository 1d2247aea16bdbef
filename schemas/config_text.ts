/** The bytes of an experiment's file as text, or what is wrong with them. */
import { ConfigError } from "./diagnostics.ts";

/** The longest experiments that people write have some ten thousand bytes. */
export const MAXIMUM_CONFIG_BYTES = 1_000_000;

/** What YAML does not allow in a file: control characters, and lines that end with CR alone. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\r(?!\n)/;

/** Characters of a value that no title, name or path has, however they are written. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/;

/** @throws {ConfigError} when the bytes are not UTF-8, with the line where that shows. */
export function decodeConfig(bytes: Uint8Array, file: string): string {
  const first = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (first === 0xfffe || first === 0xfeff) {
    throw new ConfigError([{
      place: file,
      field: "",
      message: "is written as UTF-16; save it as UTF-8",
    }]);
  }
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  // A line break is never a part of another character, so one of the lines is not UTF-8 by itself.
  let start = 0;
  for (let line = 1;; line++) {
    const end = bytes.indexOf(0x0a, start);
    const last = end === -1;
    if (last || decodeUtf8(bytes.subarray(start, end)) === undefined) {
      const message = "this line is not UTF-8; save the file as UTF-8, without other encodings";
      throw new ConfigError([{ place: `${file}:${line}`, field: "", message }]);
    }
    start = end + 1;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where a text has a character that no YAML file may have. */
export function findForbidden(text: string): { offset: number; message: string } | undefined {
  const found = FORBIDDEN.exec(text);
  if (found === null) return undefined;
  const message = found[0] === "\r"
    ? "this line ends with a carriage return alone; save the file with the line ends of Unix or " +
      "Windows"
    : `has the control character ${codePoint(found[0])}; take it out`;
  return { offset: found.index, message };
}

/** What is wrong with the characters of a value, if anything. */
export function describeBadValue(value: string): string | undefined {
  if (!value.isWellFormed()) return "has half of a character (a lone surrogate); take it out";
  const found = CONTROL.exec(value);
  return found === null
    ? undefined
    : `has the control character ${codePoint(found[0])}; take it out`;
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
