import assert from "node:assert/strict";
import { loadExperiments } from "../../commands/workspace.ts";
import { runToTry } from "../../live/experiment.ts";
import { perceptron, runsOf } from "../stages/small_experiment.ts";

Deno.test("the quick start is offered at α = 0.5, where it groks soonest of all that wait", async () => {
  const [quickstart] = await loadExperiments(["configs/quickstart.yaml"], { set: [] });
  const run = runToTry(quickstart!.runs)!;
  assert.deepEqual(run.axes, { "split.trainFraction": 0.5 });
  assert.equal(run.seed, 0);
});

Deno.test("what takes a browser too long, needs files or another run is not offered", () => {
  const [run] = runsOf(perceptron);
  const long = runsOf(
    perceptron,
    "training.steps=1000000000",
    "checkpoints.every=100000",
    "evaluation.every=100000",
  )
    .concat(runsOf(perceptron, "model.hiddenWidths=[15000, 15000]"));
  assert.deepEqual(long.map((each) => runToTry([each])), [null, null]);
  assert.equal(runToTry([{ ...run!, files: { images: new Uint8Array() } }]), null);
  const fork = { experiment: "other", run: run!, step: 1 };
  assert.equal(runToTry([{ ...run!, fork }]), null);
  assert.equal(runToTry([{ ...run!, fork }, run!]), run);
  assert.equal(runToTry([]), null);
});
