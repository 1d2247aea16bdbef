/** Numbers, tables and paragraphs as people read them in a terminal. */

/** `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole % 3600 / 60))} min`;
}

/** A fraction as `99.3 %`, right-aligned in seven columns. */
export function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`.padStart(7);
}

/** `1 action`, `2 actions`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Bytes as `3.2 GB`. */
export function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Rows of text as columns that line up, two spaces apart; the last column is not padded. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from(
    { length: count },
    (_, column) => Math.max(...rows.map((row) => [...row[column] ?? ""].length)),
  );
  return rows.map((row) =>
    row.map((cell, column) =>
      column === row.length - 1 ? cell : cell + " ".repeat(widths[column]! - [...cell].length)
    ).join("  ")
  ).join("\n");
}

/**
 * Rows under titles as a table; where that is wider than the terminal, a paragraph for each row,
 * of its first cell and its others with their titles.
 */
export function fitTable(rows: readonly (readonly string[])[], columns: number): string {
  const table = formatTable(rows);
  if (table.split("\n").every((line) => [...line].length <= columns)) return table;
  const [titles, ...others] = rows;
  return others.map(([first, ...cells]) => {
    const named = cells.flatMap((cell, index) =>
      cell === "" ? [] : [`${titles![index + 1]} ${cell.trim()}`]
    );
    return `${first}\n${wrapText(named.join(", "), columns, "  ")}`;
  }).join("\n");
}

/** Text broken between words into lines of at most `width` columns, each begun with `indent`. */
export function wrapText(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + [...longer].length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((each) => indent + each).join("\n");
}

/** Columns of the terminal that stdout is, or no limit where it is none. */
export function columnsOfTerminal(): number {
  return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : Infinity;
}

/** A line as it is, or its beginning and a sign that more follows. */
export function cutLine(line: string, width: number): string {
  const letters = [...line];
  return letters.length <= width ? line : `${letters.slice(0, width - 1).join("")}…`;
}

export type Paint = (text: string) => string;

export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly unclear: Paint;
  readonly quiet: Paint;
}

/** Colours of a terminal, or none: for files and pipes, and where NO_COLOR is set. */
export function makePalette(colours: boolean): Palette {
  const paint = (code: number): Paint => (text) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { good: paint(32), bad: paint(31), unclear: paint(33), quiet: paint(2) };
}
