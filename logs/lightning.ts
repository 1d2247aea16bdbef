/**
 * The logs of PyTorch Lightning's CSVLogger, as openai/grok and the codes derived from it write
 * them: `metrics.csv`, whose columns are all that was ever logged, with empty cells where a row
 * has none of a column, and `hparams.yaml`.
 */
import { z } from "zod";
import { CsvError, type CsvTable, parseCsv } from "../formats/csv.ts";
import { evaluationColumns, trainingColumns } from "../formats/lightning_columns.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { recognise } from "../state_dicts/mod.ts";
import { readFacts } from "./lightning_facts.ts";
import { defineLog, LogError, type LogFiles } from "./log.ts";

const METRICS = "metrics.csv";
const HPARAMS = "hparams.yaml";

/** Our names of the columns of openai/grok, by theirs. */
export const lightningColumns: Readonly<Record<string, string>> = {
  ...trainingColumns,
  ...evaluationColumns,
};

/**
 * Columns that say nothing more: perplexities are exp(loss), sizes are facts of the run, and the
 * epochs of openai/grok count every pass over the data twice, since its iterator ends in an empty
 * one.
 */
const LEFT_OUT = /^(epoch|step|.*_perplexity|len_.*_ds|batches_per_epoch)$/;

/** Root mean square of a weight tensor, ||W||_2 / sqrt(n): our measure parameterNorms. */
const NORM = "paramnorm_";

const fields = {
  steps: z.enum(["updates", "logged"]).default("updates").meta({
    description: "updates: as our own runs count, one more than the log, whose first step is 0; " +
      "logged: the numbers as they stand there",
  }),
  accuracies: z.enum(["percent", "fraction"]).default("percent").meta({
    description: "what the log's accuracies are; here they are fractions",
  }),
  columns: z.record(z.string(), z.string().min(1)).default({}).meta({
    description: "our names of columns that openai/grok calls otherwise, as in val_acc: " +
      "validationAccuracy",
  }),
};

type Settings = { readonly [K in keyof typeof fields]: z.output<typeof fields[K]> };

export const lightning = defineLog({
  title: "Lightning logs",
  description: "metrics.csv and hparams.yaml of PyTorch Lightning's CSVLogger",
  fields,
  marker: METRICS,
  others: [HPARAMS],
  history(settings, files) {
    const table = readTable(files);
    const names = nameColumns(settings, table.header);
    const first = settings.steps === "updates" ? 1 : 0;
    const rows = new Map<number, Record<string, number | null> & { step: number }>();
    const at = table.header.indexOf("step");
    for (const { line, cells } of table.rows) {
      const logged = Number(cells[at]);
      if (cells[at] === "" || !Number.isSafeInteger(logged) || logged < 0) {
        throw new LogError(METRICS, line, `step must be a whole number, found "${cells[at]}"`);
      }
      const step = logged + first;
      const row = rows.get(step) ?? { step };
      for (const [index, name] of names) {
        const cell = cells[index]!;
        if (cell !== "") row[name] = readNumber(cell, name, settings, line);
      }
      rows.set(step, row);
    }
    const history = [...rows.values()].filter((row) => Object.keys(row).length > 1)
      .sort((a, b) => a.step - b.step);
    if (history.length === 0) throw new LogError(METRICS, null, "has no row with a number");
    return history.map((row) => foldNorms(row, table.header));
  },
  facts(_, files, path) {
    const { header, rows } = readTable(files);
    const lengths = ["len_train_ds", "len_val_ds"].map((name) => {
      const at = header.indexOf(name);
      const found = at < 0 ? undefined : rows.find(({ cells }) => cells[at] !== "");
      if (found === undefined) return null;
      const count = Number(found.cells[at]);
      if (Number.isSafeInteger(count) && count >= 0) return count;
      const said = `${name} must be a whole number, found "${found.cells[at]}"`;
      throw new LogError(METRICS, found.line, said);
    });
    const [train = null, validation = null] = lengths;
    const hparams = files[HPARAMS];
    return readFacts(hparams === undefined ? "" : decode(hparams), { train, validation }, path);
  },
});

