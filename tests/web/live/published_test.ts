import assert from "node:assert/strict";
import type { ClaimData } from "../../../web/protocol.ts";
import { marksOf, publishedFor } from "../../../web/live/published.ts";
import { chosen } from "./chosen.ts";

function claim(
  metric: string,
  published: number,
  where: Record<string, number | string> = {},
  threshold = 0.99,
) {
  return {
    name: metric,
    numbers: { metric, threshold, published, ours: null, where },
  } as unknown as ClaimData;
}

Deno.test("published steps are those of accuracies, at what is chosen", () => {
  const alpha = "split.trainFraction";
  const claims = [
    claim("validationAccuracy", 300, { [alpha]: 0.5 }),
    claim("validationAccuracy", 3000, { [alpha]: 0.3 }),
    claim("trainAccuracy", 20, { "model.width": 8 }),
    claim("trainAccuracy", 30, { "model.width": 16 }),
    claim("trainLoss", 40),
    claim("validationAccuracy", 45, {}, 0.9),
    { ...claim("trainAccuracy", 50), numbers: null },
  ];
  const settings = { "model.width": 8, [alpha]: 0.5 };
  assert.deepEqual(publishedFor(claims, chosen, settings), [
    { set: "validation", step: 300 },
    { set: "train", step: 20 },
  ]);
  // What says nothing of α is about the experiment's own.
  assert.deepEqual(publishedFor(claims, chosen, { ...settings, [alpha]: 0.3 }), [
    { set: "validation", step: 300 },
  ]);
});

Deno.test("marks have the colours of their sets", () => {
  const colours = { train: "blue", validation: "red" };
  assert.deepEqual(marksOf([{ set: "validation", step: 300 }], colours), [
    { step: 300, label: "published", colour: "red" },
  ]);
});
