/** How many directions of the weights the loss depends on, by a walk around a checkpoint. */
import { z } from "zod";
import { cos, log } from "../numerics/elementary.ts";
import { randomIndex, type RandomKey, randomKey, randomUniform } from "../random/counter.ts";
import { checkSet, defineMeasure, type Matrix, namesOf } from "./measure.ts";
import { slopesAlong, tensorsOf, vectorOf } from "./weight_vector.ts";

const fields = {
  set: z.string().default("train").meta({ description: "the rows whose loss it is" }),
  draws: z.int().min(1).default(500).meta({
    description: "steps of a walk, burnIn not among them",
  }),
  chains: z.int().min(1).default(2).meta({ description: "walks, each with noise of its own" }),
  burnIn: z.int().min(0).default(0).meta({ description: "first steps whose loss does not count" }),
  batch: z.int().min(1).default(512).meta({
    description: "rows of each step, drawn anew; all of the set where it has no more",
  }),
  stepSize: z.number().gt(0).default(3e-3).meta({ description: "ε" }),
  localization: z.number().min(0).default(5).meta({ description: "γ, the pull to where it began" }),
  beta: z.number().gt(0).default(2).meta({
    description: "nβ, the inverse temperature times the rows; n / ln n is the theory's, of n rows",
  }),
  seed: z.int().min(0).default(0).meta({ description: "of noise and rows" }),
};

/**
 * λ = nβ (mean loss of the walks - loss of the checkpoint), of walks by stochastic gradient Langevin
 * dynamics, w ← w - ε/2 (nβ ∇L(w) + γ (w - w₀)) + √ε N(0, 1). Half the number of weights where the
 * loss is a bowl along all of them, and less where it is flat. Each step costs a gradient and a
 * normal number for each weight: with the defaults a thousand gradients at each checkpoint.
 */
export const localLearningCoefficient = defineMeasure({
  title: "local learning coefficient",
  description: "how complex the function is that a checkpoint has found, by a walk around it",
  source: "Lau et al. 2023, arXiv:2308.12108; settings of devinterp's notebook on grokking",
  fields,
  check: ({ set }, run) => checkSet(set, run),
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: namesOf(run),
    differentiates: "loss",
  }),
  layers: () => [],
  async measure(settings, tensors, network) {
    const { draws, chains, burnIn, batch, stepSize, localization, beta, seed } = settings;
    const rows = network.rows(settings.set);
    const start = vectorOf(tensors);
    if (!start.every(Number.isFinite)) return [{ value: NaN }];
    const { loss: first } = await network.gradient(rows);
    let sum = 0;
    for (let chain = 0; chain < chains; chain++) {
      const weights = start.slice();
      for (let step = 0; step < burnIn + draws; step++) {
        const drawn = drawRows(rows, batch, randomKey(seed, "walk rows", chain, step));
        const { loss, slopes } = await network.gradient(drawn, tensorsOf(tensors, weights));
        if (step >= burnIn) sum += loss;
        const slope = slopesAlong(tensors, slopes);
        const key = randomKey(seed, "walk noise", chain, step);
        move(weights, slope, start, { stepSize, localization, beta }, key);
      }
    }
    return [{ value: beta * (sum / (chains * draws) - first) }];
  },
  samples: [
    // A loss that depends on nothing; and a single draw, which is where the walk begins.
    flat({ draws: 20, chains: 2 }, 3),
    flat({ draws: 1, chains: 3 }, 0.5),
  ],
});

function flat(changed: { draws: number; chains: number }, loss: number) {
  const matrix: Matrix = { shape: [2], data: [1, -1] };
  return {
    settings: {
      set: "train",
      burnIn: 0,
      batch: 4,
      stepSize: 0.01,
      localization: 1,
      beta: 2,
      seed: 0,
      ...changed,
    },
    tensors: { w: matrix },
    sets: { train: Int32Array.of(0, 1, 2) },
    network: {
      gradient: () =>
        Promise.resolve({ loss, slopes: new Map([["w", { shape: [2], data: [0, 0] }]]) }),
    },
    measured: [{ value: 0 }],
  };
}

function drawRows(rows: Int32Array, batch: number, key: RandomKey): Int32Array {
  if (batch >= rows.length) return rows;
  return Int32Array.from({ length: batch }, (_, at) => rows[randomIndex(key, at, rows.length)]!);
}

/** One step, in place; two normal numbers of each pair of uniform ones (Box and Muller, 1958). */
function move(
  weights: Float64Array,
  slope: Float64Array,
  start: Float64Array,
  { stepSize, localization, beta }: { stepSize: number; localization: number; beta: number },
  key: RandomKey,
): void {
  const scale = Math.sqrt(stepSize);
  let other = 0;
  for (let at = 0; at < weights.length; at++) {
    let noise = other;
    if (at % 2 === 0) {
      const radius = Math.sqrt(-2 * log(1 - randomUniform(key, at)));
      const turn = randomUniform(key, at + 1);
      const cosine = cos(2 * Math.PI * turn);
      noise = radius * cosine;
      other = radius * Math.sqrt(1 - cosine * cosine) * (turn < 0.5 ? 1 : -1);
    }
    const pull = beta * slope[at]! + localization * (weights[at]! - start[at]!);
    weights[at]! += scale * noise - stepSize / 2 * pull;
  }
}
