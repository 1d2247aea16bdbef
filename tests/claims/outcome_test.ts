/** Claims about what became of runs, and about two numbers of them. */
import assert from "node:assert/strict";
import { judgeClaim } from "../../claims/mod.ts";
import { defaultOutcome, outcomeOf } from "../../measures/outcome.ts";
import { ClaimSettings } from "../../schemas/claims.ts";
import { syntheticSweep } from "../figures/fixture/runs.ts";
import { refuse, sample } from "../schemas/samples.ts";

const curves = syntheticSweep([0.2, 0.4, 0.6, 0.8], 2)
  .map((curve) => ({ ...curve, outcome: outcomeOf(curve, { ...defaultOutcome, delay: 2 }) }));

const judge = (claim: object, of = curves) => {
  const { verdict, measured } = judgeClaim(ClaimSettings.parse({ name: "c", ...claim }), of);
  return [verdict, measured] as const;
};

Deno.test("a claim of outcome holds where all of its runs, or the share it asks for, came to it", () => {
  const where = { "split.trainFraction": 0.2 };
  const memorised = { kind: "outcome", is: "memorised" };
  assert.deepEqual(judge({ ...memorised, where }), [
    "holds",
    "2 of 2 runs (2 seeds: memorised, memorised)",
  ]);
  assert.equal(judge(memorised)[0], "fails");
  assert.equal(judge({ ...memorised, share: 0.25 })[0], "holds");
  assert.equal(judge({ kind: "outcome", is: ["memorised", "grokked"] })[0], "holds");
});

Deno.test("runs of which the outcome is not known leave a claim undecided that they could decide", () => {
  const open = curves.map((curve, index) => index < 2 ? { ...curve, outcome: null } : curve);
  assert.equal(judge({ kind: "outcome", is: "grokked" }, open)[0], "undecided");
  assert.equal(judge({ kind: "outcome", is: "grokked", share: 0.5 }, open)[0], "holds");
  assert.equal(judge({ kind: "outcome", is: "memorised" }, open)[0], "fails");
});

Deno.test("a claim of correlation compares ranks, steps that never come being the largest", () => {
  const claim = {
    kind: "correlation",
    x: "split.trainFraction",
    y: { metric: "validationAccuracy", atLeast: 0.99 },
  };
  const [verdict, measured] = judge({ ...claim, atMost: -0.9 });
  assert.equal(verdict, "holds", measured);
  assert.match(measured, /^-0\.9\d\d of 8 runs$/);
  assert.equal(judge({ ...claim, atLeast: 0 })[0], "fails");
  assert.equal(judge({ ...claim, atMost: 0 }, curves.slice(0, 2))[0], "undecided");
});

Deno.test("a claim of correlation has a bound, and numbers that there are", () => {
  const wrong = (more: string) =>
    refuse(sample, `claims=[{ name: c, kind: correlation, ${more} }]`);
  assert.match(wrong("x: split.trainFraction, y: { metric: trainLoss }"), /claims nothing/);
  assert.match(
    wrong("x: model.width, y: { metric: trainLoss }, atLeast: 0"),
    /claims\[0\]\.x: model\.width is not a swept field/,
  );
  assert.match(
    wrong("x: split.trainFraction, y: { metric: trainLos }, atLeast: 0"),
    /claims\[0\]\.y\.metric: trainLos is not a column/,
  );
});
