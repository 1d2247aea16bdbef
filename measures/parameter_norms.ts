/** The size of each weight tensor, as the logs of openai/grok and of PKU have it. */
import { z } from "zod";
import { selectNames } from "../schemas/name_patterns.ts";
import { defineMeasure } from "./measure.ts";

const fields = {
  parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
    description: "names of parameters, * for any letters; all if left out",
  }),
};

/** The root mean square of each tensor: ||W||_2 / sqrt(n), `paramnorm_*` of the published logs. */
export const parameterNorms = defineMeasure({
  title: "parameter norms",
  description: "root mean square of each weight tensor",
  fields,
  *check({ parameters }, run) {
    const names = run.parameters.map(({ name }) => name);
    for (const [index, pattern] of parameters.entries()) {
      if (selectNames(names, [pattern]).length > 0) continue;
      yield {
        fields: [`parameters.${index}`],
        message: `no parameter is called "${pattern}"; they are ${names.join(", ")}`,
      };
    }
  },
  needs: ({ parameters }, run) => ({
    observations: [],
    set: "train",
    parameters: selectNames(run.parameters.map(({ name }) => name), parameters),
  }),
  layers: ({ parameters }, run) => selectNames(run.parameters.map(({ name }) => name), parameters),
  measure: (_, tensors) =>
    [...tensors].map(([layer, { data }]) => ({ layer, value: rootMeanSquare(data) })),
  samples: [{
    settings: { parameters: ["*"] },
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
  }],
});

function rootMeanSquare(data: ArrayLike<number> & Iterable<number>): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum / data.length);
}
