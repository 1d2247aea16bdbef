/** Weights of a unit whose norm is limited: Clip-to-Grok (NiftyliuS/cliptogrok on GitHub, 2026). */
import { z } from "zod";
import type { ParameterGroup } from "../graph/parameter.ts";
import { defineWeightRule, withoutSlots } from "./weight_rule.ts";

/**
 * Which axis runs along a row: that of a token's vector in a table, and of all that a unit is fed
 * by in a matrix [inputs, units], which PyTorch stores as [units, inputs]. Gains and biases are one
 * row each, as in the authors' code, so that clipping them bounds what a normalised layer can say.
 */
function rowAxis(group: ParameterGroup | string, rank: number): number {
  return group === "embedding" || rank === 1 ? rank - 1 : rank - 2;
}

/** w <- w / max(1, |row| / norm) for each row of each matrix, and each vector as a whole. */
export const rowClipping = defineWeightRule({
  title: "row clipping",
  description: "scales the weights of a unit down where their norm is too large",
  source: "NiftyliuS/cliptogrok",
  fields: {
    norm: z.number().gt(0).default(2).meta({
      description: "largest norm of all that feeds one unit, of one token's vector, or of all " +
        "gains or biases of a layer; 1.5 to 2 for arithmetic modulo 97 and 1 for permutations in " +
        "Clip-to-Grok, which clips the decoder, as groups: [hidden, norm, bias] does",
    }),
  },
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights, { hyperparameters: { norm } }) =>
      withoutSlots(weights.map(({ parameter: { group }, value }) => {
        const norms = value.square().sum([rowAxis(group, value.rank)], true).sqrt();
        return value.div(norms.div(norm).sub(1).relu().add(1));
      })),
  }),
  plain: ({ norm }) => (weights) =>
    weights.map(({ value, shape, group }) => {
      const axis = rowAxis(group, shape.length);
      const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const length = shape[axis]!;
      const rowOf = (at: number) => Math.floor(at / (inner * length)) * inner + at % inner;
      const squares = new Map<number, number>();
      value.forEach((each, at) =>
        squares.set(rowOf(at), (squares.get(rowOf(at)) ?? 0) + each ** 2)
      );
      return value.map((each, at) =>
        each * Math.min(1, norm / Math.max(norm, Math.sqrt(squares.get(rowOf(at))!)))
      );
    }),
  samples: [{ norm: 1.5 }],
});
