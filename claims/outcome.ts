/** What became of the runs: they learned nothing, memorised, grokked, or generalised at once. */
import { z } from "zod";
import { outcomeNames, outcomeTitles } from "../measures/outcome.ts";
import { writeCount } from "../measures/wording.ts";
import { defineClaim } from "./claim.ts";
import { listRuns } from "./goal.ts";

export const outcome = defineClaim({
  title: "outcome",
  description: "runs learn nothing, memorise, grok, or generalise at once",
  fields: {
    is: z.union([z.enum(outcomeNames), z.array(z.enum(outcomeNames)).min(1)], {
      error: `must be one of ${outcomeNames.join(", ")}, or a list of some of them`,
    }).meta({
      description: "the outcome, or a list of those that are as good; the experiment's outcomes " +
        "say what makes each",
    }),
    share: z.number().gt(0).max(1).default(1).meta({
      description: "the least fraction of the selected runs with this outcome; all if left out",
    }),
  },
  columns: [],
  expected: ({ is, share }) => {
    const names = [is].flat().map((name) => outcomeTitles[name]).join(" or ");
    return `${share === 1 ? "every run" : `at least ${share} of the runs`}: ${names}`;
  },
  measured({ is, share }, curves) {
    const claimed = new Set([is].flat());
    const known = curves.map(({ outcome = null }) => outcome);
    const right = known.filter((name) => name !== null && claimed.has(name)).length;
    const unknown = known.filter((name) => name === null).length;
    const list = listRuns(
      curves,
      known.map((name) => name === null ? "not known" : outcomeTitles[name]),
    );
    const measured = `${right} of ${writeCount(curves.length, "run")} (${list})`;
    const needed = share * curves.length - 1e-9; // 0.9 of 10 runs are 9
    if (right >= needed) return ["holds", measured];
    return [right + unknown >= needed ? "undecided" : "fails", measured];
  },
});
