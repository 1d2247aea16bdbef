/** The size of each weight tensor, as the logs of openai/grok and of PKU have it. */
import { z } from "zod";
import { selectNames } from "../schemas/name_patterns.ts";
import { checkNames, defineMeasure, namesOf } from "./measure.ts";

const fields = {
  parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
    description: "names of parameters, * for any letters; all if left out",
  }),
  norm: z.enum(["rms", "l2"]).default("rms").meta({
    description: "rms: ||W|| / √n, of n weights, which does not grow with a tensor; l2: ||W||",
  }),
};

/** ||W||_2 of each tensor, or its root mean square ||W||_2 / √n, `paramnorm_*` of the published logs. */
export const parameterNorms = defineMeasure({
  title: "parameter norms",
  description: "root mean square, or length, of each weight tensor",
  fields,
  check: ({ parameters }, run) => checkNames(parameters, namesOf(run), "parameter"),
  needs: ({ parameters }, run) => ({
    observations: [],
    set: "train",
    parameters: selectNames(namesOf(run), parameters),
  }),
  layers: ({ parameters }, run) => selectNames(namesOf(run), parameters),
  measure: ({ norm }, tensors) =>
    [...tensors].map(([layer, { data }]) => {
      const length = lengthOf(data);
      return { layer, value: norm === "l2" ? length : length / Math.sqrt(data.length) };
    }),
  samples: [{
    settings: { parameters: ["*"], norm: "rms" },
    tensors: {
      ones: { shape: [2, 3], data: [1, 1, 1, 1, 1, 1] },
      signs: { shape: [2], data: [-3, 3] },
      pair: { shape: [2], data: [3, 4] },
    },
    measured: [
      { layer: "ones", value: 1 },
      { layer: "signs", value: 3 },
      { layer: "pair", value: Math.sqrt(12.5) },
    ],
  }, {
    settings: { parameters: ["*"], norm: "l2" },
    tensors: { pair: { shape: [2], data: [3, 4] } },
    measured: [{ layer: "pair", value: 5 }],
  }],
});

function lengthOf(data: ArrayLike<number> & Iterable<number>): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}
