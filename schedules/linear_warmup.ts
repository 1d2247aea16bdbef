/** Warm-up: the first steps are small, because the moments of the optimizer know little yet. */
import { z } from "zod";
import { defineSchedule } from "./schedule.ts";

/**
 * from + (1 - from) s / steps, then 1: openai/grok has from 0 (its first update has rate 0),
 * torch's LinearLR from 0.1.
 */
export const linearWarmup = defineSchedule({
  title: "linear warm-up",
  description: "grows linearly, then stays",
  fields: {
    steps: z.int().min(1).default(10).meta({ description: "steps until the full learning rate" }),
    from: z.number().min(0).max(1).default(0).meta({
      description: "fraction of the learning rate at the first step: 0 in openai/grok",
    }),
  },
  knots: ({ steps, from }) => [{ step: 0, factor: from }, { step: steps, factor: 1 }],
  samples: [
    { settings: { steps: 10, from: 0 }, factors: { 0: 0, 1: 0.1, 5: 0.5, 10: 1, 11: 1 } },
    { settings: { steps: 10, from: 0.1 }, factors: { 0: 0.1, 5: 0.55, 10: 1, 100: 1 } },
  ],
});
