/** Every run reaches a goal, or none does. */
import { stoppedEarly } from "../measures/threshold.ts";
import { writeCount, writeSteps } from "../measures/wording.ts";
import type { RunCurve } from "../tables/curves.ts";
import { defineClaim, type Finding } from "./claim.ts";
import { checkGoal, describeStopped, type Goal, goalFields, stepsTo, writeGoal } from "./goal.ts";

export const never = defineClaim({
  title: "never",
  description: "no selected run reaches the threshold",
  fields: goalFields,
  columns: ["metric"],
  check: checkGoal,
  expected: (goal) => `no run reaches ${writeGoal(goal)}`,
  measured: (goal, curves) => countReaching(goal, curves, "never"),
});

export const reaches = defineClaim({
  title: "reaches",
  description: "every selected run reaches the threshold",
  fields: goalFields,
  columns: ["metric"],
  check: checkGoal,
  expected: (goal) => `every run reaches ${writeGoal(goal)}`,
  measured: (goal, curves) => countReaching(goal, curves, "reaches"),
});

/** One contrary run decides; a run that stopped early does not. */
function countReaching(
  goal: Goal,
  curves: readonly RunCurve[],
  claimed: "never" | "reaches",
): Finding {
  const steps = stepsTo(goal, curves);
  const reached = steps.filter((value) => value !== null).length;
  const never =
    curves.filter((curve, index) => steps[index] === null && !stoppedEarly(curve)).length;
  const measured = `${reached} of ${writeCount(curves.length, "run")} reached it ` +
    `(${steps.map(writeSteps).join(", ")})`;
  const [against, inFavour] = claimed === "never" ? [reached, never] : [never, reached];
  if (against > 0) return ["fails", measured];
  if (inFavour === curves.length) return ["holds", measured];
  return ["undecided", `${measured}; ${describeStopped(goal, curves)}`];
}
