/** One column reaches the threshold much later than another: the delay that is grokking. */
import { z } from "zod";
import { spreadOf } from "../measures/statistics.ts";
import { writeNumber, writeSteps, writeWords } from "../measures/wording.ts";
import { defineClaim } from "./claim.ts";
import {
  checkGoal,
  describeStopped,
  listRuns,
  metric,
  stepsTo,
  thresholdFields,
  writeGoal,
} from "./goal.ts";

export const delay = defineClaim({
  title: "delay",
  description: "one column reaches the threshold much later than another",
  fields: {
    early: metric.default("trainAccuracy"),
    late: metric.default("validationAccuracy"),
    ...thresholdFields,
    factor: z.number().gt(1).default(5).meta({
      description: "least median ratio of the steps, above 1",
    }),
  },
  columns: ["early", "late"],
  check: ({ late, ...claim }) => checkGoal({ ...claim, metric: late }),
  needs: ({ factor }) => ({ path: ["factor"], steps: factor }), // times the first step
  expected: ({ early, late, factor, ...threshold }) =>
    `${writeGoal({ ...threshold, metric: late })} takes at least ${factor} times the steps of ` +
    `${writeWords(early)}, in the median`,
  measured({ factor, ...claim }, curves) {
    const [early, late] = [
      { ...claim, metric: claim.early },
      { ...claim, metric: claim.late },
    ];
    const stopped = describeStopped(early, curves) ?? describeStopped(late, curves);
    if (stopped !== null) return ["undecided", stopped];
    const [first, second] = [stepsTo(early, curves), stepsTo(late, curves)];
    const pairs = listRuns(
      curves,
      first.map((value, index) => `${writeSteps(second[index]!)} / ${writeSteps(value)}`),
    );
    if (first.includes(null)) {
      return ["undecided", `${writeWords(claim.early)} was not always reached: ${pairs}`];
    }
    const ratios = second.map((value, index) =>
      (value ?? Infinity) / Math.max(first[index] ?? 0, 1)
    );
    const { median } = spreadOf(ratios);
    if (!Number.isFinite(median)) {
      return ["undecided", `the median run never reaches ${writeWords(claim.late)}: ${pairs}`];
    }
    const verdict = median >= factor ? "holds" : "fails";
    return [verdict, `median ratio ${writeNumber(median, 1)} (${pairs})`];
  },
});
