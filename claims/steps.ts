/** A goal is reached after about as many steps as a source says. */
import { z } from "zod";
import { divergence } from "../measures/divergence.ts";
import { spreadOf } from "../measures/statistics.ts";
import { spreadOfSteps } from "../measures/threshold.ts";
import { writeNumber, writeSteps } from "../measures/wording.ts";
import { defineClaim } from "./claim.ts";
import { checkGoal, describeStopped, goalFields, listRuns, stepsTo, writeGoal } from "./goal.ts";

export const steps = defineClaim({
  title: "steps",
  description: "reached after about as many steps",
  fields: {
    ...goalFields,
    published: z.array(z.number().gt(0)).min(1).meta({ description: "published numbers of steps" }),
    factor: z.number().gt(1).default(1.4).meta({
      description: "how far the two medians may be apart, as a ratio above 1",
    }),
  },
  columns: ["metric"],
  check: checkGoal,
  needs: ({ published, factor }) => ({
    path: ["published"],
    steps: spreadOf(published).median / factor,
  }),
  expected({ published, factor, ...goal }) {
    const { median } = spreadOf(published);
    return `median steps until ${writeGoal(goal)} between ${writeNumber(median / factor)} and ` +
      `${writeNumber(median * factor)} (published ${writeSteps(median)}, factor ${factor})`;
  },
  measured({ factor, ...claim }, curves) {
    const stopped = describeStopped(claim, curves);
    if (stopped !== null) return ["undecided", stopped];
    const published = spreadOf(claim.published).median;
    const steps = stepsTo(claim, curves);
    const { median } = spreadOfSteps(steps);
    const middle = median === null ? "never" : `${writeSteps(median)} steps`;
    const measured = `median ${middle} (${listRuns(curves, steps.map(writeSteps))}); ` +
      `published ${writeSteps(published)}`;
    if (median === null) {
      const healthy = curves.filter(({ points }) => divergence(points) === null);
      if (healthy.length === 0) return ["fails", measured];
      const budget = Math.min(...healthy.map((curve) => curve.budget));
      return budget >= published * factor
        ? ["fails", `${measured}; budget ${writeNumber(budget)} steps`]
        : ["undecided", `${measured}; the budget of ${writeNumber(budget)} steps is too small`];
    }
    const ratio = median / published;
    const holds = ratio <= factor && ratio >= 1 / factor;
    return [holds ? "holds" : "fails", `${measured}; ratio ${writeNumber(ratio, 2)}`];
  },
  compared({ published, ...goal }, curves) {
    const isOpen = curves.length === 0 || describeStopped(goal, curves) !== null;
    return {
      metric: goal.metric,
      threshold: goal.threshold,
      published: spreadOf(published).median,
      ours: isOpen ? null : spreadOfSteps(stepsTo(goal, curves)).median ?? "never",
    };
  },
});
