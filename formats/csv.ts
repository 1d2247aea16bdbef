/** Tables as CSV (RFC 4180): columns are known by their header, cells may be quoted. */

export interface CsvRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** What is wrong with a table, and the line of it. */
export class CsvError extends SyntaxError {
  override readonly name = "CsvError";

  constructor(readonly line: number, message: string) {
    super(message);
  }
}

/**
 * The header and the rows of a table; empty lines are none.
 *
 * @throws {CsvError} for a quote that is not closed, a column given twice, and a row that has more
 *   or fewer cells than the header.
 */
export function parseCsv(text: string): CsvTable {
  const [header, ...rows] = readRows(text);
  if (header === undefined) throw new CsvError(1, "has no header line");
  const twice = header.cells.find((name, index) => header.cells.indexOf(name) !== index);
  if (twice !== undefined) throw new CsvError(header.line, `has two columns named "${twice}"`);
  for (const { line, cells } of rows) {
    if (cells.length === header.cells.length) continue;
    throw new CsvError(
      line,
      `has ${cells.length} cells under a header of ${header.cells.length}; the file may be cut short`,
    );
  }
  return { header: header.cells, rows };
}

function readRows(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [line, begun] = [1, 1];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at, begun) : plainCell(text, at);
    line += cell.split("\n").length - 1;
    cells.push(cell);
    at = end + 1;
    if (text[end] === ",") {
      if (at === text.length) cells.push("");
      else continue;
    }
    if (text[end] === "\r") at += 1;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: begun, cells });
    cells = [];
    begun = ++line;
  }
  return rows;
}

function plainCell(text: string, start: number): { cell: string; end: number } {
  let end = start;
  while (end < text.length && !isEnd(text, end)) end++;
  return { cell: text.slice(start, end), end };
}

function quotedCell(text: string, start: number, line: number): { cell: string; end: number } {
  let end = start + 1;
  while (text[end] !== '"' || text[end + 1] === '"') {
    if (end >= text.length) throw new CsvError(line, "has a quote that is not closed");
    end += text[end] === '"' ? 2 : 1;
  }
  const cell = text.slice(start + 1, end).replaceAll('""', '"');
  end += 1;
  if (end < text.length && !isEnd(text, end)) {
    throw new CsvError(line, "has letters behind a closing quote");
  }
  return { cell, end };
}

function isEnd(text: string, at: number): boolean {
  return text[at] === "," || text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
}
