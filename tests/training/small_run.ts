/** Small runs for the tests of training: data, and a trainer loaded on an engine. */
import type { Engine } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import type { EncodingName } from "../../tasks/encodings.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import type { SplitSettings } from "../../tasks/split.ts";
import type { ModelSettings } from "../../models/mod.ts";
import type { ObjectiveSettings } from "../../objectives/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import type { OptimizerStructure } from "../../optimizers/mod.ts";
import { type SegmentResult, type Trainer, trainSegment } from "../../training/loop.ts";
import {
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
} from "../../training/programs.ts";
import { initialState, type TrainingState } from "../../training/state.ts";
import { load } from "../engines/run_program.ts";
import { recipeOf } from "../models/networks.ts";

export function modularTask(modulus: number, encoding: EncodingName): TaskSettings {
  const operation = "x+y";
  return { kind: "modular", operation, modulus, operands: 2, operandFraction: 1, encoding };
}

const half: SplitSettings = {
  trainFraction: 0.5,
  trainRows: "fraction",
  rounding: "truncate",
  shuffle: "counter",
  seed: 0,
};

/** What a network must know of the data of a task. */
export function taskData(task: TaskSettings): DataShape {
  return datasetSize({ task, split: half }).data;
}

export interface RunOptions extends Partial<Omit<Trainer, "batches">> {
  readonly task: TaskSettings;
  readonly model: ModelSettings;
  readonly objective: ObjectiveSettings["kind"];
  readonly optimizer: OptimizerStructure;
  readonly batchRows?: number;
  readonly seed?: number;
  /** Names of the parameters that training leaves as they are. */
  readonly frozen?: readonly string[];
}

/** A trainer on half of the table; it has to be disposed of. */
export async function makeTrainer(
  options: RunOptions,
  engine: Engine = onnxEngine,
  threads = 1,
): Promise<Trainer & AsyncDisposable> {
  const { task, model, objective, optimizer, batchRows, seed = 0, frozen = [], ...others } =
    options;
  const recipe = { ...recipeOf(model, taskData(task), objective, optimizer), frozen };
  const { inputs, targets, sets, size } = buildDataset({ task, split: half });
  const { output } = size.data;
  const rows = targets.length / (output.kind === "classes" ? output.answers : output.width);
  const train = await load(engine, buildTrainProgram(recipe), threads);
  const evaluate = await load(engine, buildEvaluationProgram(recipe), threads);
  return {
    manifest: describePrograms(recipe),
    train,
    evaluate,
    data: {
      inputs: { shape: [rows, inputs.length / rows], data: inputs },
      targets: { shape: [rows, targets.length / rows], data: targets },
      sets,
    },
    batches: { train: sets.train!, batchRows: batchRows ?? sets.train!.length, seed },
    learningRate: 0.01,
    hyperparameters: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 },
    schedule: [{ step: 0, factor: 1 }],
    evaluation: { every: 10 },
    batchAverages: null,
    stopWhen: null,
    ...others,
    [Symbol.asyncDispose]: async () => {
      await train.close();
      await evaluate.close();
    },
  };
}

export const quietly = { progress: () => {}, signal: new AbortController().signal };

/** Trains from the start through segments that end at the steps `ends`. */
export async function trainThrough(
  trainer: Trainer,
  ends: readonly number[],
  between: (state: TrainingState) => TrainingState = (state) => state,
): Promise<SegmentResult> {
  let result: SegmentResult = {
    state: initialState(trainer.manifest, trainer.batches.seed),
    rows: [],
    ended: false,
  };
  for (const to of ends) {
    if (result.ended) break;
    const start = between(result.state);
    const segment = await trainSegment(trainer, start, { to, last: to === ends.at(-1) }, quietly);
    result = { ...segment, rows: [...result.rows, ...segment.rows] };
  }
  return result;
}
