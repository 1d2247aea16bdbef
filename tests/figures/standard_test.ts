import assert from "node:assert/strict";
import { standardFigures } from "../../figures/standard.ts";

const names = (...args: Parameters<typeof standardFigures>) =>
  standardFigures(...args).map(({ name }) => name);
const curves = ["accuracy-vs-steps", "loss-vs-steps"];

Deno.test("standardFigures() are two without a sweep, and two more over a swept field", () => {
  assert.deepEqual(names([{}]), curves);
  assert.deepEqual(names([{ "optimizer.weightDecay": 1, "split.trainFraction": 0.5 }]), [
    ...curves,
    "alpha-vs-steps",
    "alpha-vs-accuracy",
  ]);
});

Deno.test("standardFigures() look at all values: numbers before texts, texts where there are none", () => {
  const size = ["full", 4, 8].map((value) => ({ "training.batch.size": value }));
  assert.deepEqual(names(size).slice(2), ["size-vs-steps", "size-vs-accuracy"]);
  const mixed = [4, "full"].map((value) => ({ "training.batch.size": value, "model.width": 8 }));
  assert.deepEqual(names(mixed).slice(2), ["width-vs-steps", "width-vs-accuracy"]);
  const kinds = [{ "optimizer.kind": "sgd" }, { "optimizer.kind": "adam" }];
  assert.deepEqual(names(kinds).slice(2), ["optimizer-vs-steps", "optimizer-vs-accuracy"]);
});

Deno.test("standardFigures() have one for each measure", () => {
  const figures = standardFigures([{}], ["featureRank"]);
  assert.deepEqual(figures.at(-1), {
    kind: "overSteps",
    name: "feature-rank-vs-steps",
    metrics: ["featureRank"],
    xScale: "logarithmic",
    yScale: "linear",
    lines: [],
  });
});
