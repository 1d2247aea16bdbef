/** Small runs for the tests of training: data, and a trainer loaded on an engine. */
import type { Engine } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { buildDataset, datasetShape } from "../../tasks/dataset.ts";
import type { EncodingName } from "../../tasks/encodings.ts";
import type { ModularTask } from "../../tasks/modular.ts";
import type { ModelSettings } from "../../models/mod.ts";
import type { ObjectiveKind } from "../../objectives/objective.ts";
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

export function modularTask(modulus: number, encoding: EncodingName): ModularTask {
  const operation = "x+y";
  return { kind: "modular", operation, modulus, operands: 2, operandFraction: 1, encoding };
}

export interface RunOptions extends Partial<Omit<Trainer, "batches">> {
  readonly task: ModularTask;
  readonly model: ModelSettings;
  readonly objective: ObjectiveKind;
  readonly optimizer: OptimizerStructure;
  readonly batchRows?: number;
  readonly seed?: number;
}

/** A trainer on half of the table; it has to be disposed of. */
export async function makeTrainer(
  options: RunOptions,
  engine: Engine = onnxEngine,
  threads = 1,
): Promise<Trainer & AsyncDisposable> {
  const { task, model, objective, optimizer, batchRows, seed = 0, ...others } = options;
  const recipe = recipeOf(model, datasetShape(task), objective, optimizer);
  const table = buildDataset(task, {
    trainFraction: 0.5,
    rounding: "truncate",
    shuffle: "counter",
    seed: 0,
  });
  const train = await load(engine, buildTrainProgram(recipe), threads);
  const evaluate = await load(engine, buildEvaluationProgram(recipe), threads);
  return {
    manifest: describePrograms(recipe),
    train,
    evaluate,
    data: {
      tokens: { shape: [table.rows, table.positions], data: table.tokens },
      targets: { shape: [table.rows, table.answers], data: table.targets },
    },
    validation: table.validation,
    batches: { train: table.train, batchRows: batchRows ?? table.train.length, seed },
    learningRate: 0.01,
    hyperparameters: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 },
    schedule: { kind: "constant" },
    evaluation: { every: 10 },
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
