/** Everything that one training run is told, except its seed. */
import { z } from "zod";
import { CorruptionSettings } from "../corruptions/mod.ts";
import { GradientRuleSettings } from "../gradient_rules/mod.ts";
import { ModelSettings } from "../models/mod.ts";
import { ObjectiveSettings } from "../objectives/mod.ts";
import { OptimizerSettings } from "../optimizers/mod.ts";
import { ScheduleSettings } from "../schedules/mod.ts";
import type { DatasetSize } from "../tasks/dataset.ts";
import { TaskSettings } from "../tasks/mod.ts";
import { SplitSettings } from "../tasks/split.ts";
import type { TaskFiles } from "../tasks/task.ts";
import { WeightRuleSettings } from "../weight_rules/mod.ts";
import type { Axes } from "./fields.ts";
import { StartFromSettings } from "./start_from.ts";
import {
  BatchAverageSettings,
  CheckpointSettings,
  EvaluationSettings,
  StopWhenSettings,
  TrainingSettings,
} from "./training.ts";

export const RunSettings = z.strictObject({
  task: TaskSettings,
  split: SplitSettings.prefault({}),
  corruption: CorruptionSettings.optional(),
  model: ModelSettings,
  objective: ObjectiveSettings,
  optimizer: OptimizerSettings,
  gradient: z.array(GradientRuleSettings).optional().meta({
    description: "what is done to gradients before the optimizer sees them, one after the other",
  }),
  weights: z.array(WeightRuleSettings).optional().meta({
    description: "what is done to weights after the optimizer's step, one after the other",
  }),
  schedule: ScheduleSettings.prefault({ kind: "constant" }),
  training: TrainingSettings,
  evaluation: EvaluationSettings.prefault({ perDecade: 30 }).meta({
    description:
      "steps at which accuracies and losses are measured, besides the first and the last",
  }),
  batchAverages: BatchAverageSettings.optional(),
  checkpoints: CheckpointSettings.prefault({ every: 1000 }).meta({
    description: "steps at which the state is saved, besides the last",
  }),
  stopWhen: StopWhenSettings.optional(),
  startFrom: StartFromSettings.optional(),
});

/** All values, defaults included. */
export type RunSettings = z.infer<typeof RunSettings>;

/** One training run of an experiment. */
export interface Run {
  /** Names the run's folder, for instance `trainFraction-0.3_seed-0`. */
  readonly id: string;
  readonly seed: number;
  /** The swept fields by path, with their values in this run. */
  readonly axes: Axes;
  readonly settings: RunSettings;
  /** What its data set will be like. */
  readonly data: DatasetSize;
  /** Contents of the files its task reads. */
  readonly files: TaskFiles;
  /** The checkpoint it starts from; null where it starts by itself. */
  readonly fork: Fork | null;
}

/** A checkpoint to start from. */
export type Fork = RunFork | FileFork;

/** That of a run. */
export interface RunFork {
  /** Name of the experiment that the run belongs to. */
  readonly experiment: string;
  readonly run: Run;
  /** Updates done at the checkpoint. */
  readonly step: number;
}

/** That in a file, such as a network of others that was converted. */
export interface FileFork {
  readonly file: Uint8Array;
  /** Updates that the network has behind it, as the file says. */
  readonly step: number;
}

/** Whether a run starts from the checkpoint of a run, which has to be trained first. */
export function startsFromRun(fork: Fork | null): fork is RunFork {
  return fork !== null && "run" in fork;
}
