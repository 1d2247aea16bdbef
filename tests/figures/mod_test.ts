import assert from "node:assert/strict";
import { publishedPoints } from "../../figures/mod.ts";
import type { ClaimSettings } from "../../schemas/claims.ts";
import { FigureSettings } from "../../schemas/figures.ts";

const figure = FigureSettings.parse({ name: "alpha-vs-steps", kind: "alphaVsSteps" });
const goal = {
  name: "claim",
  metric: "validationAccuracy",
  threshold: 0.99,
  approach: "rising",
} as const;
const steps = (more: object): ClaimSettings => ({
  ...goal,
  kind: "steps",
  published: [3495, 3421],
  factor: 1.4,
  where: { "split.trainFraction": 0.8 },
  ...more,
});

Deno.test("publishedPoints() takes the numbers and nevers that claims publish at one x", () => {
  const where = { "split.trainFraction": 0.2 };
  const never: ClaimSettings = { ...goal, kind: "never", where, source: "a paper, figure 2" };
  const train = steps({ metric: "trainAccuracy", published: [809] });
  assert.deepEqual(publishedPoints(figure, [steps({}), never, train]), [
    { x: 0.8, y: 3495, series: "validation" },
    { x: 0.8, y: 3421, series: "validation" },
    { x: 0.2, y: "never", series: "validation" },
    { x: 0.8, y: 809, series: "train" },
  ]);
});

Deno.test("publishedPoints() passes over claims of other thresholds, axes and figures, and nevers nobody published", () => {
  const others = [
    steps({ threshold: 0.9 }),
    steps({ approach: "falling" }),
    { ...goal, kind: "never", where: { "split.trainFraction": 0.2 } } as const,
    steps({ where: {} }),
    steps({ where: { "split.trainFraction": 0.8, "optimizer.weightDecay": 1 } }),
  ];
  assert.deepEqual(publishedPoints(figure, others), []);
  const curves = FigureSettings.parse({ name: "a", kind: "accuracyVsSteps" });
  assert.deepEqual(publishedPoints(curves, [steps({})]), []);
});