function readTable(files: LogFiles): CsvTable {
  try {
    const table = parseCsv(decode(files[METRICS]!));
    if (table.header.includes("step")) return table;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new LogError(METRICS, error.line, error.message);
  }
  throw new LogError(METRICS, 1, "has no column step, so it is no log of Lightning's CSVLogger");
}

/** The columns to read by their place, with our names. */
function nameColumns({ columns }: Settings, header: readonly string[]): [number, string][] {
  const missing = Object.keys(columns).find((name) => !header.includes(name));
  if (missing !== undefined) {
    throw new LogError(METRICS, 1, `has no column "${missing}", which columns speaks of`);
  }
  const known: Readonly<Record<string, string>> = { ...lightningColumns, ...columns };
  return [...header.entries()].filter(([, name]) => name in known || !LEFT_OUT.test(name))
    .map(([index, name]) => [index, known[name] ?? name]);
}

function readNumber(cell: string, name: string, settings: Settings, line: number): number | null {
  if (/^[+-]?(nan|inf|infinity)$/i.test(cell)) return null;
  const value = Number(cell);
  if (Number.isNaN(value) || cell.trim() === "") {
    throw new LogError(METRICS, line, `${name} must be a number, found "${cell}"`);
  }
  if (!name.endsWith("Accuracy")) return value;
  const most = settings.accuracies === "percent" ? 100 : 1;
  // a mean of 100s in float32 can come out a little above
  if (value < 0 || value > most * (1 + 1e-5)) {
    const cure = most === 1 ? "; if these are percent, say accuracies: percent" : "";
    throw new LogError(METRICS, line, `${name} must be 0 to ${most}, found ${value}${cure}`);
  }
  return Math.min(value / most, 1);
}

/**
 * Norms by our names of the tensors, where the network is one we know. Where a tensor of ours is
 * several of theirs of one size, as attention heads are, it is the root of their mean square.
 */
function foldNorms(
  row: Record<string, number | null> & { step: number },
  header: readonly string[],
): HistoryRow {
  const logged = Object.keys(row).filter((name) => name.startsWith(NORM));
  if (logged.length === 0) return row;
  const rest = Object.entries(row).filter(([name]) => !name.startsWith(NORM));
  const norms = normsOf(header);
  const folded = [...norms].flatMap(([ours, theirs]): [string, number | null][] => {
    const values = theirs.map((name) => row[name]);
    if (values.includes(undefined)) return [];
    if (values.length === 1) return [[ours, values[0]!]];
    if (values.includes(null)) return [[ours, null]];
    const squares = values.reduce<number>((sum, value) => sum + value! * value!, 0);
    return [[ours, Math.sqrt(squares / values.length)]];
  });
  return { ...Object.fromEntries([...rest, ...folded]), step: row.step };
}

const knownNorms = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Our columns of norms, each with the log's columns that it is made of. */
function normsOf(header: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = knownNorms.get(header);
  if (known !== undefined) return known;
  const tensors = header.filter((name) => name.startsWith(NORM))
    .map((name) => name.slice(NORM.length));
  const found = recognise(tensors);
  const norms = new Map<string, string[]>();
  // A part of a tensor of theirs has a norm of its own, which the log does not have.
  const pieces = found?.pieces.filter(({ theirPart }) => theirPart === undefined) ?? [];
  for (const { ours, theirs } of pieces) {
    const column = `parameterNorms/${ours}`;
    norms.set(column, [...norms.get(column) ?? [], `${NORM}${found!.prefix}${theirs}`]);
  }
  const used = new Set([...norms.values()].flat());
  for (const name of tensors) {
    const isUnused = found?.row.unused?.some((pattern) => pattern.test(name)) ?? false;
    if (!used.has(NORM + name) && !isUnused) norms.set(`parameterNorms/${name}`, [NORM + name]);
  }
  knownNorms.set(header, norms);
  return norms;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
