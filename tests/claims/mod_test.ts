import assert from "node:assert/strict";
import { compareWithPublished, judgeClaim } from "../../claims/mod.ts";
import type { ClaimSettings } from "../../schemas/claims.ts";
import type { RunCurve } from "../../tables/curves.ts";
import { curveOf } from "../measures/curve.ts";

type Kind = ClaimSettings["kind"];
type ClaimOf<K extends Kind> = Extract<ClaimSettings, { kind: K }>;

const goal = {
  name: "claim",
  metric: "validationAccuracy",
  threshold: 0.99,
  approach: "rising",
  where: {},
} as const;

/** A run that reaches the threshold at this step, or never within 1000 steps. */
function reaching(step: number | null, label: Partial<RunCurve> = {}): RunCurve {
  const accuracies = Array.from(
    { length: 101 },
    (_, index) => step !== null && index * 10 >= step ? 1 : 0,
  );
  return curveOf(accuracies, { train: accuracies.map((_, index) => index >= 2 ? 1 : 0), ...label });
}

/** The same, stopped after step 500 of 1000. */
function stopped(step: number | null): RunCurve {
  const run = reaching(step, { run: "short" });
  return { ...run, points: run.points.filter((row) => row.step <= 500) };
}

const seeds = (...steps: (number | null)[]) =>
  steps.map((step, seed) => reaching(step, { run: `seed-${seed}`, seed }));

const steps: ClaimOf<"steps"> = { ...goal, kind: "steps", published: [345, 355], factor: 1.4 };

Deno.test("judgeClaim() steps: holds when the medians are within the factor, and says the numbers", () => {
  const { measured, expected, verdict } = judgeClaim(steps, seeds(300, 340, 900));
  assert.equal(verdict, "holds");
  assert.equal(measured, "median 340 steps (3 seeds: 300, 340, 900); published 350; ratio 0.97");
  assert.equal(
    expected,
    "median steps until validation accuracy 0.99 between 250 and 490 (published 350, factor 1.4)",
  );
});

Deno.test("judgeClaim() steps: fails on either side of the factor", () => {
  assert.equal(judgeClaim(steps, seeds(500)).verdict, "fails");
  assert.equal(judgeClaim(steps, seeds(240)).verdict, "fails");
});

Deno.test("judgeClaim() steps: never fails, unless the budget was too small to tell", () => {
  const late: ClaimSettings = { ...steps, published: [900] };
  assert.equal(judgeClaim(steps, seeds(300, null, null)).verdict, "fails");
  const { verdict, measured } = judgeClaim(late, seeds(null));
  assert.equal(verdict, "undecided");
  assert.match(measured, /median never .* budget of 1\u202f000 steps is too small/);
});

Deno.test("judgeClaim() steps: undecided when a run stopped before its budget without an answer", () => {
  const { verdict, measured } = judgeClaim(steps, [...seeds(300, 310), stopped(null)]);
  assert.equal(verdict, "undecided");
  assert.match(measured, /run short stopped at step 500 of 1\u202f000 before validation accuracy/);
  assert.equal(judgeClaim(steps, [stopped(300)]).verdict, "holds");
});

Deno.test("judgeClaim() selects runs by their axes, and is undecided when none matches", () => {
  const runs = [0.3, 0.5].map((fraction) =>
    reaching(fraction === 0.5 ? 300 : null, { axes: { "split.trainFraction": fraction } })
  );
  const at = (fraction: number): ClaimSettings => ({
    ...goal,
    kind: "reaches",
    where: { "split.trainFraction": fraction },
  });
  assert.equal(judgeClaim(at(0.5), runs).verdict, "holds");
  assert.equal(judgeClaim(at(0.3), runs).verdict, "fails");
  assert.equal(judgeClaim(at(0.4), runs).verdict, "undecided");
  assert.match(judgeClaim(at(0.5), runs).expected, /at train fraction 0\.5$/);
});

Deno.test("judgeClaim() never and reaches: one contrary run decides, a stopped one does not", () => {
  const never: ClaimSettings = { ...goal, kind: "never" };
  const reaches: ClaimSettings = { ...goal, kind: "reaches" };
  const verdicts = (runs: RunCurve[]) =>
    [never, reaches].map((claim) => judgeClaim(claim, runs).verdict);
  assert.deepEqual(verdicts(seeds(null, null)), ["holds", "fails"]);
  assert.deepEqual(verdicts(seeds(300, 400)), ["fails", "holds"]);
  assert.deepEqual(verdicts(seeds(300, null)), ["fails", "fails"]);
  assert.deepEqual(verdicts([...seeds(null), stopped(null)]), ["undecided", "fails"]);
  assert.deepEqual(verdicts([...seeds(300), stopped(null)]), ["fails", "undecided"]);
});

