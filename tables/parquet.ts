/**
 * The table of an experiment as Parquet: one row per evaluation of every run, with the columns
 * run, seed, budget, outcome, one per axis, step, one per column of the history (NULL where it was not
 * measured, NaN where it was not finite). DuckDB reads and writes files itself, so bytes travel
 * through a temporary folder. The only file that knows DuckDB.
 */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import { outcomeNames } from "../measures/outcome.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { AxisValue } from "../schemas/fields.ts";
import { columnNames } from "./columns.ts";
import type { RunCurve } from "./curves.ts";

/** Columns before the axes; the axes end where "step" begins. */
const LABELS = ["run", "seed", "budget", "outcome"] as const;

interface Column {
  readonly name: string;
  readonly type: DuckDBType;
  /** Null for a number that is not finite, undefined for what is not there or not known. */
  value(curve: RunCurve, row: HistoryRow): AxisValue | null | undefined;
}

/**
 * The table of these runs as Parquet bytes, rows in the order of the runs and their steps. The
 * same runs give the same bytes.
 * @throws {RangeError} when two columns would have the same name, or a run has no rows.
 */
export async function writeTable(curves: readonly RunCurve[]): Promise<Uint8Array<ArrayBuffer>> {
  const columns = columnsOf(curves);
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw new RangeError(`Table would have two columns named "${name}"`);
    names.add(name);
  }
  const empty = curves.find((curve) => curve.points.length === 0);
  if (empty !== undefined) throw new RangeError(`Run ${empty.run} has no history to tabulate`);
  return await withDatabase(async (connection, folder) => {
    const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
    await connection.run(`create table experiment(${definitions.join(", ")})`);
    const appender = await connection.createAppender("experiment");
    for (const curve of curves) {
      for (const row of curve.points) {
        for (const column of columns) append(appender, column.type, column.value(curve, row));
        appender.endRow();
      }
    }
    appender.closeSync();
    const path = `${folder}/table.parquet`;
    // One thread and insertion order: rows, row groups and so bytes come out the same each time.
    await connection.run(
      `copy experiment to ${quoteText(path)} (format parquet, compression zstd)`,
    );
    return await Deno.readFile(path);
  });
}

/** The runs in a table that {@linkcode writeTable} wrote, in the same order. */
export async function readTable(bytes: Uint8Array): Promise<RunCurve[]> {
  return await withDatabase(async (connection, folder) => {
    const path = `${folder}/table.parquet`;
    await Deno.writeFile(path, bytes);
    // People name the folders above: name=value in a path is no column, and * no pattern.
    const reader = await connection.runAndReadAll(
      `from read_parquet(${quoteText(escapePattern(path))}, hive_partitioning = false)`,
    );
    const names = reader.columnNames();
    const firstMetric = names.indexOf("step");
    const axisNames = names.slice(LABELS.length, firstMetric);
    const curves = new Map<string, RunCurve & { points: HistoryRow[] }>();
    for (const values of reader.getRows()) {
      const [run, seed, budget] = [String(values[0]), Number(values[1]), Number(values[2])];
      let curve = curves.get(run);
      if (curve === undefined) {
        const axes: Record<string, AxisValue> = {};
        for (const [index, name] of axisNames.entries()) {
          const value = axisValue(values[LABELS.length + index]);
          if (value !== null) axes[name] = value;
        }
        const outcome = outcomeNames.find((name) => name === values[3]);
        const known = outcome === undefined ? {} : { outcome };
        curves.set(run, curve = { run, seed, budget, ...known, axes, points: [] });
      }
      const row: Record<string, number | null> & { step: number } = { step: NaN };
      for (const [index, name] of names.slice(firstMetric).entries()) {
        const value = values[firstMetric + index];
        if (value !== null) row[name] = Number.isNaN(value) ? null : Number(value);
      }
      curve.points.push(row);
    }
    return [...curves.values()];
  });
}

function columnsOf(curves: readonly RunCurve[]): Column[] {
  const axes = [...new Set(curves.flatMap((curve) => Object.keys(curve.axes)))];
  return [
    { name: "run", type: VARCHAR, value: (curve) => curve.run },
    { name: "seed", type: DOUBLE, value: (curve) => curve.seed },
    { name: "budget", type: BIGINT, value: (curve) => curve.budget },
    { name: "outcome", type: VARCHAR, value: (curve) => curve.outcome ?? undefined },
    ...axes.map((name) => ({
      name,
      type: axisType(curves.map((curve) => curve.axes[name])),
      value: (curve: RunCurve) => curve.axes[name],
    })),
    ...columnNames(curves.flatMap((curve) => curve.points)).map((name) => ({
      name,
      type: name === "step" ? BIGINT : DOUBLE,
      value: (_: RunCurve, row: HistoryRow) => row[name],
    })),
  ];
}

/** An axis of mixed values, such as batch sizes 64, 128, "full", becomes text. */
function axisType(values: readonly (AxisValue | undefined)[]): DuckDBType {
  const kinds = new Set(values.filter((value) => value !== undefined).map((value) => typeof value));
  if (kinds.size !== 1) return VARCHAR;
  return kinds.has("number") ? DOUBLE : kinds.has("boolean") ? BOOLEAN : VARCHAR;
}

function append(
  appender: DuckDBAppender,
  type: DuckDBType,
  value: AxisValue | null | undefined,
): void {
  if (value === undefined) appender.appendNull();
  else if (value === null) appender.appendDouble(NaN);
  else if (type === VARCHAR) appender.appendVarchar(String(value));
  else if (type === BOOLEAN) appender.appendBoolean(value === true);
  else if (type === BIGINT) appender.appendBigInt(BigInt(value));
  else appender.appendDouble(Number(value));
}

function axisValue(value: DuckDBValue | undefined): AxisValue | null {
  const isAxisValue = typeof value === "number" || typeof value === "string" ||
    typeof value === "boolean";
  return isAxisValue ? value : null;
}

async function withDatabase<T>(
  work: (connection: DuckDBConnection, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-table-" });
  const database = await DuckDBInstance.create(":memory:", {
    threads: "1",
    temp_directory: folder, // by default a folder of its own where the process was started
  });
  const connection = await database.connect();
  try {
    return await work(connection, folder);
  } finally {
    connection.closeSync();
    database.closeSync();
    await Deno.remove(folder, { recursive: true });
  }
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
const escapePattern = (path: string) => path.replace(/[*?[]/g, "[$&]");
const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
