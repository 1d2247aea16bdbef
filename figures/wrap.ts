/** Text in the room there is for it: lines broken between words, and within words too long. */

/** A letter with all that belongs to it: combining marks, joiners, variants. */
const LETTER = /\P{M}(?:\p{M}|\u200d.|[\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}])*|\p{M}/gsu;

/** Part of a word, halves of a surrogate pair among them. */
const WORD = /[\p{L}\p{N}\p{M}\p{Cs}]/u;

export interface Room {
  /** Characters that read well in one line. */
  readonly characters: number;
  readonly lines: number;
  /** Whether a line is narrow enough. */
  fits(line: string): boolean;
}

/** Lines that fit; of what needs more lines than there are, the last one ends in "…". */
export function wrap(text: string, { characters, lines: maximum, fits }: Room): string[] {
  const isShort = (line: string) => line.length <= characters && fits(line);
  const lines: string[] = [];
  for (const word of text.split(/[ \t\r\n]+/).filter((word) => word !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && isShort(`${last} ${word}`)) lines[lines.length - 1] += ` ${word}`;
    else lines.push(...isShort(word) ? [word] : splitWord(word, isShort));
    if (lines.length > maximum) {
      return [...lines.slice(0, maximum - 1), ellipsis(lines[maximum - 1]!, isShort)];
    }
  }
  return lines;
}

/** At most `characters` of them, the last being "…" where there were more. */
export function shorten(text: string, characters: number): string {
  return text.length <= characters ? text : ellipsis(text, (line) => line.length <= characters);
}

/** The same with "…" in the middle: what tells settings apart often stands at the end. */
export function shortenMiddle(text: string, characters: number): string {
  const letters = text.match(LETTER) ?? [];
  if (letters.length <= characters) return text;
  const end = Math.floor((characters - 1) / 2);
  return `${letters.slice(0, characters - 1 - end).join("")}…${letters.slice(-end).join("")}`;
}

/**
 * Texts side by side, each cut in its middle; where that would make two of them equal, what all of
 * them begin and end with is left out instead.
 */
export function shortenTogether(texts: readonly string[], characters: number): string[] {
  const cut = texts.map((text) => shortenMiddle(text, characters));
  if (new Set(cut).size === new Set(texts).size) return cut;
  const named = texts.filter((text) => text !== "");
  const first = named[0]!;
  const isShared = (count: number, at: (text: string) => string) =>
    count < first.length && named.every((text) => at(text) === at(first));
  let [start, end] = [0, 0];
  while (isShared(start + 1, (text) => text.slice(0, start + 1))) start++;
  while (start > 0 && WORD.test(first[start - 1]!)) start--;
  while (isShared(start + end + 1, (text) => text.slice(start).slice(-end - 1))) end++;
  while (end > 0 && WORD.test(first[first.length - end]!)) end--;
  return texts.map((text) => {
    if (text === "") return text;
    const rest = text.slice(start, text.length - end);
    return shortenMiddle(`${start > 0 ? "…" : ""}${rest}${end > 0 ? "…" : ""}`, characters);
  });
}

function splitWord(word: string, isShort: (line: string) => boolean): string[] {
  const parts = [""];
  for (const [letter] of word.matchAll(LETTER)) {
    const last = parts.at(-1)!;
    if (last === "" || isShort(last + letter)) parts[parts.length - 1] = last + letter;
    else parts.push(letter);
  }
  return parts;
}

function ellipsis(line: string, isShort: (line: string) => boolean): string {
  const letters = line.match(LETTER) ?? [];
  while (letters.length > 0 && !isShort(`${letters.join("")}…`)) letters.pop();
  return `${letters.join("")}…`;
}
