/** From an experiment to the actions that carry it out. */
import type { Action } from "../dag/action.ts";
import { findCorruption } from "../corruptions/mod.ts";
import { type EngineId, findEngine } from "../engines/registry.ts";
import { publishedPoints } from "../figures/mod.ts";
import { findGradientRule } from "../gradient_rules/mod.ts";
import { findModel, modelKinds } from "../models/mod.ts";
import { findOptimizer, optimizerKinds } from "../optimizers/mod.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { FigureSettings } from "../schemas/figures.ts";
import type { ImportedRun } from "../schemas/imported.ts";
import { labelRuns } from "../schemas/run_labels.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { findTask } from "../tasks/mod.ts";
import { chanceOf } from "../tasks/task.ts";
import { findWeightRule } from "../weight_rules/mod.ts";
import type { AggregateParams } from "./aggregate.ts";
import type { ImportParams } from "./import.ts";
import {
  action,
  historyInputs,
  oneFile,
  referenceTo,
  runActionIds,
  runActions,
} from "./run_actions.ts";
import { asJson } from "./run_params.ts";

/** Ids of the actions of an experiment, which people see and events carry. */
export const actionIds = {
  ...runActionIds,
  import: (experiment: string, run: ImportedRun) => `import/${experiment}/${run.id}`,
  aggregate: (experiment: string) => `aggregate/${experiment}`,
  judge: (experiment: string) => `judge/${experiment}`,
  render: (experiment: string, figure: FigureSettings) => `render/${experiment}/${figure.name}`,
};

/** What computes a run; the runs that start from one another have the same. */
export type EngineOf = (run: Run) => EngineId;

/** Every action of an experiment; what its runs share is there once. */
export function experimentActions(
  { experiment, runs, imported, font: bytes }: LoadedExperiment,
  engineOf: EngineOf,
): Action[] {
  const { name, measures } = experiment;
  const ofRuns = runs.flatMap((run) => runActions(name, run, measures, engineOf(run)));
  const table = oneFile(actionIds.aggregate(name), "table.parquet");
  const font: Action["inputs"] = bytes === null ? {} : { font: [{ content: referenceTo(bytes) }] };
  return [
    ...new Map(ofRuns.map((action) => [action.id, action])).values(),
    ...imported.map((run) => importAction(name, run)),
    action(
      "aggregate",
      actionIds.aggregate(name),
      asJson(aggregateParams({ experiment, runs, imported })),
      Object.assign(
        {},
        ...runs.map((run) => historyInputs(name, run, measures, `/${run.id}`)),
        ...imported.map((run) => importedInput(name, run)),
      ),
    ),
    action("judge", actionIds.judge(name), { claims: asJson(experiment.claims) }, { table }),
    ...experiment.figures.map((figure) =>
      action("render", actionIds.render(name, figure), {
        figure: asJson(figure),
        title: experiment.title,
        ...runs.length > 0 ? commonFacts(runs, engineOf) : importedFacts(imported),
        published: asJson(publishedPoints(figure, experiment.claims)),
        ...experiment.outcomes === undefined ? {} : { outcomes: asJson(experiment.outcomes) },
      }, { table, ...font })
    ),
  ];
}

function aggregateParams(
  { experiment: { outcomes }, ...runs }: Pick<LoadedExperiment, "experiment" | "runs" | "imported">,
): AggregateParams {
  return { ...outcomes === undefined ? {} : { outcomes }, runs: labelRuns(runs) };
}

function importAction(experiment: string, run: ImportedRun): Action {
  const { id, origin, settings, reading, files } = run;
  const params: ImportParams = { run: id, origin, known: settings, reading };
  return action(
    "import",
    actionIds.import(experiment, run),
    asJson(params),
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, [{ content: referenceTo(bytes) }]]),
    ),
  );
}

function importedInput(experiment: string, run: ImportedRun): Action["inputs"] {
  return { [`history/${run.id}`]: oneFile(actionIds.import(experiment, run), "history.jsonl") };
}

/** What all runs have in common, for the subtitles of figures. */
function commonFacts(
  runs: readonly Run[],
  engineOf: EngineOf,
): { subtitle?: string; chance?: number } {
  const common = <T>(fact: (run: Run) => T): T | undefined => onlyOne(runs.map(fact));
  const known = [
    common(({ settings: { task: { kind, ...task } } }) => findTask(kind).subject(task)),
    common(({ settings: { corruption } }) =>
      corruption && findCorruption(corruption.kind).subject(corruption)
    ),
    common(({ settings: { model } }) => findModel(model.kind).title),
    common(({ settings: { optimizer } }) => findOptimizer(optimizer.kind).title),
    common(({ settings: { gradient } }) => titlesOf(gradient, findGradientRule)),
    common(({ settings: { weights } }) => titlesOf(weights, findWeightRule)),
    [...new Set(runs.map((run) => findEngine(engineOf(run)).title))].join(" and "),
  ].filter((fact) => fact !== undefined);
  const chance = common((run) => chanceOf(run.data.data));
  return {
    ...known.length > 0 ? { subtitle: known.join(", ") } : {},
    ...typeof chance === "number" ? { chance } : {},
  };
}

/** The titles of rules beside the optimizer, in their order; undefined where there are none. */
function titlesOf<Kind extends string>(
  rules: readonly { readonly kind: Kind }[] | undefined,
  find: (kind: Kind) => { readonly title: string },
): string | undefined {
  if (rules === undefined || rules.length === 0) return undefined;
  return rules.map(({ kind }) => find(kind).title).join(", ");
}

/** The same of runs whose settings are known as far as their logs say them. */
function importedFacts(runs: readonly ImportedRun[]): { subtitle?: string; chance?: number } {
  const common = (path: string) => onlyOne(runs.map(({ settings }) => settings[path]));
  const [operation, modulus] = [common("task.operation"), common("task.modulus")];
  const known = [
    operation !== undefined && modulus !== undefined ? `${operation} mod ${modulus}` : undefined,
    titleIn(modelKinds, common("model.kind")),
    titleIn(optimizerKinds, common("optimizer.kind")),
  ].filter((fact) => fact !== undefined);
  return {
    ...known.length > 0 ? { subtitle: known.join(", ") } : {},
    ...typeof modulus === "number" ? { chance: 1 / modulus } : {},
  };
}

function titleIn(
  kinds: Readonly<Record<string, { readonly title: string }>>,
  kind: AxisValue | undefined,
): string | undefined {
  return kinds[String(kind)]?.title;
}

/** The value that all of these are; undefined where they differ. */
function onlyOne<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
}
