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
    return character < " " ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Line breaks, and the few colours of `makePalette`: all that our own texts command. */
// deno-lint-ignore no-control-regex -- colours begin with it
const OWN = /(\n|\x1b\[(?:0|2|3[123])m)/;

/** The same for what is printed: our own lines and colours stay. JSON keeps its meaning. */
export function escapeOutput(text: string): string {
  return text.split(OWN).map((part, index) => index % 2 === 1 ? part : escapeText(part)).join("");
}

/** The beginning of a text that may be very long. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
