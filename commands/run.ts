/** `run`: brings experiments up to date, and says how their claims fared. */
import { join } from "node:path";
import { RecordIndex } from "../dag/record_index.ts";
import type { RunResult } from "../dag/scheduler.ts";
import { divergence } from "../measures/divergence.ts";
import { Verdicts } from "../schemas/artifacts.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { isCompilerFailure } from "../engines/native/toolchain.ts";
import { actionIds, type EngineOf } from "../stages/actions.ts";
import { isOlderStore } from "../store/older.ts";
import type { Store } from "../store/store.ts";
import { columnsOfTerminal, formatCount, makePalette } from "../terminal/format.ts";
import { print, tell } from "../terminal/output.ts";
import { describeExperiment, describeWork, type ExperimentReport } from "../terminal/report.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions } from "./artifacts.ts";
import { buildAndUse, type BuildOptions, logPath } from "./build.ts";
import { printPlan } from "./dry_run.ts";
import { enginesForTraining, enginesInstead } from "./engine_trial.ts";
import { exitCodes } from "./exit.ts";
import { FinishedExperiments } from "./finished.ts";
import { readLastRow } from "./last_row.ts";
import { checkName, keepName } from "./names.ts";
import { stopCode } from "./stop.ts";
import { checkFolders, figuresPath, linkResults, linkRun, type Records, runsPath } from "./view.ts";
import { actionsOf, loadExperiments, storeFiles } from "./workspace.ts";

