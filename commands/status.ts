/** `status`: which runs are done, and what they reached; it reads, and changes nothing. */
import { outcomeTitles } from "../measures/outcome.ts";
import { describeDivergence } from "../terminal/events.ts";
import { columnsOfTerminal, fitTable, formatCount, formatPercent } from "../terminal/format.ts";
import { print, tell } from "../terminal/output.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes } from "./exit.ts";
import type { drawPartialFigures } from "./partial_figures.ts";
import { describeStepsToLearn, hasEnded, readResults } from "./results.ts";
import {
  describeTextsOfNone,
  filterRows,
  rowOf,
  rowOfImported,
  sortRows,
  type StatusRow,
} from "./run_table.ts";
import { loadExperiments } from "./workspace.ts";

export interface StatusCommand extends WorkspaceOptions {
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
  /** Conditions that the runs shown have to meet. */
  readonly where: readonly string[];
  /** The name of a value to order by; as in the experiment if left out. */
  readonly sort?: string;
  readonly reverse: boolean;
  /** Draw what is done so far. */
  readonly figures: boolean;
}

interface ShownRun {
  readonly row: StatusRow;
  readonly steps: number;
}

export async function statusCommand(
  configs: readonly string[],
  options: StatusCommand,
): Promise<number> {
  const { json, where, sort, reverse, figures } = options;
  const experiments = await loadExperiments(configs, options);
  const workspace = openWorkspace(options);
  const all: ShownRun[] = [];
  const drawn: string[] = [];
  for (const loaded of experiments) {
    const results = await readResults(loaded, workspace);
    if (figures) drawn.push(...await draw(workspace, loaded, results));
    for (const result of results) {
      all.push({ row: rowOf(result), steps: result.run.settings.training.steps });
    }
    for (const run of loaded.imported) {
      const row = rowOfImported(loaded.experiment, run);
      all.push({ row, steps: row.step });
    }
  }
  const matching = filterRows(all, where);
  const shown = sort === undefined
    ? reverse ? matching.toReversed() : matching
    : sortRows(matching, sort, reverse);
  if (json) print(JSON.stringify(shown.map(({ row, steps }) => ({ ...row, steps }))));
  else print(describe(shown, experiments.length > 1, columnsOfTerminal()));
  if (figures && !json) print(describeDrawn(drawn));
  if (where.length > 0 && !json) {
    tell(`${shown.length} of ${formatCount(all.length, "run")}`);
    if (shown.length === 0) describeTextsOfNone(all, where).forEach(tell);
  }
  if (!all.some(({ row }) => row.state === "damaged")) return exitCodes.done;
  tell("Files of some runs are damaged: `run` with --verify makes them again");
  return exitCodes.failed;
}

/** Loads what draws only when it is asked for. */
async function draw(...asked: Parameters<typeof drawPartialFigures>): Promise<string[]> {
  const { drawPartialFigures } = await import("./partial_figures.ts");
  return await drawPartialFigures(...asked);
}

function describeDrawn(paths: readonly string[]): string {
  if (paths.length === 0) return "\nEvery run has ended: `run` draws the figures";
  return ["", "figures of what is done so far:", ...paths].join("\n");
}

const TITLES = [
  "run",
  "state",
  "step",
  "train",
  "validation",
  "train99",
  "validation99",
  "outcome",
];

function describe(runs: readonly ShownRun[], several: boolean, columns: number): string {
  const rows = runs.map(({ row, steps }) => [
    several ? `${row.experiment}/${row.run}` : row.run,
    row.divergedAt === null ? row.state : describeDivergence(row.divergedAt),
    `${row.step}/${steps}`,
    describeAccuracy(row.train),
    describeAccuracy(row.validation),
    ...[row.train99, row.validation99].map((steps) =>
      row.step === 0 ? "" : describeStepsToLearn(steps, row.state)
    ),
    row.outcome === null ? hasEnded(row) ? "–" : "" : outcomeTitles[row.outcome],
  ]);
  return fitTable([TITLES, ...rows], columns);
}

function describeAccuracy(value: number | null): string {
  return value === null ? "" : formatPercent(value);
}
