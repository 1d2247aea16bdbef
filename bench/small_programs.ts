/** What a step of a small program costs besides its arithmetic. */
import type { Values } from "../engines/engine.ts";
import { classesOf, tokensOf } from "../models/samples.ts";
import { splitOptimizer } from "../optimizers/mod.ts";
import { type Trainer, trainSegment } from "../training/loop.ts";
import { names } from "../training/manifest.ts";
import {
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
} from "../training/programs.ts";
import { initialState } from "../training/state.ts";
import { trainingFeeds } from "./feeds.ts";
import { callOf, loadOn, nativeEngine } from "./local_engines.ts";
import { makeNetwork, type Network, squares } from "./networks.ts";
import { median, ratio, takeTurns, type Turn } from "./turns.ts";

const adamw = { kind: "adamw", learningRate: 0.01, weightDecay: 1 } as const;
const tokens = { input: tokensOf(2, 173), output: classesOf(173) }; // of PKU at modulus 31
/** A turn is a part of a run, some hundredths of a second at least: after a rest the first calls are slower. */
const small: readonly Network[] = [
  makeNetwork({
    name: "squares, p 11, width 16",
    ...squares(11, 16),
    optimizer: adamw,
    steps: 5000,
  }),
  makeNetwork({
    name: "squares, p 31, width 64",
    ...squares(31, 64),
    optimizer: adamw,
    steps: 1000,
  }),
  makeNetwork({
    name: "MLP, p 31, width 64",
    model: { kind: "mlp", hiddenWidths: [64, 64] },
    data: tokens,
    optimizer: adamw,
    batch: 336,
    rows: 672,
    steps: 500,
  }),
  makeNetwork({
    name: "transformer, p 31, width 64",
    model: {
      kind: "transformer",
      layers: 1,
      width: 64,
      heads: 4,
      feedForwardWidth: 128,
      readout: "mean",
    },
    data: tokens,
    optimizer: adamw,
    batch: 336,
    rows: 672,
    steps: 500,
  }),
];

/**
 * A line for each small program: a step in the loop that trains a run (training/loop.ts, calls of up
 * to 200 steps, no evaluations), one of as many in a single call of the compiled program, with one
 * thread, and how much of the former is not in the latter: batches, feeds, states and losses handed
 * in and out, progress.
 */
export async function timeSmallPrograms(rounds: number): Promise<string[][]> {
  const lines = [[
    "small program",
    "µs a step, run",
    "µs a step, one call",
    "outside arithmetic",
    "bound",
  ]];
  for (const network of small) {
    const feeds = trainingFeeds(network);
    const program = await loadOn(nativeEngine, buildTrainProgram(network.recipe), 1);
    const trainer = await makeTrainer(network, feeds);
    const times = await takeTurns(
      { run: runOf(network, trainer), call: callOf(program, feeds, network.steps) },
      rounds,
    );
    await program.close();
    await trainer.train.close();
    await trainer.evaluate.close();
    const microseconds = (values: readonly number[]) => (1000 * median(values)).toFixed(1);
    const outside = 1 - 1 / ratio(times.run, times.call);
    lines.push([
      network.name,
      microseconds(times.run),
      microseconds(times.call),
      `${(100 * outside).toFixed(0)} %`,
      "20 %",
    ]);
  }
  return lines;
}

function runOf({ recipe, steps }: Network, trainer: Trainer): Turn {
  const start = initialState(describePrograms(recipe), 0);
  const watcher = { signal: new AbortController().signal, progress: () => {} };
  return async () => {
    const began = performance.now();
    await trainSegment(trainer, start, { to: steps, last: false }, watcher, false);
    return (performance.now() - began) / steps;
  };
}

async function makeTrainer(network: Network, feeds: Values): Promise<Trainer> {
  const { recipe, settings, rows, batch, steps } = network;
  const train = Int32Array.from({ length: rows }, (_, row) => row);
  const stored = (name: string) => feeds[name] as Trainer["data"]["inputs"];
  return {
    manifest: describePrograms(recipe),
    train: await loadOn(nativeEngine, buildTrainProgram(recipe), 1),
    evaluate: await loadOn(nativeEngine, buildEvaluationProgram(recipe), 1),
    data: {
      inputs: stored(names.inputs),
      targets: stored(names.targets),
      sets: { train, validation: new Int32Array() },
    },
    batches: { train, batchRows: batch, seed: 0 },
    ...splitOptimizer(settings.optimizer),
    schedule: [{ step: 0, factor: 1 }],
    evaluation: { every: 2 * steps },
    batchAverages: null,
    stopWhen: null,
  };
}
