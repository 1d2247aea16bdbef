/** From an experiment to the actions that carry it out: the one place that knows them all. */
import type { Action, InputSource } from "../dag/action.ts";
import type { FigureSettings } from "../schemas/figures.ts";
import { publishedPoints } from "../figures/request.ts";
import type { Run, RunSettings } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { type Json } from "../store/canonical_json.ts";
import { keyOf } from "../store/content_hash.ts";
import { datasetShape } from "../tasks/dataset.ts";
import { scheduledSteps, scheduledStepsWithLast } from "../training/step_schedule.ts";

/** Ids of the actions of an experiment, which people see and events carry. */
export const actionIds = {
  dataset: (run: Run) => `dataset/${shortKey(datasetParams(run.settings))}`,
  program: (run: Run) => `program/${shortKey(programParams(run.settings))}`,
  train: (experiment: string, run: Run) => `train/${experiment}/${run.id}`,
  export: (experiment: string, run: Run) => `export/${experiment}/${run.id}`,
  aggregate: (experiment: string) => `aggregate/${experiment}`,
  judge: (experiment: string) => `judge/${experiment}`,
  render: (experiment: string, figure: FigureSettings) => `render/${experiment}/${figure.name}`,
};

/** Every action of an experiment; runs that share a data set or a program share its action. */
export function experimentActions({ experiment, runs }: LoadedExperiment): Action[] {
  const shared = new Map<string, Action>();
  for (const run of runs) {
    for (const action of [datasetAction(run), programAction(run)]) shared.set(action.id, action);
  }
  const { name } = experiment;
  const table = oneFile(actionIds.aggregate(name), "table.parquet");
  return [
    ...shared.values(),
    ...runs.flatMap((run) => [trainAction(name, run), exportAction(name, run)]),
    action("aggregate", actionIds.aggregate(name), {
      runs: runs.map(({ id, seed, axes, settings }) => ({
        run: id,
        seed,
        axes,
        budget: settings.training.steps,
      })),
    }, {
      history: runs.flatMap((run) => oneFile(actionIds.export(name, run), "history.jsonl")),
    }),
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

function datasetAction(run: Run): Action {
  return action("dataset", actionIds.dataset(run), datasetParams(run.settings), {});
}

function datasetParams({ task, split }: RunSettings): Json {
  return { task, split };
}

function programAction(run: Run): Action {
  return action("program", actionIds.program(run), programParams(run.settings), {});
}

/** Only what changes the program: learning rates and the like are inputs of it. */
function programParams({ model, objective, optimizer, task }: RunSettings): Json {
  const structure: Json = optimizer.kind === "sgd"
    ? { kind: optimizer.kind, nesterov: optimizer.nesterov }
    : { kind: optimizer.kind };
  return {
    model,
    objective: objective.kind,
    optimizer: structure,
    sizes: { ...datasetShape(task) },
  };
}

function trainAction(experiment: string, run: Run): Action {
  const { settings, seed } = run;
  const { learningRate, hyperparameters } = splitOptimizer(settings.optimizer);
  const { batch } = settings.training;
  const params = {
    seed,
    learningRate,
    hyperparameters,
    schedule: settings.schedule,
    batch,
    evaluation: settings.evaluation,
    stopWhen: settings.stopWhen ?? null,
  };
  const program = actionIds.program(run);
  return {
    ...action("train", actionIds.train(experiment, run), params, {
      manifest: oneFile(program, "manifest.json"),
      train: oneFile(program, "train.onnx"),
      evaluate: oneFile(program, "evaluate.onnx"),
      dataset: oneFile(actionIds.dataset(run), "dataset.safetensors"),
    }),
    links: trainLinks(settings),
  };
}

/**
 * One link for each checkpoint. `last` asks for an evaluation at the end of the run; where the
 * schedule has one there anyway, the link is like any other, and a longer run goes on from it.
 */
function trainLinks({ checkpoints, evaluation, training: { steps } }: RunSettings): Json[] {
  const evaluated = scheduledSteps(evaluation, 0, steps).at(-1) === steps;
  return scheduledStepsWithLast(checkpoints, steps)
    .map((to) => ({ to, last: to === steps && !evaluated }));
}

/** The numbers of an optimizer; what is not a number is part of the program. */
function splitOptimizer({ learningRate, ...rest }: RunSettings["optimizer"]) {
  const numbers = Object.entries(rest)
    .flatMap(([name, value]) => typeof value === "number" ? [[name, value] as const] : []);
  return { learningRate, hyperparameters: Object.fromEntries(numbers) };
}

function exportAction(experiment: string, run: Run): Action {
  const train = actionIds.train(experiment, run);
  const { id, seed, axes, settings } = run;
  return action("export", actionIds.export(experiment, run), {
    run: id,
    seed,
    axes,
    settings: asJson(settings),
  }, {
    answer: oneFile(actionIds.program(run), "answer.txt"),
    checkpoint: oneFile(train, "checkpoint.safetensors"),
    history: [{ action: train, file: "history.jsonl", links: "all" }],
  });
}

/** What all runs have in common, for the subtitles of figures. */
function commonFacts(runs: readonly Run[]): { subtitle?: string; chance?: number } {
  const same = <T>(fact: (settings: RunSettings) => T): T | undefined => {
    const facts = new Map(runs.map(({ settings }) => [JSON.stringify(fact(settings)), settings]));
    return facts.size === 1 ? fact([...facts.values()][0]!) : undefined;
  };
  const task = same(({ task }) => `${task.operation} mod ${task.modulus}`);
  const model = same(({ model }) => modelNames[model.kind]);
  const optimizer = same(({ optimizer }) => optimizerNames[optimizer.kind]);
  const known = [task, model, optimizer].filter((fact) => fact !== undefined);
  const modulus = same(({ task }) => task.modulus);
  return {
    ...known.length > 0 ? { subtitle: known.join(", ") } : {},
    ...modulus !== undefined ? { chance: 1 / modulus } : {},
  };
}

const modelNames = {
  transformer: "transformer",
  reluMlp: "ReLU MLP",
  quadraticMlp: "quadratic MLP",
} as const;
const optimizerNames = { adamw: "AdamW", adam: "Adam", sgd: "SGD", rmsprop: "RMSprop" } as const;

function action(stage: string, id: string, params: Json, inputs: Action["inputs"]): Action {
  return { id, stage, params, inputs, links: [null] };
}

function oneFile(action: string, file: string): InputSource[] {
  return [{ action, file }];
}

/** Settings as plain JSON: an optional field that is undefined is one that is not there. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

function shortKey(params: Json): string {
  return keyOf(asJson(params)).slice(0, 12);
}
