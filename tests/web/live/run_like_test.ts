import assert from "node:assert/strict";
import type { ExperimentData, RunData } from "../../../web/protocol.ts";
import { runLike } from "../../../web/live/run_like.ts";
import { chosen } from "./chosen.ts";

const run = (trainFraction: number, seed: number, state: RunData["state"] = "done") => ({
  id: `${trainFraction} ${seed}`,
  seed,
  state,
  values: { "split.trainFraction": trainFraction },
});
const common = {
  "optimizer.weightDecay": 1,
  "optimizer.learningRate": 0.01,
  "optimizer.kind": "adamw",
  "task.modulus": 59,
};
const experiment = (runs: readonly unknown[]) => ({ runs, common }) as unknown as ExperimentData;

Deno.test("the run with the chosen settings and seed is found, whether they are swept or not", () => {
  const all = experiment([run(0.3, 0), run(0.5, 1), run(0.5, 0)]);
  assert.equal(runLike(all, chosen)?.id, "0.5 0");
  for (
    const other of [{ trainFraction: 0.4 }, { seed: 2 }, { modulus: 61 }, { optimizer: "sgd" }]
  ) assert.equal(runLike(all, { ...chosen, ...other }), null);
});

Deno.test("a run that was not begun is none to compare with", () => {
  assert.equal(runLike(experiment([run(0.5, 0, "to do")]), chosen), null);
});