export interface RunCommand
  extends Omit<BuildOptions, "name" | "onDone" | "index">, WorkspaceOptions {
  readonly dryRun: boolean;
  /** One line for each action of a dry run. */
  readonly verbose: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

/** Returns the exit code; claims that fail are findings and do not change it. */
export async function runCommand(configs: readonly string[], options: RunCommand): Promise<number> {
  const began = performance.now();
  const experiments = await loadExperiments(configs, options);
  const workspace = openWorkspace(options);
  const names = experiments.map(({ experiment }) => experiment.name);
  for (const { experiment: { name }, file } of experiments) {
    await checkName(workspace.store, name, file);
  }
  if (options.dryRun) return await printPlan(experiments, workspace, options);
  tellOfOlderResults(workspace.store);
  for (const loaded of experiments) checkFolders(workspace.store, loaded);
  for (const { experiment: { name }, file } of experiments) {
    await keepName(workspace.store, name, file, options);
  }
  await storeFiles(workspace.store, experiments);
  const index = new RecordIndex(workspace.store);
  const engineOf = await enginesForTraining(experiments, workspace, { ...options, index });
  const name = nameTogether(names);
  const build = { ...options, name };
  let done = await bringUpToDate(experiments, engineOf, workspace, { ...build, index });
  const problem = done.result.failed.find(({ message }) => isCompilerFailure(message))?.message;
  const instead = problem && await enginesInstead(experiments, workspace, problem);
  if (instead) done = await bringUpToDate(experiments, instead, workspace, build);
  const { result, used } = done;
  const seconds = (performance.now() - began) / 1000;
  if (options.json) printJson(result, used, seconds);
  else printText(result, used, seconds, logPath(workspace.store, name));
  if (result.status === "stopped") return stopCode();
  return result.status === "done" ? exitCodes.done : exitCodes.failed;
}

/** Carries experiments out with these engines, and links what is done as it gets done. */
async function bringUpToDate(
  experiments: readonly LoadedExperiment[],
  engineOf: EngineOf,
  workspace: Workspace,
  options: BuildOptions,
) {
  const finished = new FinishedExperiments(experiments, engineOf, {
    run: (loaded, run, records) => linkRun(workspace.store, loaded, run, records),
    async experiment(loaded, records) {
      await linkResults(workspace.store, loaded, records);
      return await reportExperiment(workspace, loaded, records);
    },
  });
  return await buildAndUse(
    actionsOf(experiments, engineOf),
    workspace,
    { ...options, onDone: finished.onDone },
    async ({ status }) => {
      if (status !== "stopped") return await finished.results();
      await finished.settle();
      return [];
    },
  );
}

/** Said once: this version's first run makes a folder by which the next one knows. */
function tellOfOlderResults({ folder }: Store): void {
  if (!isOlderStore(folder)) return;
  tell(
    `"${folder}" holds results of an earlier version of Regrok. They are not used, and left as ` +
      "they are; to free their space, remove the folder and run again",
  );
}

/** `quickstart`, or `quickstart+2-more`: a name that does not grow with the experiments. */
function nameTogether([first, ...others]: readonly string[]): string {
  return others.length === 0 ? first! : `${first}+${others.length}-more`;
}

async function reportExperiment(
  { store }: Workspace,
  loaded: LoadedExperiment,
  records: Records,
): Promise<ExperimentReport> {
  const { experiment, runs, imported } = loaded;
  const drawn = experiment.figures.filter((figure) =>
    records.has(actionIds.render(experiment.name, figure))
  );
  const judged = records.get(actionIds.judge(experiment.name))?.at(-1)?.files["verdicts.json"];
  const text = judged ? new TextDecoder().decode(await store.read(judged)) : "[]";
  const folder = figuresPath(store, experiment.name);
  return {
    experiment: experiment.name,
    runs: {
      count: runs.length,
      imported: imported.length,
      folder: runsPath(store, experiment.name),
    },
    diverged: await findDiverged(store, loaded, records),
    figures: drawn.map(({ name }) => join(folder, `${name}.png`)),
    remarks: await readRemarks(
      store,
      drawn.map((figure) => actionIds.render(experiment.name, figure)),
      records,
    ),
    verdicts: Verdicts.parse(JSON.parse(text)),
  };
}

/** What the figures have to say of themselves, each remark once. */
async function readRemarks(
  store: Store,
  renders: readonly string[],
  records: Records,
): Promise<string[]> {
  const remarks = new Set<string>();
  for (const id of renders) {
    const file = records.get(id)?.at(-1)?.files["remarks.txt"];
    if (file === undefined) continue;
    const text = new TextDecoder().decode(await store.read(file));
    for (const line of text.split("\n")) if (line !== "") remarks.add(line);
  }
  return [...remarks];
}

/** Divergence ends a run, so only histories of runs that ended of themselves are read. */
async function findDiverged(
  store: Store,
  { experiment, runs }: LoadedExperiment,
  records: Records,
): Promise<ExperimentReport["diverged"]> {
  const diverged: { readonly run: string; readonly step: number }[] = [];
  for (const run of runs) {
    const links = records.get(actionIds.train(experiment.name, run)) ?? [];
    if (!links.at(-1)?.ended) continue;
    const last = await readLastRow(store, links, run.id);
    const step = last === undefined ? null : divergence([last]);
    if (step !== null) diverged.push({ run: run.id, step });
  }
  return diverged;
}

function printJson(
  { status, links, executed, shared, cutOff, failed, unfinished }: RunResult,
  experiments: readonly ExperimentReport[],
  seconds: number,
): void {
  const counts = { links, executed, shared, cutOff, failed, unfinished };
  print(JSON.stringify({ status, seconds, ...counts, experiments }));
}

function printText(
  result: RunResult,
  reports: readonly ExperimentReport[],
  seconds: number,
  log: string,
): void {
  const palette = makePalette(Deno.stdout.isTerminal() && !Deno.noColor);
  const columns = columnsOfTerminal();
  if (result.status === "done") {
    for (const report of reports) print(`${describeExperiment(report, palette, columns)}\n`);
  }
  print(describeWork(result, seconds));
  for (const { action, message } of result.failed) {
    tell(`${palette.bad("failed")} ${action}: ${message}`);
  }
  if (result.status === "done") return;
  const left = formatCount(result.unfinished.length, "action");
  if (result.status === "stopped") {
    tell(`Stopped with ${left} to do: the same command goes on from the checkpoints`);
  } else if (result.unfinished.length === 0) tell(`Every event is in ${log}`);
  else tell(`${left} did not start; every event is in ${log}`);
}
