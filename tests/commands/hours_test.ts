/** What trainings would take: steps times the arithmetic of one. */
import assert from "node:assert/strict";
import { describeHours, estimateWork } from "../../commands/hours.ts";
import type { ActionPlan } from "../../dag/plan.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";
import { experimentActions } from "../../stages/actions.ts";

/** Multiply-accumulates of a forward pass of the PKU transformer per row, attention scores apart. */
const FORWARD = 817_024;

function load(...overrides: string[]): LoadedExperiment {
  const url = new URL("../../configs/pku/alpha80.yaml", import.meta.url);
  return loadExperiment(Deno.readTextFileSync(url), "alpha80.yaml", overrides);
}

/** The estimate of all trainings, of which so many links are done. */
function estimate(loaded: LoadedExperiment, linksDone: number, cores: number) {
  const actions = experimentActions(loaded, () => "onnxruntime/cpu");
  const due = actions.map((action) => ({ action, records: Array(linksDone) }));
  return estimateWork(due as unknown as ActionPlan[], actions, [loaded], cores);
}

Deno.test("training takes three forward passes a step, evaluations one for each row", () => {
  const settings = ["evaluation={every: 3000}", "training.steps=6000"];
  const fewRows = "training.batch.size=64"; // than tokens, so that each is computed by itself
  const often = estimate(load(...settings, fewRows), 0, 1);
  const training = 3 * 6000 * 64 * 3 * 2 * FORWARD;
  const evaluations = 3 * 2 * 9409 * 2 * FORWARD;
  const ratio = often.operations / (training + evaluations);
  assert.ok(ratio >= 1 && ratio < 1.02, `${ratio} times the closed form`);
  assert.equal(often.steps, 18000);
});

Deno.test("checkpoints that are there are not trained again, and cores share the work", () => {
  const [whole, part] = [estimate(load(), 0, 1), estimate(load(), 2, 1)];
  assert.equal(part.steps, 18000 - 3 * 2000);
  assert.ok(Math.abs(part.hours / whole.hours - 2 / 3) < 1e-9);
  assert.ok(Math.abs(estimate(load(), 0, 4).hours * 4 - whole.hours) < 1e-9);
});

Deno.test("the estimate says what it is based on, and nothing where nothing is to be trained", () => {
  const [first, second] = describeHours({ steps: 9000, operations: 2e16, hours: 61.7, cores: 2 });
  assert.match(first!, /^about 62 hours of training at most: 9000 steps, 2\.0e16 operations/);
  assert.match(first!, /at 45 GFLOP\/s for each of 2 cores/);
  assert.match(second!, /bench\/README\.md/);
  assert.deepEqual(describeHours({ steps: 0, operations: 0, hours: 0, cores: 2 }), []);
});
