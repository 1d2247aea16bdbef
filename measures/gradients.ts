/** The gradient of the loss at a checkpoint: how long it is, and whether it only scales the weights. */
import { z } from "zod";
import { selectNames } from "../schemas/name_patterns.ts";
import { checkNames, checkSet, defineMeasure, type Matrix, namesOf } from "./measure.ts";

const ALL = ["total", "scaling"] as const;

/**
 * Of the mean loss over a set, without dropout and decay: the length ||g|| of each tensor's part of
 * the gradient and, as `total`, of all of it; `scaling` is the cosine of the angle between -g and the
 * weights, all tensors as one vector: 1 where a step does nothing but make all weights longer, which
 * is naive loss minimisation (Prieto et al.), and not a number without a gradient.
 */
export const gradients = defineMeasure({
  title: "gradients",
  description:
    "length of the loss's gradient, of each tensor and in total, and its angle to the weights",
  source: "Prieto et al. 2025, arXiv:2501.04697",
  fields: {
    set: z.string().default("train").meta({ description: "the rows it is measured on" }),
    parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
      description:
        "names of parameters with a number of their own, * for any letters; all if left out",
    }),
  },
  *check({ set, parameters }, run) {
    yield* checkSet(set, run);
    yield* checkNames(parameters, namesOf(run), "parameter");
  },
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: namesOf(run),
    differentiates: "loss",
  }),
  layers: ({ parameters }, run) => [...selectNames(namesOf(run), parameters), ...ALL],
  async measure({ set, parameters }, tensors, network) {
    const { slopes } = await network.gradient(network.rows(set));
    const names = [...tensors.keys()];
    const sums = (product: (gradient: Matrix, weights: Matrix) => number) =>
      names.reduce((sum, name) => sum + product(slopes.get(name)!, tensors.get(name)!), 0);
    const total = Math.sqrt(sums((gradient) => dot(gradient, gradient)));
    const length = Math.sqrt(sums((_, weights) => dot(weights, weights)));
    return [
      ...selectNames(names, parameters).map((layer) => {
        const gradient = slopes.get(layer)!;
        return { layer, value: Math.sqrt(dot(gradient, gradient)) };
      }),
      { layer: "total", value: total },
      { layer: "scaling", value: -sums(dot) / (total * length) },
    ];
  },
  samples: [{
    // Half the squared length of the weights, and a third of them is left out of the columns.
    settings: { set: "train", parameters: ["a*"] },
    tensors: { a: { shape: [2], data: [3, 4] }, b: { shape: [1], data: [12] } },
    sets: { train: Int32Array.of(0) },
    network: { gradient: () => gradientOf({ a: [3, 4], b: [12] }) },
    measured: [
      { layer: "a", value: 5 },
      { layer: "total", value: 13 },
      { layer: "scaling", value: -1 }, // a step makes them shorter
    ],
  }, {
    settings: { set: "train", parameters: ["*"] },
    tensors: { a: { shape: [2], data: [1, 0] } },
    sets: { train: Int32Array.of(0) },
    network: { gradient: () => gradientOf({ a: [-0.5, Math.sqrt(3) / 2] }) },
    measured: [
      { layer: "a", value: 1 },
      { layer: "total", value: 1 },
      { layer: "scaling", value: 0.5 },
    ],
  }],
});

function dot({ data: left }: Matrix, { data: right }: Matrix): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

function gradientOf(slopes: Readonly<Record<string, number[]>>) {
  const matrices = Object.entries(slopes)
    .map(([name, data]) => [name, { shape: [data.length], data }] as const);
  return Promise.resolve({ loss: 0, slopes: new Map(matrices) });
}
