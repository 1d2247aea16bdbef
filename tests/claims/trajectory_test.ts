import assert from "node:assert/strict";
import { judgeClaim } from "../../claims/mod.ts";
import { trajectory } from "../../claims/trajectory.ts";
import type { ClaimSettings } from "../../schemas/claims.ts";
import type { Verdict } from "../../schemas/artifacts.ts";
import type { RunCurve } from "../../tables/curves.ts";

const claim: Extract<ClaimSettings, { kind: "trajectory" }> = {
  kind: "trajectory",
  name: "the same path",
  metrics: ["validationLoss"],
  steps: [10, 15],
  against: { origin: "published" },
  where: {},
  tolerance: 1.1,
};

/** A run that has these losses at steps 0, 10, 20 and so on. */
function run(origin: string, losses: readonly (number | null)[], seed = 0): RunCurve {
  const points = losses.map((validationLoss, index) => ({ step: 10 * index, validationLoss }));
  return { run: `${origin}-${seed}`, seed, axes: { origin }, budget: points.at(-1)!.step, points };
}

const published = run("published", [5, 4, 2]);
const judge = (...ours: RunCurve[]): Verdict => judgeClaim(claim, [...ours, published]);

Deno.test("holds where medians are within the tolerance, on the line between two evaluations", () => {
  const { verdict, expected, measured } = judge(run("ours", [9, 4.2, 2.2]));
  assert.equal(verdict, "holds");
  assert.equal(expected, "validation loss within a ratio of 1.1 of published at steps 10, 15");
  assert.equal(
    measured,
    "2 compared, the furthest apart: validation loss at step 15: 3.2 against 3, ratio 1.067; " +
      "validation loss at step 10: 4.2 against 4, ratio 1.05",
  );
  // the median of three seeds, one of which is far away
  const seeds = [run("ours", [9, 4, 2]), run("ours", [9, 4, 2], 1), run("ours", [9, 40, 20], 2)];
  assert.equal(judge(...seeds).verdict, "holds");
});

Deno.test("fails where one is too far, whichever is larger, and says which", () => {
  assert.match(
    judge(run("ours", [5, 4.5, 2])).measured,
    /^1 of 2 are further apart: validation loss at step 10: 4\.5 against 4, ratio 1\.125$/,
  );
  assert.equal(judge(run("ours", [5, 3.5, 2.5])).verdict, "fails");
  assert.equal(judge(run("ours", [5, -4, 2])).verdict, "fails"); // another sign is no ratio
});

Deno.test("is undecided where a step is not there, of ours or theirs", () => {
  const short = { ...run("ours", [5, 4]), budget: 100 };
  const { verdict, measured } = judge(short);
  assert.equal(verdict, "undecided");
  assert.match(measured, /no validation loss at step 15 of ours; a run stopped before its budget/);
  const far: ClaimSettings = { ...claim, steps: [30] };
  const longer = judgeClaim(far, [run("ours", [5, 4, 2, 1]), published]);
  assert.match(longer.measured, /no validation loss at step 30 of theirs/);
  assert.match(judgeClaim(claim, [published]).measured, /selects no other run/);
});

Deno.test("published numbers stand for runs, one list for each column", () => {
  const numbers: ClaimSettings = { ...claim, against: [[4, 3]] };
  const { verdict, expected } = judgeClaim(numbers, [run("ours", [9, 4.2, 2.2])]);
  assert.equal(verdict, "holds");
  assert.match(expected, /within a ratio of 1\.1 of the published numbers at steps 10, 15$/);
  const { measured } = judgeClaim(numbers, [run("ours", [9, 4.2, 1])]);
  assert.match(measured, /^1 of 2 are further apart: validation loss at step 15: 2\.6 against 3/);
});

Deno.test("as many numbers are needed as there are columns and steps", () => {
  const problems = (
    settings: Partial<typeof claim>,
  ) => [
    ...trajectory.check!({ ...claim, ...settings }, { runs: [], swept: new Map(), columns: null }),
  ];
  const table = problems({ against: [[1, 2, 3], [1, 2]] });
  assert.deepEqual(table.map(({ path, message }) => [path, message]), [
    [["against"], "has 2 lists for 1 metrics"],
    [["against", 0], "has 3 numbers for 2 steps"],
  ]);
});

Deno.test("where logs stand beside our runs, every claim is about ours unless it says an origin", () => {
  const reaches: ClaimSettings = {
    kind: "reaches",
    name: "low",
    metric: "validationLoss",
    threshold: 3,
    approach: "falling",
    where: {},
  };
  const curves = [run("ours", [5, 4, 4]), published];
  assert.equal(judgeClaim(reaches, curves).verdict, "fails");
  assert.equal(judgeClaim({ ...reaches, where: { origin: "published" } }, curves).verdict, "holds");
  assert.equal(judgeClaim(reaches, [published]).verdict, "holds"); // alone, it is about the logs
});
