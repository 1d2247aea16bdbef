/** `evaluate`: trained networks asked again, checkpoint by checkpoint, on any rows. */
import { basename, extname, join } from "node:path";
import { drawFigure } from "../figures/figure.ts";
import { FigureRequest } from "../figures/request.ts";
import { didYouMean } from "../schemas/fields.ts";
import type { Run } from "../schemas/run_settings.ts";
import { linkView } from "../store/view.ts";
import { columnNames } from "../tables/columns.ts";
import type { RunCurve } from "../tables/curves.ts";
import { writeTable } from "../tables/parquet.ts";
import { showCounter } from "../terminal/counter.ts";
import { formatCount, formatTable } from "../terminal/format.ts";
import { print, tell } from "../terminal/output.ts";
import {
  ofOneEngine,
  openWorkspace,
  useTemporaryFolder,
  type Workspace,
  type WorkspaceOptions,
} from "./artifacts.ts";
import { type CsvFile, evaluationsFolder, sweepExperiment } from "./evaluation_sweep.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { readTable } from "./read_config.ts";
import { everyStep, parseSteps } from "./step_selection.ts";
import { listenForStop, stopCode } from "./stop.ts";
import { type FoundExperiment, loadExperiments } from "./workspace.ts";

export interface EvaluateCommand extends WorkspaceOptions {
  readonly steps?: string | undefined;
  readonly sets?: readonly string[] | undefined;
  readonly truncate: readonly number[];
  readonly corrupt: readonly number[];
  /** Files of rows, each with a name of its own before a = if it is not that of the file. */
  readonly csv: readonly string[];
  readonly threads: number;
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

export async function evaluateCommand(
  config: string,
  runs: readonly string[],
  options: EvaluateCommand,
): Promise<number> {
  const [loaded] = await loadExperiments([config], options);
  const { steps, sets, truncate, corrupt, threads, json } = options;
  const workspace = openWorkspace(options);
  const csv = await Promise.all(options.csv.map(readCsv));
  const request = {
    sets,
    steps: steps === undefined ? everyStep : parseSteps(steps),
    truncate,
    corrupt,
    csv,
  };
  const chosen = chooseRuns(loaded!, runs);
  let counter = showCounter({ name: "checkpoints", total: 0, quiet: json });
  const stop = listenForStop((line) => counter.say(line));
  let total = 0;
  try {
    const sweep = await sweepExperiment(loaded!, workspace, chosen, request, {
      threads,
      signal: stop.signal,
      onProgress(done, of) {
        if (total !== of) counter = showCounter({ name: "checkpoints", total: of, quiet: json });
        total = of;
        counter.update(done);
      },
    });
    counter.close();
    if (sweep.curves.length === 0) {
      const by = ofOneEngine(workspace);
      throw new UsageError(
        `There is no checkpoint of "${config}"${by} to evaluate in ${workspace.store.folder}: ` +
          `\`run\` it first, or ask for other --steps${by && " or another --engine"}`,
      );
    }
    const folder = await publish(workspace, loaded!, sweep.curves);
    if (json) print(JSON.stringify(sweep.curves.map(({ run, points }) => ({ run, points }))));
    else {
      print(describe(sweep.curves));
      print(`\n${join(folder, "table.parquet")}\n${join(folder, "accuracy.png")}`);
      tell(
        `${formatCount(sweep.evaluated, "checkpoint")} evaluated, ` +
          `${sweep.done - sweep.evaluated} known from before`,
      );
    }
    return sweep.done < sweep.checkpoints ? stopCode() : exitCodes.done;
  } finally {
    counter.close();
    stop.close();
  }
}

function chooseRuns(
  { runs, experiment }: FoundExperiment,
  names: readonly string[],
): readonly Run[] {
  if (names.length === 0) return runs;
  return names.map((name) => {
    const found = runs.find(({ id }) => id === name);
    if (found !== undefined) return found;
    const cure = didYouMean(name, runs.map(({ id }) => id), "`status` lists them");
    throw new UsageError(`${experiment.name} has no run "${name}"; ${cure}`);
  });
}

/** `rows.csv`, or `mine=rows.csv`: the name becomes that of a set. */
async function readCsv(text: string): Promise<CsvFile> {
  const [, given, file] = /^(?:([^=]*)=)?(.+)$/.exec(text)!;
  const name = given ?? basename(file!, extname(file!)).replaceAll(/[^A-Za-z0-9]+/g, "");
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    throw new UsageError(
      `"${name}" cannot name a set: a small letter and then letters and digits, as in ` +
        `--csv mine=${file}`,
    );
  }
  return { name, file: file!, text: await readTable(file!) };
}

/** The table and a figure of all accuracies, for people and for other programs. */
async function publish(
  { store }: Workspace,
  { experiment, font }: FoundExperiment,
  curves: readonly RunCurve[],
): Promise<string> {
  const columns = columnNames(curves.flatMap(({ points }) => points)).slice(1);
  const accuracies = columns.filter((name) => name.includes("Accuracy"));
  useTemporaryFolder(store.folder);
  const request = FigureRequest.parse({
    figure: {
      name: "accuracy",
      kind: "overSteps",
      metrics: accuracies.length > 0 ? accuracies : columns,
    },
    title: `${experiment.title}: checkpoints evaluated`,
  });
  const { png, svg, csv } = drawFigure(request, curves, font);
  const encoder = new TextEncoder();
  const folder = evaluationsFolder(experiment.name);
  await linkView(store, folder, {
    "table.parquet": await store.putBytes(await writeTable(curves)),
    "accuracy.png": await store.putBytes(png),
    "accuracy.svg": await store.putBytes(encoder.encode(svg)),
    "accuracy.csv": await store.putBytes(encoder.encode(csv)),
  }, tell);
  return join(store.folder, folder);
}

/** The last checkpoint of each run, a column for each accuracy. */
function describe(curves: readonly RunCurve[]): string {
  const columns = columnNames(curves.flatMap(({ points }) => points)).slice(1)
    .filter((name) => name.includes("Accuracy"));
  const rows = curves.map(({ run, points }) => {
    const last = points.at(-1)!;
    const cells = columns.map((name) => {
      const value = last[name];
      return typeof value === "number" ? `${(100 * value).toFixed(1)} %` : "";
    });
    return [run, String(last.step), ...cells];
  });
  return formatTable([["run", "step", ...columns], ...rows]);
}
