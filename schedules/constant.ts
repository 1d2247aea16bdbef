/** The schedule of most papers: none. */
import { defineSchedule } from "./schedule.ts";

export const constant = defineSchedule({
  title: "constant",
  description: "the same learning rate at every step",
  fields: {},
  knots: () => [{ step: 0, factor: 1 }],
  samples: [{ settings: {}, factors: { 0: 1, 1: 1, 1000: 1 } }],
});
