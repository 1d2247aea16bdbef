/** How far the loss can rise near a checkpoint (Keskar et al. 2016). */
import { inverse, Matrix as Dense } from "ml-matrix";
import { z } from "zod";
import { maximumInBox } from "../numerics/box_maximum.ts";
import { randomKey, randomPermutation, randomUniform } from "../random/counter.ts";
import { checkSet, defineMeasure, type Matrix, namesOf } from "./measure.ts";
import { slopesAlong, tensorsOf, vectorOf } from "./weight_vector.ts";

const fields = {
  set: z.string().default("train").meta({ description: "the rows whose loss it is" }),
  rows: z.int().min(1).optional().meta({
    description: "at most so many of them, drawn by the seed; all if left out",
  }),
  directions: z.int().min(1).default(10).meta({
    description: "random directions in the space of weights, along which one may move",
  }),
  epsilon: z.number().gt(0).default(1e-3).meta({
    description: "the size of the box: |z_i| <= epsilon (|(A⁺w)_i| + 1)",
  }),
  iterations: z.int().min(1).default(10).meta({ description: "steps of the ascent" }),
  seed: z.int().min(0).default(0).meta({ description: "of the directions, and where to begin" }),
};

/**
 * 100 (max f(w + A z) - f(w)) / (1 + f(w)) of the mean loss f over |z_i| <= ε(|(A⁺w)_i| + 1), where
 * the rows of A⁺ are random directions of length 1 and A is its pseudo-inverse. Each checkpoint
 * has the same directions, and the ascent begins at the same place in the inner half of the box.
 */
export const sharpness = defineMeasure({
  title: "sharpness",
  description: "how far the loss can rise in a small box around the weights, in percent",
  source:
    "Keskar et al. 2016, arXiv:1609.04836, section 2.2.2; Power et al. 2022, arXiv:2201.02177",
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
    const { epsilon, iterations, seed } = settings;
    const rows = chosenRows(network.rows(settings.set), settings.rows, seed);
    const weights = vectorOf(tensors);
    if (!weights.every(Number.isFinite)) return [{ value: NaN }];
    const directions = drawDirections(settings.directions, weights.length, seed);
    // A = A⁺ᵀ (A⁺ A⁺ᵀ)⁻¹, so that A z = A⁺ᵀ c with c = (A⁺ A⁺ᵀ)⁻¹ z.
    const gram = inverse(
      new Dense(directions.map((left) => directions.map((right) => dot(left, right)))),
    ).to2DArray().map((row) => Float64Array.from(row));
    const lossAt = async (z: Float64Array) => {
      const moved = weights.slice();
      for (const [index, direction] of directions.entries()) {
        const c = dot(gram[index]!, z);
        for (let at = 0; at < moved.length; at++) moved[at]! += c * direction[at]!;
      }
      const { loss, slopes } = await network.gradient(rows, tensorsOf(tensors, moved));
      const slope = slopesAlong(tensors, slopes);
      const along = Float64Array.from(directions, (direction) => dot(direction, slope));
      return { value: loss, gradient: Float64Array.from(gram, (row) => dot(row, along)) };
    };
    const bounds = Float64Array.from(
      directions,
      (direction) => epsilon * (Math.abs(dot(direction, weights)) + 1),
    );
    const startKey = randomKey(seed, "sharpness start");
    const start = bounds.map((bound, index) => bound * (randomUniform(startKey, index) - 0.5));
    const { value: before } = await lossAt(new Float64Array(directions.length));
    const { value: most } = await maximumInBox(lossAt, bounds, start, iterations);
    return [{ value: 100 * (Math.max(most, before) - before) / (1 + before) }];
  },
  samples: [
    // One weight of 1 may move by ¼ either way: ½ w² rises by (5/4)²/2 - ½, and 2 - w from 1 by ¼.
    bowl(1, ({ data: [w] }) => ({ loss: w! ** 2 / 2, slope: [w!] }), 18.75),
    bowl(1, ({ data: [w] }) => ({ loss: 2 - w!, slope: [-1] }), 12.5),
    bowl(1, () => ({ loss: 3, slope: [0] }), 0),
  ],
});

/** A network with a single weight. */
function bowl(
  weight: number,
  lossOf: (weights: Matrix) => { loss: number; slope: number[] },
  value: number,
) {
  const shape = [1];
  return {
    settings: {
      set: "train",
      rows: undefined,
      directions: 1,
      epsilon: 1 / 8,
      iterations: 10,
      seed: 0,
    },
    tensors: { w: { shape, data: [weight] } },
    sets: { train: Int32Array.of(0) },
    network: {
      gradient: (_: Int32Array, weights?: ReadonlyMap<string, Matrix>) => {
        const { loss, slope } = lossOf(weights!.get("w")!);
        return Promise.resolve({ loss, slopes: new Map([["w", { shape, data: slope }]]) });
      },
    },
    measured: [{ value }],
  };
}

/** All rows, or so many of them, drawn by the seed. */
export function chosenRows(rows: Int32Array, most: number | undefined, seed: number): Int32Array {
  if (most === undefined || most >= rows.length) return rows;
  const order = randomPermutation(randomKey(seed, "measured rows"), rows.length);
  return order.subarray(0, most).map((at) => rows[at]!);
}

/** Uniform in [-1, 1], and then of length 1; no more of them than there are weights. */
function drawDirections(count: number, length: number, seed: number): Float32Array[] {
  return Array.from({ length: Math.min(count, length) }, (_, index) => {
    const key = randomKey(seed, "sharpness direction", index);
    const drawn = Float32Array.from({ length }, (_, at) => 2 * randomUniform(key, at) - 1);
    const size = Math.sqrt(dot(drawn, drawn));
    return drawn.map((value) => value / size);
  });
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += x[index]! * y[index]!;
  return sum;
}
