/** Warm-up, then half a cosine down to a floor: anneal_lr of openai/grok. */
import { z } from "zod";
import { cos } from "../numerics/elementary.ts";
import { defineSchedule } from "./schedule.ts";

/** Straight pieces of a long cosine, which are off by less than 0.00001 of the learning rate. */
const PIECES = 256;

/**
 * From `from` to 1 in `warmupSteps`, then to + (1 - to) (1 + cos(pi s / steps)) / 2, then `to`;
 * openai/grok has a tenth as its floor.
 */
export const cosineAnneal = defineSchedule({
  title: "cosine anneal",
  description: "grows linearly, then falls along half a cosine, then stays",
  fields: {
    warmupSteps: z.int().min(0).default(10).meta({
      description: "steps until the full learning rate; 0 for none",
    }),
    from: z.number().min(0).max(1).default(0).meta({
      description: "fraction of the learning rate at the first step of the warm-up",
    }),
    steps: z.int().min(1).default(100_000).meta({
      description: "steps after the warm-up in which the rate falls",
    }),
    to: z.number().min(0).max(1).default(0.1).meta({
      description: "fraction of the learning rate that is left: 0.1 in openai/grok",
    }),
  },
  knots: ({ warmupSteps, from, steps, to }) => {
    const pieces = Math.min(steps, PIECES);
    const fall = Array.from({ length: pieces + 1 }, (_, piece) => {
      const step = Math.round(steps * piece / pieces);
      const factor = to + (1 - to) * (1 + cos(Math.PI * step / steps)) / 2;
      return { step: warmupSteps + step, factor };
    });
    return warmupSteps === 0 ? fall : [{ step: 0, factor: from }, ...fall];
  },
  samples: [
    {
      settings: { warmupSteps: 10, from: 0, steps: 100, to: 0.1 },
      factors: { 0: 0, 5: 0.5, 10: 1, 35: 0.1 + 0.9 * (1 + Math.SQRT1_2) / 2, 60: 0.55, 999: 0.1 },
    },
    {
      settings: { warmupSteps: 0, from: 0.5, steps: 4, to: 0 },
      factors: { 0: 1, 2: 0.5, 4: 0, 5: 0 },
    },
  ],
});
