/** Text from outside on a terminal: shown, never obeyed. */

/** What moves a cursor, changes colours or turns the direction of writing; tabs do no harm. */
const COMMANDS =
  // deno-lint-ignore no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/** The text in one line, with every character that could command a terminal as `\x1b`, `\u202e`. */
export function escapeText(text: string): string {
  return text.replaceAll(COMMANDS, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** The same for text that is meant to have several lines. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeText).join("\n");
}

/** The beginning of a text that may be very long. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