Deno.test("judgeClaim() monotone: medians fall, never being more than any number", () => {
  const falling: ClaimOf<"monotone"> = {
    name: "claim",
    kind: "monotone",
    metric: "validationAccuracy",
    threshold: 0.99,
    approach: "rising",
    where: {},
    along: "split.trainFraction",
    direction: "falling",
  };
  const sweep = (...values: (number | null)[]) =>
    values.map((step, index) =>
      reaching(step, { axes: { "split.trainFraction": (index + 1) / 10 } })
    );
  assert.equal(judgeClaim(falling, sweep(null, null, 500, 300)).verdict, "holds");
  assert.equal(judgeClaim(falling, sweep(500, null, 300)).verdict, "fails");
  assert.equal(
    judgeClaim(falling, sweep(null, 300, 500)).measured,
    "0.1: never, 0.2: 300, 0.3: 500; not falling from 0.2 to 0.3",
  );
  assert.equal(judgeClaim({ ...falling, to: 0.2 }, sweep(null, 300, 500)).verdict, "holds");
  assert.equal(
    judgeClaim({ ...falling, direction: "rising" }, sweep(300, 500, null)).verdict,
    "holds",
  );
  assert.equal(judgeClaim(falling, sweep(null, null)).verdict, "undecided");
  assert.equal(judgeClaim(falling, sweep(300)).verdict, "undecided");
});

Deno.test("judgeClaim() delay: compares late with early steps run by run", () => {
  const delay: ClaimSettings = {
    name: "claim",
    kind: "delay",
    early: "trainAccuracy",
    late: "validationAccuracy",
    threshold: 0.99,
    approach: "rising",
    where: {},
    factor: 5,
  };
  assert.deepEqual(
    [seeds(100), seeds(90), seeds(100, null, null)].map((runs) => judgeClaim(delay, runs).verdict),
    ["holds", "fails", "undecided"],
  );
  assert.equal(judgeClaim(delay, seeds(100)).measured, "median ratio 5.0 (1 seed: 100 / 20)");
});

Deno.test("judgeClaim() accuracy: best and final are held against their bounds", () => {
  const claim = (statistic: "best" | "final", bounds: object): ClaimSettings => ({
    name: "claim",
    kind: "accuracy",
    metric: "validationAccuracy",
    statistic,
    where: {},
    ...bounds,
  });
  const collapsed = [curveOf([0, 0.9, 0.2])];
  assert.equal(judgeClaim(claim("best", { atLeast: 0.9 }), collapsed).verdict, "holds");
  assert.equal(judgeClaim(claim("final", { atLeast: 0.9 }), collapsed).verdict, "fails");
  assert.equal(judgeClaim(claim("final", { atMost: 0.5 }), collapsed).verdict, "holds");
  const short = [curveOf([0, 0.4], { budget: 1000 })];
  assert.equal(judgeClaim(claim("best", { atLeast: 0.9 }), short).verdict, "undecided");
  assert.equal(judgeClaim(claim("best", { atMost: 0.5 }), short).verdict, "undecided");
  assert.equal(judgeClaim(claim("best", { atLeast: 0.3 }), short).verdict, "holds");
});

Deno.test("judgeClaim() takes any column, and thresholds that are reached from above", () => {
  const losses = [2, 1, 0.4, 0.1].map((trainLoss, index) => ({ step: index * 10, trainLoss }));
  const run: RunCurve = { ...curveOf([0]), budget: 30, points: losses };
  const claim: ClaimSettings = {
    ...goal,
    kind: "steps",
    metric: "trainLoss",
    threshold: 0.5,
    approach: "falling",
    published: [20],
    factor: 1.4,
  };
  const { verdict, expected } = judgeClaim(claim, [run]);
  assert.equal(verdict, "holds");
  assert.match(expected, /^median steps until train loss 0.5 or less between/);
  assert.equal(judgeClaim({ ...claim, threshold: 0.05 }, [run]).verdict, "fails");
});

