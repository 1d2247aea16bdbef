import assert from "node:assert/strict";
import { hashOf, plainView, type View, viewOf } from "../../../web/state/hash.ts";

const full: View = {
  experiment: "pku-figure1",
  runs: ["trainFraction-0.3_seed-0", "a, b & c=d", "100 %"],
  steps: [0, 12_345],
  x: "linear",
  smooth: 0.9,
  zoom: [10, 2000.5],
  where: "optimizer.weightDecay>=1 & seed!=3 & model.kind=mlp",
  sort: "-validation99",
  group: "split.trainFraction",
  across: "split.trainFraction",
  up: "optimizer.weightDecay",
  facet: "seed",
  scatterX: "optimizer.weightDecay",
  scatterY: "last circle/value",
  thresholds: { train: 0.9, validation: 0.95, delay: 2 },
  pair: [12, 0],
};

Deno.test("a view comes back from its text as it was", () => {
  for (const view of [plainView, full]) assert.deepEqual(viewOf(hashOf(view)), view);
});

Deno.test("the plain view has no text, and common ones can be read", () => {
  assert.equal(hashOf(plainView), "");
  assert.equal(
    hashOf({ ...plainView, experiment: "tiny", runs: ["seed-0", "seed-1"], steps: [100] }),
    "#experiment=tiny&runs=seed-0,seed-1&step=100",
  );
});

Deno.test("what a text says wrongly is as usual", () => {
  const wrong =
    "#experiment=%&step=soon&zoom=5,1&x=cubic&smooth=1&thresholds=1,2&pair=3,-1&nothing&=&runs=,,";
  assert.deepEqual(viewOf(wrong), plainView);
});
