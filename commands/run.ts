/** `run`: brings experiments up to date, and says how their claims fared. */
import { join } from "node:path";
import type { Action } from "../dag/action.ts";
import type { Executor } from "../dag/executors/executor.ts";
import { subprocessExecutor } from "../dag/executors/subprocess.ts";
import { openEventLog } from "../dag/log_file.ts";
import { type ActionPlan, planActions } from "../dag/plan.ts";
import { runActions, type RunResult } from "../dag/scheduler.ts";
import { joinReasons } from "../dag/why.ts";
import { type Verdict, Verdicts } from "../schemas/artifacts.ts";
import type { Event } from "../schemas/events.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import type { Key } from "../store/content_hash.ts";
import { showProgress } from "../terminal/progress.ts";
import { printReport } from "../terminal/report.ts";
import { exitCodes } from "./exit.ts";
import { figureFolder, linkExperiment } from "./view.ts";
import { actionsOf, loadExperiments, openWorkspace, type Workspace } from "./workspace.ts";

export interface RunCommand {
  readonly artifacts: string;
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly dryRun: boolean;
  readonly frozen: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

/** Returns the exit code. */
export async function runCommand(configs: readonly string[], options: RunCommand): Promise<number> {
  const experiments = await loadExperiments(configs, options.set);
  const workspace = openWorkspace(options.artifacts);
  const actions = actionsOf(experiments);
  if (options.dryRun) return printPlan(actions, workspace, options.json);
  const names = experiments.map(({ experiment }) => experiment.name).join("+");
  const result = await runWithDisplay(actions, workspace, { ...options, name: names });
  if (result.status === "stopped") return stopCode();
  const reports = [];
  for (const loaded of experiments) {
    await linkExperiment(workspace.store, loaded, result.records);
    reports.push(await describeResult(workspace, loaded, result));
  }
  if (options.json) console.log(JSON.stringify({ status: result.status, experiments: reports }));
  else reports.forEach((report) => printReport(report, result));
  return result.status === "done" ? exitCodes.done : exitCodes.failed;
}

interface DisplayOptions {
  readonly name: string;
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly frozen: boolean;
  readonly json: boolean;
}

/** Runs actions with a progress display, a log file, and Ctrl-C that stops at a safe point. */
export async function runWithDisplay(
  actions: readonly Action[],
  { store, environment }: Workspace,
  { name, jobs, keepGoing, frozen, json }: DisplayOptions,
): Promise<RunResult> {
  const stop = listenForStop();
  const display = showProgress(actions, { quiet: json });
  const log = openEventLog(join(store.folder, "logs", `${name}.jsonl`), () => new Date());
  const executor = subprocessExecutor(
    store,
    (key, threads) => executeArguments(key, threads, store.folder),
  );
  try {
    return await runActions(actions, {
      store,
      environment,
      executor: frozen ? refuseTraining(executor) : executor,
      jobs,
      cores: navigator.hardwareConcurrency,
      keepGoing,
      signal: stop.signal,
      onEvent(event: Event) {
        log.write(event);
        display.onEvent(event);
      },
    });
  } finally {
    display.close();
    log.close();
    stop.close();
  }
}

/** Arguments of `deno` for the process of one action: this program's `exec`. */
function executeArguments(key: Key, threads: number, artifacts: string): string[] {
  const program = new URL("../pipeline.ts", import.meta.url).pathname;
  const config = new URL("../deno.json", import.meta.url).pathname;
  const flags = ["--quiet", "--cached-only", `--config=${config}`, "--permission-set=pipeline"];
  const options = [`--threads=${threads}`, `--artifacts=${artifacts}`, "--watch-driver"];
  return ["run", ...flags, program, "exec", key, ...options];
}

/** An executor for machines that only redraw: training there is a mistake, not work to do. */
function refuseTraining(executor: Executor): Executor {
  return {
    execute(request, options) {
      if (request.stage !== "train") return executor.execute(request, options);
      return Promise.resolve({
        type: "actionFailed",
        action: request.action,
        message: `"${request.action}" is not in the store, and --frozen forbids training: ` +
          "restore artifacts/ from where it was trained, or run without --frozen",
        details: "",
      });
    },
  };
}

let stoppedBy: "SIGINT" | "SIGTERM" | null = null;

function listenForStop(): { signal: AbortSignal; close(): void } {
  const abort = new AbortController();
  const handlers = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const handler = () => {
      if (stoppedBy === null) {
        console.error("\nStopping; every finished checkpoint is kept, the same command continues.");
      }
      stoppedBy ??= signal;
      abort.abort();
    };
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { signal: abort.signal, close: () => handlers.forEach((remove) => remove()) };
}

function stopCode(): number {
  return stoppedBy === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
}

/** What `run` says of one experiment at the end. */
export interface ExperimentReport {
  readonly experiment: string;
  readonly figures: readonly string[];
  readonly runs: string;
  readonly verdicts: readonly Verdict[];
}

async function describeResult(
  { store }: Workspace,
  { experiment, runs }: LoadedExperiment,
  { records }: RunResult,
): Promise<ExperimentReport> {
  const rendered = experiment.figures.filter((figure) =>
    records.has(actionIds.render(experiment.name, figure))
  );
  const judged = records.get(actionIds.judge(experiment.name))?.at(-1)?.files["verdicts.json"];
  const text = judged ? new TextDecoder().decode(await store.read(judged)) : "[]";
  const folder = figureFolder(store, experiment.name);
  return {
    experiment: experiment.name,
    figures: rendered.map(({ name }) => join(folder, `${name}.png`)),
    runs: `${runs.length} in ${join(store.folder, "runs", experiment.name)}`,
    verdicts: Verdicts.parse(JSON.parse(text)),
  };
}

function printPlan(actions: readonly Action[], workspace: Workspace, json: boolean): number {
  const plan = planActions(actions, workspace.environment, workspace.store);
  const due = plan.filter(({ state }) => state !== "fresh");
  if (json) {
    const entries = due.map(({ action, state, because, records }) => ({
      action: action.id,
      stage: action.stage,
      state,
      because: because.map(({ sentence }) => sentence),
      linksDone: records.length,
      links: action.links.length,
    }));
    console.log(JSON.stringify({ total: plan.length, due: entries }));
    return exitCodes.done;
  }
  for (const entry of due) console.log(describeDue(entry));
  const certain = due.filter(({ state }) => state === "stale").length;
  const maybe = due.length - certain;
  console.log(
    `${certain} of ${plan.length} actions would run` +
      (maybe > 0 ? `, ${maybe} more if what they read comes out different` : ""),
  );
  return exitCodes.done;
}

function describeDue({ action, state, because }: ActionPlan): string {
  return `${state === "stale" ? "run  " : "maybe"} ${action.id}: ${joinReasons(because)}`;
}
