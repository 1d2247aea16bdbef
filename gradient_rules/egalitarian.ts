/** Gradients of equal speed along all their directions (Pasand and Dohmatob, arXiv:2510.04930). */
import { z } from "zod";
import {
  converging,
  growing,
  isMatrix,
  orthogonalize,
  plainPolarFactor,
  toRows,
} from "../optimizers/orthogonal.ts";
import { defineGradientRule, withoutSlots } from "./gradient_rule.ts";

/** Iterations that take singular values between 0.5 and 1.21 to 1. */
const LAST = 4;
/** Only keeps a gradient of zeros from being divided by zero. */
const EPSILON = 1e-30;

/** G <- (G G^T)^(-1/2) G = U V^T of G = U S V^T, for each matrix; vectors stay as they are. */
export const egalitarian = defineGradientRule({
  title: "egalitarian gradient",
  description: "makes all singular values of the gradient of each matrix 1",
  source: "Pasand and Dohmatob 2025, arXiv:2510.04930",
  fields: {
    iterations: z.int().min(1).max(30).default(8).meta({
      description: "iterations that make small singular values 3.4 times as large each, before " +
        "four more take them to 1: 8 reach those of 0.00003 of the gradient's norm; what is " +
        "smaller, such as rounding errors, grows less",
    }),
  },
  structure: ["iterations"],
  build: ({ iterations }) => ({
    slots: () => [],
    update: (weights) =>
      withoutSlots(weights.map(({ parameter, gradient }) => {
        if (!isMatrix(parameter)) return gradient;
        const steps = [...Array(iterations).fill(growing), ...Array(LAST).fill(converging)];
        return orthogonalize(gradient, steps, EPSILON);
      })),
  }),
  plain: () => (weights) =>
    weights.map((weight) => {
      const { gradient, shape } = weight;
      if (!isMatrix(weight)) return gradient;
      return Float64Array.from(plainPolarFactor(toRows(gradient, shape.at(-1)!)).flat());
    }),
  samples: [{ iterations: 8 }],
});