Deno.test("judgeClaim() value: largest, smallest, last, of the run or until a step", () => {
  const norms = [3, 9, 5, 6].map((parameterNorm, index) => ({ step: index * 10, parameterNorm }));
  const run: RunCurve = { ...curveOf([0]), budget: 30, points: norms };
  const judge = (settings: object, runs: RunCurve[] = [run]) => {
    const claim = { name: "claim", kind: "value", metric: "parameterNorm", where: {}, ...settings };
    return judgeClaim(claim as ClaimSettings, runs);
  };
  const statistics = { best: 9, lowest: 3, final: 6 };
  for (const [statistic, value] of Object.entries(statistics)) {
    assert.equal(judge({ statistic, atLeast: value, atMost: value }).verdict, "holds", statistic);
    assert.equal(judge({ statistic, atLeast: value + 0.1 }).verdict, "fails", statistic);
  }
  const at = (until: number, atMost: number) => judge({ statistic: "final", until, atMost });
  assert.deepEqual([at(25, 5).verdict, at(25, 4.9).verdict, at(40, 99).verdict], [
    "holds",
    "fails",
    "undecided",
  ]);
  assert.equal(at(25, 5).expected, "median final parameter norm until step 25 at most 5");
  assert.equal(
    judge({ statistic: "lowest", atMost: 1 }, [{ ...run, budget: 99 }]).verdict,
    "undecided",
  );
  assert.equal(
    judge({ statistic: "lowest", atMost: 4 }, [{ ...run, budget: 99 }]).verdict,
    "holds",
  );
  assert.match(
    judge({ statistic: "final", atLeast: 1, metric: "rank" }).measured,
    /no value: .* none/,
  );
});

Deno.test("judgeClaim() a run that diverged has no last value, and is within no bounds", () => {
  const claim = (bounds: object) => ({
    name: "claim",
    kind: "value",
    metric: "validationAccuracy",
    statistic: "final",
    where: {},
    ...bounds,
  } as ClaimSettings);
  for (const bounds of [{ atLeast: 0 }, { atMost: 1 }]) {
    const { verdict, measured } = judgeClaim(claim(bounds), [diverged()]);
    assert.equal(verdict, "fails");
    assert.equal(measured, "median none (1 seed: none); run wild diverged at step 1");
  }
  const [one, two] = seeds(300, 400);
  assert.equal(judgeClaim(claim({ atLeast: 1 }), [one!, two!, diverged()]).verdict, "holds");
});

/** A run that diverged at step 1 of its budget. */
function diverged(budget = 1000): RunCurve {
  const { points, ...curve } = curveOf([0.2, 0]);
  const [start, end] = [points[0]!, points[1]!];
  const row = { ...end, step: 2, trainLoss: null, validationLoss: null, batchLoss: null };
  return { ...curve, run: "wild", budget, points: [start, row] };
}

Deno.test("judgeClaim() counts a run that diverged as not reached, and names it", () => {
  const told = "; run wild diverged at step 1";
  const of = (kind: "never" | "reaches", runs: RunCurve[]) => {
    const { verdict, measured } = judgeClaim({ ...goal, kind }, runs);
    assert.ok(measured.endsWith(told), measured);
    return verdict;
  };
  assert.deepEqual([of("never", [diverged()]), of("reaches", [diverged()])], ["holds", "fails"]);
  assert.equal(of("reaches", [...seeds(300), diverged()]), "fails");
  const chance = judgeClaim({ ...goal, kind: "reaches", threshold: 0.1 }, [diverged()]);
  assert.equal(chance.verdict, "fails", "what it had by chance before does not count");
  const late: ClaimSettings = { ...steps, published: [900] };
  assert.deepEqual(
    [[diverged()], [...seeds(null), diverged(10)], [...seeds(850, 900), diverged(10)]]
      .map((runs) => judgeClaim(late, runs)).map(({ verdict }) => verdict),
    ["fails", "undecided", "holds"],
  );
  const best: ClaimSettings = {
    name: "claim",
    kind: "accuracy",
    metric: "validationAccuracy",
    statistic: "best",
    where: {},
    atLeast: 0.1,
  };
  assert.deepEqual(
    [best, { ...best, atLeast: 0.5 }, { ...best, statistic: "final" as const }]
      .map((claim) => judgeClaim(claim, [diverged()]).verdict),
    ["fails", "fails", "fails"],
  );
});

Deno.test("judgeClaim() hands on the source of a claim", () => {
  const verdict = judgeClaim({ ...steps, source: "a paper, table 1" }, seeds(350));
  assert.deepEqual(Object.keys(verdict), [
    "name",
    "kind",
    "verdict",
    "expected",
    "measured",
    "source",
  ]);
  assert.equal("source" in judgeClaim(steps, seeds(350)), false);
});

Deno.test("compareWithPublished() gives medians, never as a word, and nothing while runs do not tell", () => {
  const compare = (...args: Parameters<typeof compareWithPublished>) =>
    compareWithPublished(...args)?.ours;
  assert.equal(compareWithPublished(steps, seeds(300, 340, 900))?.published, 350);
  assert.equal(compare(steps, seeds(300, 340, 900)), 340);
  assert.equal(compare(steps, seeds(null, null, 900)), "never");
  assert.equal(compare(steps, [stopped(null)]), null);
  assert.equal(compare(steps, []), null);
  const without: ClaimOf<"never"> = { ...goal, kind: "never" };
  assert.equal(compareWithPublished(without, seeds(300)), null);
});
