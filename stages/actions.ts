/** From an experiment to the actions that carry it out. */
import type { Action } from "../dag/action.ts";
import { findCorruption } from "../corruptions/mod.ts";
import type { EngineId } from "../engines/registry.ts";
import { publishedPoints } from "../figures/mod.ts";
import { findGradientRule } from "../gradient_rules/mod.ts";
import { findModel } from "../models/mod.ts";
import { findOptimizer } from "../optimizers/mod.ts";
import type { FigureSettings } from "../schemas/figures.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { findTask } from "../tasks/mod.ts";
import { chanceOf } from "../tasks/task.ts";
import { findWeightRule } from "../weight_rules/mod.ts";
import type { AggregateParams } from "./aggregate.ts";
import { action, asJson, historyInputs, oneFile, runActionIds, runActions } from "./run_actions.ts";

/** Ids of the actions of an experiment, which people see and events carry. */
export const actionIds = {
  ...runActionIds,
  aggregate: (experiment: string) => `aggregate/${experiment}`,
  judge: (experiment: string) => `judge/${experiment}`,
  render: (experiment: string, figure: FigureSettings) => `render/${experiment}/${figure.name}`,
};

/** Every action of an experiment on an engine; what its runs share is there once. */
export function experimentActions(
  { experiment, runs }: LoadedExperiment,
  engine: EngineId,
): Action[] {
  const { name, measures } = experiment;
  const ofRuns = runs.flatMap((run) => runActions(name, run, measures, engine));
  const table = oneFile(actionIds.aggregate(name), "table.parquet");
  return [
    ...new Map(ofRuns.map((action) => [action.id, action])).values(),
    action(
      "aggregate",
      actionIds.aggregate(name),
      asJson(aggregateParams(runs)),
      Object.assign({}, ...runs.map((run) => historyInputs(name, run, measures, `/${run.id}`))),
    ),
    action("judge", actionIds.judge(name), { claims: asJson(experiment.claims) }, { table }),
    ...experiment.figures.map((figure) =>
      action("render", actionIds.render(name, figure), {
        figure: asJson(figure),
        title: experiment.title,
        ...commonFacts(runs),
        published: asJson(publishedPoints(figure, experiment.claims)),
      }, { table })
    ),
  ];
}

function aggregateParams(runs: readonly Run[]): AggregateParams {
  return {
    runs: runs.map(({ id, seed, axes, settings }) => ({
      run: id,
      seed,
      axes,
      budget: settings.training.steps,
    })),
  };
}

/** What all runs have in common, for the subtitles of figures. */
function commonFacts(runs: readonly Run[]): { subtitle?: string; chance?: number } {
  const common = <T>(fact: (run: Run) => T): T | undefined => {
    const [first, ...others] = new Set(runs.map(fact));
    return others.length === 0 ? first : undefined;
  };
  const known = [
    common(({ settings: { task: { kind, ...task } } }) => findTask(kind).subject(task)),
    common(({ settings: { corruption } }) =>
      corruption && findCorruption(corruption.kind).subject(corruption)
    ),
    common(({ settings: { model } }) => findModel(model.kind).title),
    common(({ settings: { optimizer } }) => findOptimizer(optimizer.kind).title),
    common(({ settings: { gradient } }) => titlesOf(gradient, findGradientRule)),
    common(({ settings: { weights } }) => titlesOf(weights, findWeightRule)),
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
