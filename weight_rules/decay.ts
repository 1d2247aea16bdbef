/** Decay beside the optimizer's own: towards zero or the initial weights, and by groups. */
import { z } from "zod";
import { defineWeightRule } from "./weight_rule.ts";

/**
 * w <- w + lr rate (target - w before the step), which is decoupled decay (Loshchilov and Hutter,
 * arXiv:1711.05101) towards zero, or towards the initial weights (`to_init` of openai/grok).
 */
export const decay = defineWeightRule({
  title: "decay",
  description: "weights move towards zero, or towards their initial values",
  source: "Loshchilov and Hutter 2017, arXiv:1711.05101; openai/grok",
  fields: {
    towards: z.enum(["zero", "initial"]).default("zero").meta({
      description: "where weights decay to: zero, or the values that training began with",
    }),
    rate: z.number().min(0).default(1).meta({
      description: "share of the way that is gone at each step, times learningRate; besides the " +
        "optimizer's own weightDecay, for which use 0",
    }),
  },
  structure: ["towards"],
  build: ({ towards }) => ({
    slots: ({ shape }) =>
      towards === "initial" ? [{ name: "initial", shape, start: "parameter" }] : [],
    update: (weights, { learningRate, hyperparameters: { rate } }) => {
      const share = learningRate.mul(rate);
      return weights.map(({ value, previous, slots }) => {
        const way = slots.initial ? slots.initial.sub(previous) : previous.neg();
        return { value: value.add(way.mul(share)), slots };
      });
    },
  }),
  plain: ({ towards, rate }) => (weights, step, memories) =>
    weights.map(({ value, previous }, which) => {
      const initial = memories[which]!.initial ??= Float64Array.from(previous);
      const target = towards === "initial" ? initial : initial.map(() => 0);
      return value.map((each, at) => each + step.rate * rate * (target[at]! - previous[at]!));
    }),
  samples: [{ towards: "zero", rate: 0.5 }, { towards: "initial", rate: 0.5 }],
});
