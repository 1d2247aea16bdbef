/** How long trainings would take, worked out from the arithmetic of their programs. */
import type { Action } from "../dag/action.ts";
import type { ActionPlan } from "../dag/plan.ts";
import { countProgram } from "../graph/arithmetic.ts";
import type { Program } from "../graph/program.ts";
import { type Run, startsFromRun } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import { type ProgramParams, recipeOf } from "../stages/program.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import { formatCount } from "../terminal/format.ts";
import { CHUNK_ROWS } from "../training/evaluation.ts";
import { buildEvaluationProgram, buildTrainProgram } from "../training/programs.ts";
import { countScheduled, inSteps } from "../training/step_schedule.ts";
import { stepsPerPass } from "../training/batches.ts";

/**
 * Operations per second of one core: what bench/README.md measured of whole training steps on
 * cores with AVX-512, matrix products and all else together.
 */
const CORE_SPEED = 45e9;

/** Seconds that a step takes on a core however small it is: calls of kernels, the loop around. */
const STEP_SECONDS = 0.0005;

export interface WorkLeft {
  readonly steps: number;
  /** Additions and multiplications in matrix products, of training and evaluations. */
  readonly operations: number;
  readonly hours: number;
  readonly cores: number;
}

/** What is sure to be trained of these actions, if no run ends before its last step. */
export function estimateWork(
  due: readonly ActionPlan[],
  actions: readonly Action[],
  experiments: readonly LoadedExperiment[],
  cores: number,
): WorkLeft {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const runs = runsByAction(experiments);
  const known = new Map<string, StepWork>();
  let [steps, operations] = [0, 0];
  for (const { action, records, state } of due) {
    const run = runs.get(action.id);
    if (run === undefined || state === "conditional") continue;
    const stepsAt = (index: number) => Number(Object(action.links[index]).to);
    const from = records.length > 0 ? stepsAt(records.length - 1) : run.fork?.step ?? 0;
    const left = Math.max(0, stepsAt(action.links.length - 1) - from);
    const program = byId.get(actionIds.program(run))!;
    const key = `${program.id} ${rowsPerBatch(run.settings.training.batch, run.data.sets.train!)}`;
    const work = known.get(key) ?? workOf(program, run);
    known.set(key, work);
    steps += left;
    const share = left / run.settings.training.steps;
    operations += left * work.step + share * countEvaluations(run) * evaluatedRows(run) * work.row;
  }
  const seconds = operations / (cores * CORE_SPEED) + steps * STEP_SECONDS / cores;
  return { steps, operations, hours: seconds / 3600, cores };
}

/** Runs by the id of their training, and of its beginning where another run starts from it. */
function runsByAction(experiments: readonly LoadedExperiment[]): ReadonlyMap<string, Run> {
  const runs = new Map<string, Run>();
  for (const { experiment, runs: own } of experiments) {
    for (const run of own) {
      runs.set(actionIds.train(experiment.name, run), run);
      for (let { fork } = run; startsFromRun(fork); { fork } = fork.run) {
        runs.set(actionIds.origin(fork), fork.run);
      }
    }
  }
  return runs;
}

/** Operations of one training step, and of evaluating one row. */
interface StepWork {
  readonly step: number;
  readonly row: number;
}

function workOf(program: Action, { settings, data: { rows, sets } }: Run): StepWork {
  const recipe = recipeOf(program.params as unknown as ProgramParams);
  const batch = rowsPerBatch(settings.training.batch, sets.train!);
  const count = (program: Program, batch: number) =>
    countProgram(program, new Map([["batch", batch], ["rows", rows], ["steps", 1]]));
  return {
    step: count(buildTrainProgram(recipe), batch),
    row: count(buildEvaluationProgram(recipe), CHUNK_ROWS) / CHUNK_ROWS,
  };
}

function countEvaluations({ settings, data: { sets } }: Run): number {
  const { steps, batch } = settings.training;
  const perPass = stepsPerPass(sets.train!, rowsPerBatch(batch, sets.train!));
  return countScheduled(inSteps(settings.evaluation, perPass), steps);
}

function evaluatedRows({ data: { sets } }: Run): number {
  return Object.values(sets).reduce((total, rows) => total + rows, 0);
}

/** The estimate and what it is based on, as sentences; nothing where nothing is to be trained. */
export function describeHours({ steps, operations, hours, cores }: WorkLeft): string[] {
  if (steps === 0) return [];
  return [
    `${describeTime(hours)} of training at most: ${formatCount(steps, "step")}, ` +
    `${amount(operations)} operations in matrix products, at ` +
    `${Math.round(CORE_SPEED / 1e9)} GFLOP/s for each of ${formatCount(cores, "core")} and at ` +
    `least ${STEP_SECONDS * 1000} ms a step`,
    "(the speed measured in bench/README.md; runs that reach their stopWhen end sooner)",
  ];
}

function describeTime(hours: number): string {
  if (hours < 1) return `about ${Math.max(1, Math.round(hours * 60))} min`;
  return `about ${hours < 10 ? Number(hours.toFixed(1)) : Math.round(hours)} hours`;
}

function amount(value: number): string {
  return value.toExponential(1).replace("e+", "e");
}
