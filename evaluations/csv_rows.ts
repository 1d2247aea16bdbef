/**
 * Rows that somebody wrote in a table of their own, as a network of some run reads them: operands,
 * tokens, or rows as `data/validation.csv` of the run has them, each with its answer.
 */
import { CsvError, type CsvRow, type CsvTable, parseCsv } from "../formats/csv.ts";
import type { ClassOutput, DataShape } from "../schemas/data_shape.ts";
import { blankEquation, writeEquations } from "../tasks/equations.ts";
import type { TaskSettings } from "../tasks/mod.ts";
import { symbolsOf } from "../tasks/modular.ts";
import type { Table } from "../tasks/task.ts";
import { pick, type Rows } from "./rows.ts";

/** The task that the rows are of. */
export interface WrittenTask {
  readonly settings: TaskSettings;
  readonly shape: DataShape;
  /** All rows of the task, in the order of its data set. */
  readonly table: Table;
}

const ANSWER = "answer";

/**
 * The rows of a CSV file, by its header: `input,answer`, `tokens,answer`, or for modular arithmetic
 * one column for each operand, of any name, and `answer`.
 *
 * @throws {CsvError} with the line, the column and the cure.
 */
export function readCsvRows(text: string, task: WrittenTask): Rows {
  const csv = parseCsv(text);
  const names = csv.header.filter((name) => name !== ANSWER);
  if (names.length === csv.header.length) {
    throw new CsvError(1, `has no column named ${ANSWER}; ${describeForms(task)}`);
  }
  if (csv.rows.length === 0) throw new CsvError(1, "has no rows below its header");
  const [only] = names.length === 1 ? names : [];
  if (only === "input") return readInputs(csv, task);
  if (only === "tokens") return readTokens(csv, task);
  if (task.settings.kind === "modular" && names.length === task.settings.operands) {
    return readOperands(csv, names, task.settings);
  }
  throw new CsvError(1, `has the columns ${csv.header.join(", ")}; ${describeForms(task)}`);
}

function describeForms({ settings, shape }: WrittenTask): string {
  const forms = [
    ...settings.kind === "modular"
      ? [
        `${["x", "y", "z"].slice(0, settings.operands).join(",")}${
          settings.operands > 3 ? ",…" : ""
        },${ANSWER} (${settings.operands} operands)`,
      ]
      : [],
    ...shape.input.kind === "tokens" ? [`tokens,${ANSWER} (parted by spaces)`] : [],
    `input,${ANSWER} (as in data/validation.csv of the run)`,
  ];
  return `write ${forms.join(", or ")}`;
}

/** A cell with the place that messages name. */
interface Cell {
  readonly line: number;
  readonly column: string;
  readonly text: string;
}

function cellOf({ header }: CsvTable, { line, cells }: CsvRow, column: string): Cell {
  return { line, column, text: cells[header.indexOf(column)]!.trim() };
}

function refuse({ line, column, text }: Cell, why: string): never {
  throw new CsvError(line, `column ${column}: "${text}" ${why}`);
}

/** `3,5,8`: equations in the encoding of the task. */
function readOperands(
  csv: CsvTable,
  names: readonly string[],
  settings: Extract<TaskSettings, { kind: "modular" }>,
): Rows {
  const symbols = symbolsOf(settings);
  const { encoding, modulus } = settings;
  const known = new Set(symbols.values);
  const number = (cell: Cell) => {
    if (known.has(cell.text)) return cell.text;
    return refuse(cell, `is no number of this task; they are 0 to ${modulus - 1}`);
  };
  const equations = csv.rows.map((row) => ({
    operator: symbols.operators[0]!,
    operands: names.map((name) => number(cellOf(csv, row, name))),
    results: [number(cellOf(csv, row, ANSWER))],
  }));
  const { inputs, targets } = writeEquations(
    encoding,
    symbols,
    blankEquation(settings.operands),
    equations.length,
    (row) => equations[row]!,
  );
  return { inputs, targets };
}

/** `3 5 =,8`: words of the vocabulary, as many as the network reads and answers. */
function readTokens(csv: CsvTable, { shape: { input, output }, table }: WrittenTask): Rows {
  if (input.kind !== "tokens" || output.kind !== "classes" || output.ragged) {
    throw new CsvError(
      1,
      "has a column tokens, which rows of this task are not written with; " +
        `write input,${ANSWER}, as in data/validation.csv of the run`,
    );
  }
  const index = new Map(table.vocabulary.map((word, token) => [word, token]));
  const read = (cell: Cell, count: number, limit: number): number[] => {
    const words = cell.text.split(/\s+/).filter((word) => word !== "");
    if (words.length !== count) refuse(cell, `has ${words.length} words, and must have ${count}`);
    return words.map((word) => {
      const token = index.get(word);
      if (token === undefined) {
        return refuse(cell, `has a word "${word}" that is no token; ${describeWords(table)}`);
      }
      return token < limit ? token : refuse(cell, `has "${word}", which is never an answer`);
    });
  };
  const rows = csv.rows.map((row) => ({
    tokens: read(cellOf(csv, row, "tokens"), input.positions, input.vocabulary),
    answers: read(cellOf(csv, row, ANSWER), output.answers, output.classes),
  }));
  return {
    inputs: Int32Array.from(rows.flatMap(({ tokens }) => tokens)),
    targets: Int32Array.from(rows.flatMap(({ answers }) => answers)),
  };
}

/** Enough of a vocabulary to see what words are like. */
const SHOWN_WORDS = 8;

function describeWords({ vocabulary }: Table): string {
  const shown = vocabulary.slice(0, SHOWN_WORDS).join(" ");
  return `tokens are ${shown}${vocabulary.length > SHOWN_WORDS ? " …" : ""}`;
}

/** `3+5,8`: rows that the task has, with the answers of any of its rows. */
function readInputs(csv: CsvTable, { shape, table }: WrittenTask): Rows {
  const { output } = shape;
  const answers = output.kind === "classes" ? output.answers : output.width;
  const count = table.targets.length / answers;
  const perRow = table.inputs.length / count;
  const rowOf = new Map<string, number>();
  const rowWith = new Map<string, number>();
  for (let row = count - 1; row >= 0; row--) {
    const { input, answer } = table.text(row);
    rowOf.set(input, row);
    rowWith.set(answer, row);
  }
  const find = (rows: ReadonlyMap<string, number>, cell: Cell, what: string) => {
    const row = rows.get(cell.text);
    if (row !== undefined) return row;
    const { input, answer } = table.text(0);
    return refuse(cell, `is ${what}; a row of it is ${input},${answer}`);
  };
  const shown = csv.rows.map((row) =>
    find(rowOf, cellOf(csv, row, "input"), "no row of this task")
  );
  const asked = csv.rows.map((row) =>
    find(rowWith, cellOf(csv, row, ANSWER), "no answer of this task")
  );
  const rows = {
    inputs: pick(table.inputs, Int32Array.from(shown), perRow),
    targets: pick(table.targets, Int32Array.from(asked), answers),
  };
  if (shape.input.kind === "tokens" && shape.input.causal && output.kind === "classes") {
    showAnswers(rows, perRow, output);
  }
  return rows;
}

/** A row that is read with its answers shows each behind the position that is asked for it. */
function showAnswers({ inputs, targets }: Rows, perRow: number, { answers }: ClassOutput): void {
  for (const [at, target] of targets.entries()) {
    const position = perRow - answers + at % answers + 1;
    if (position < perRow && target >= 0) {
      inputs[Math.floor(at / answers) * perRow + position] = target;
    }
  }
}
