/** An experiment for pages: its runs, what they differ in, and how its claims fared. */
import { compareWithPublished } from "../claims/mod.ts";
import { rowOf, rowOfImported, type StatusRow } from "../commands/run_table.ts";
import { defaultOutcome } from "../measures/outcome.ts";
import { type HistoryRow, Verdicts } from "../schemas/artifacts.ts";
import { labelRuns } from "../schemas/run_labels.ts";
import { actionIds } from "../stages/actions.ts";
import { StoreError } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { columnNames } from "../tables/columns.ts";
import type { Row } from "../tables/row_query.ts";
import type { ClaimData, ExperimentData, IndexEntry, RunData } from "../web/protocol.ts";
import type { Snapshot } from "./snapshot.ts";

/** What stands in fields of its own. */
const OWN_FIELDS = new Set([
  ...["experiment", "run", "state", "step", "divergedAt", "outcome"],
  ...["bestTrain", "bestValidation", "delay"],
]);

export async function experimentData(
  store: Store,
  snapshot: Snapshot,
  about: Pick<IndexEntry, "file" | "preset" | "artifacts">,
): Promise<ExperimentData> {
  const { loaded: { experiment, runs, imported } } = snapshot;
  const { name, title, description, source, figures, outcomes } = experiment;
  const rows = [
    ...snapshot.runs.map(rowOf),
    ...imported.map((run) => rowOfImported(experiment, run)),
  ];
  const points = [...snapshot.runs, ...imported].map(({ points }) => points);
  const labels = labelRuns({ runs, imported });
  const differing = differingNames(rows);
  return {
    name,
    title,
    description: description ?? null,
    source: source ?? null,
    file: about.file,
    preset: about.preset,
    artifacts: about.artifacts,
    axes: [...new Set(labels.flatMap(({ axes }) => Object.keys(axes)))],
    runs: rows.map((row, index): RunData => ({
      ...ownFields(row),
      budget: labels[index]!.budget,
      axes: labels[index]!.axes,
      seed: labels[index]!.seed,
      checkpoints: snapshot.runs[index]?.checkpoints.map(({ step }) => step) ?? [],
      last: lastValues(points[index]!),
      values: pick(row, differing),
    })),
    common: rows.length === 0 ? {} : pick(
      rows[0]!,
      Object.keys(rows[0]!).filter((each) => !differing.includes(each) && !OWN_FIELDS.has(each)),
    ),
    columns: columnsOf(points),
    claims: await claimsOf(store, snapshot),
    thresholds: outcomes ?? defaultOutcome,
    figures: figures.map(({ name, kind }) => ({ name, kind })),
  };
}

function ownFields(row: StatusRow) {
  const { run: id, state, step, divergedAt, outcome } = row;
  const { train99, validation99, bestTrain, bestValidation } = row;
  return { id, state, step, divergedAt, outcome, train99, validation99, bestTrain, bestValidation };
}

/** The newest value of each column, with as many digits as a plot needs. */
function lastValues(points: readonly HistoryRow[]): Record<string, number> {
  const last: Record<string, number> = {};
  for (const row of points) {
    for (const [name, value] of Object.entries(row)) {
      if (name !== "step" && typeof value === "number" && Number.isFinite(value)) {
        last[name] = value;
      }
    }
  }
  for (const [name, value] of Object.entries(last)) last[name] = Number(value.toPrecision(6));
  return last;
}

/** How the claims fared; those that were not judged yet have no verdict. */
export async function claimsOf(
  store: Store,
  { loaded, plans, runs }: Snapshot,
): Promise<ClaimData[]> {
  const { name, claims } = loaded.experiment;
  const points = [...runs, ...loaded.imported].map(({ points }) => points);
  const curves = labelRuns(loaded).map((label, index) => ({ ...label, points: points[index]! }));
  const record = plans.get(actionIds.judge(name))?.records.at(-1);
  const verdicts = record === undefined
    ? []
    : await readVerdicts(store, record.files["verdicts.json"]!);
  return claims.map((claim) => {
    const { name, kind, source } = claim;
    const found = verdicts.find((each) => each.name === name);
    const numbers = compareWithPublished(claim, curves);
    return {
      name,
      kind,
      source: source ?? null,
      verdict: found?.verdict ?? null,
      expected: found?.expected ?? "",
      measured: found?.measured ?? "",
      numbers: numbers !== null && found === undefined ? { ...numbers, ours: null } : numbers,
    };
  });
}

async function readVerdicts(store: Store, file: Parameters<Store["read"]>[0]) {
  try {
    return Verdicts.parse(JSON.parse(new TextDecoder().decode(await store.read(file))));
  } catch (error) {
    if (error instanceof StoreError) return [];
    throw error;
  }
}

/** Names of values that are not the same in all rows; what every row is known by left out. */
function differingNames(rows: readonly Row[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) =>
    !OWN_FIELDS.has(name) && rows.some((row) => row[name] !== rows[0]![name])
  );
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.flatMap((name) => name in row ? [[name, row[name]!]] : []));
}

/** Rows of one form have the same columns, so few need to be looked at. */
function columnsOf(histories: readonly (readonly HistoryRow[])[]): string[] {
  return columnNames(histories.flat()).slice(1);
}
