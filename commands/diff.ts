/** `diff`: how the settings of two runs differ, and what each of them reached. */
import { bestValue, finalValue } from "../measures/threshold.ts";
import { writeWords } from "../measures/wording.ts";
import { didYouMean } from "../schemas/fields.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { columnNames } from "../tables/columns.ts";
import { describeDivergence } from "../terminal/events.ts";
import { formatPercent, formatTable } from "../terminal/format.ts";
import { print } from "../terminal/output.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";
import {
  describeStepsToLearn,
  readResults,
  type RunResult,
  type RunState,
  stepsToLearn,
} from "./results.ts";
import { settingsOf, type Value } from "./run_table.ts";
import { loadNamedOrAll } from "./workspace.ts";

export interface DiffCommand extends WorkspaceOptions {
  /** All experiments in `configs/` if left out. */
  readonly configs?: readonly string[];
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

/** `a` and `b` name runs as `run` or `experiment/run`. */
export async function diffCommand(a: string, b: string, options: DiffCommand): Promise<number> {
  const { configs, json } = options;
  const experiments = await loadNamedOrAll(configs, options);
  const workspace = openWorkspace(options);
  const results = [
    await findResult(a, experiments, workspace),
    await findResult(b, experiments, workspace),
  ] as const;
  const [left, right] = results;
  const settings = compareSettings(left, right);
  const reached = [measure(left), measure(right)] as const;
  if (json) {
    const [first, second] = results.map(nameOf);
    print(JSON.stringify({ runs: [first, second], settings, reached }));
  } else print(describe([left, right], settings, reached));
  return exitCodes.done;
}

function nameOf({ experiment, run }: RunResult): string {
  return `${experiment}/${run.id}`;
}

/** Of runs of one name, that of which something is done: what was never begun is not meant. */
async function findResult(
  name: string,
  experiments: readonly LoadedExperiment[],
  workspace: Workspace,
): Promise<RunResult> {
  const called = experiments.map((loaded) => {
    const runs = loaded.runs.filter(({ id }) =>
      name === id || name === `${loaded.experiment.name}/${id}`
    );
    return { loaded, runs };
  }).filter(({ runs }) => runs.length > 0);
  const found = await Array.fromAsync(
    called,
    ({ loaded, runs }) => readResults(loaded, workspace, runs),
  );
  const all = found.flat();
  const begun = all.filter(({ state }) => state !== "to do");
  const [only, ...others] = begun.length > 0 ? begun : all;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const names = [only, ...others].map(nameOf).join(" or ");
    throw new UsageError(
      `Several experiments have a run "${name}": write ${names}, or name the experiment with -c`,
    );
  }
  const known = experiments.flatMap(({ experiment, runs }) =>
    runs.flatMap(({ id }) => [`${experiment.name}/${id}`, id])
  );
  const cure = didYouMean(name, known, "`status` lists them");
  throw new UsageError(`No experiment has a run "${name}"; ${cure}`);
}

interface SettingChange {
  readonly setting: string;
  /** In the first run and the second; null where a run has no such setting. */
  readonly values: readonly [Value, Value];
}

function compareSettings(left: RunResult, right: RunResult): SettingChange[] {
  const [first, second] = [settingsOf(left), settingsOf(right)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .map((setting): SettingChange => ({
      setting,
      values: [first.get(setting) ?? null, second.get(setting) ?? null],
    }))
    .filter(({ values: [a, b] }) => a !== b);
}

interface Measured {
  readonly state: RunState;
  readonly divergedAt: number | null;
  readonly step: number;
  readonly steps: number;
  /** By name of column: at the last evaluation, and the largest of all. */
  readonly accuracies: Readonly<Record<string, { readonly final: Value; readonly best: Value }>>;
  readonly train99: number | null;
  readonly validation99: number | null;
}

function measure(result: RunResult): Measured {
  const { points, run, state, divergedAt } = result;
  const last = points.at(-1);
  const columns = columnNames(points).filter((name) => /^(?!batch).*Accuracy$/.test(name));
  return {
    state,
    divergedAt,
    step: last?.step ?? 0,
    steps: run.settings.training.steps,
    accuracies: Object.fromEntries(
      columns.map((
        name,
      ) => [name, { final: finalValue(points, name), best: bestValue(points, name) }]),
    ),
    train99: stepsToLearn(result, "trainAccuracy"),
    validation99: stepsToLearn(result, "validationAccuracy"),
  };
}

function describe(
  results: readonly [RunResult, RunResult],
  settings: readonly SettingChange[],
  reached: readonly [Measured, Measured],
): string {
  const names = results.map((result, index) => `${"ab"[index]}  ${nameOf(result)}`);
  const both = (title: string, cell: (of: Measured) => string) => [title, ...reached.map(cell)];
  const columns = [...new Set(reached.flatMap(({ accuracies }) => Object.keys(accuracies)))];
  const rows = [
    ["", "a", "b"],
    ...settings.map(({ setting, values }) => [setting, ...values.map(describeSetting)]),
    both(
      "state",
      ({ state, divergedAt }) => divergedAt === null ? state : describeDivergence(divergedAt),
    ),
    both("step", ({ step, steps }) => `${step} of ${steps}`),
    ...columns.flatMap((name) =>
      (["final", "best"] as const).map((which) =>
        both(
          `${which} ${writeWords(name)}`,
          ({ accuracies }) => describeAccuracy(accuracies[name]?.[which]),
        )
      )
    ),
    both("99 % of training at", ({ train99, state }) => describeStepsToLearn(train99, state)),
    both(
      "99 % of validation at",
      ({ validation99, state }) => describeStepsToLearn(validation99, state),
    ),
  ];
  const same = settings.length === 0 ? "\nNo setting differs.\n" : "";
  return `${names.join("\n")}\n${same}\n${formatTable(rows)}`;
}

function describeSetting(value: Value): string {
  return value === null ? "–" : String(value);
}

function describeAccuracy(value: Value | undefined): string {
  return typeof value === "number" ? formatPercent(value).trimStart() : "–";
}
