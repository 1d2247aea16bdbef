import assert from "node:assert/strict";
import { type Choices, choicesOf } from "../../live/choices.ts";
import { chosenRun } from "../../live/chosen_run.ts";
import { describeRun } from "../../live/description.ts";
import { loadExperiments } from "../../commands/workspace.ts";
import { RunSettings } from "../../schemas/run_settings.ts";
import { decoder, perceptron, runsOf } from "../stages/small_experiment.ts";

const { settings, seed } = runsOf(perceptron)[0]!;
const own = choicesOf(settings, seed);

function chosen(changes: Partial<Choices>) {
  const found = chosenRun(settings, { ...own, ...changes });
  assert.ok("run" in found, JSON.stringify(found));
  return found.run;
}

function problems(changes: Partial<Choices>) {
  const found = chosenRun(settings, { ...own, ...changes });
  assert.ok("problems" in found);
  return found.problems.map(({ choice }) => choice);
}

Deno.test("an experiment's own choices give its own run", () => {
  const run = chosenRun(settings, own);
  assert.ok("run" in run);
  assert.deepEqual(run.run.settings, settings);
  assert.deepEqual(run.run.data, runsOf(perceptron)[0]!.data);
});

Deno.test("settings with their defaults, written as JSON, are read as the same settings", async () => {
  for (const found of await loadExperiments(["configs/quickstart.yaml"], { set: [] })) {
    for (const { settings } of found.runs) {
      assert.deepEqual(RunSettings.parse(JSON.parse(JSON.stringify(settings))), settings);
    }
  }
});

Deno.test("each choice changes the setting it is named after, and nothing else", () => {
  assert.equal(chosen({ trainFraction: 0.5 }).settings.split.trainFraction, 0.5);
  assert.equal(chosen({ learningRate: 0.5 }).settings.optimizer.learningRate, 0.5);
  assert.equal(chosen({ seed: 7 }).seed, 7);
  const larger = chosen({ modulus: 11 });
  assert.equal(larger.data.rows, 121);
  assert.deepEqual({ ...larger.settings, task: settings.task }, settings);
});

Deno.test("another optimizer keeps what was chosen, and has its own defaults besides", () => {
  const { optimizer } = chosen({ optimizer: "adamw", weightDecay: 0.3 }).settings;
  const { kind, learningRate, weightDecay, beta1 } = optimizer as Record<string, unknown>;
  assert.deepEqual({ kind, learningRate, weightDecay, beta1 }, {
    kind: "adamw",
    learningRate: own.learningRate,
    weightDecay: 0.3,
    beta1: 0.9,
  });
});

Deno.test("what cannot be is told beside the choice that is to blame", () => {
  assert.deepEqual(problems({ trainFraction: 1.5 }), ["trainFraction"]);
  assert.deepEqual(problems({ trainFraction: 0.0001 }), ["trainFraction"]);
  assert.deepEqual(problems({ learningRate: 0 }), ["learningRate"]);
  assert.deepEqual(problems({ modulus: 1 }), ["modulus"]);
  assert.deepEqual(problems({ optimizer: "magic" }), ["optimizer"]);
  assert.deepEqual(problems({ seed: 0.5 }), ["seed"]);
  assert.deepEqual(problems({ weightDecay: -1, learningRate: -1 }), [
    "learningRate",
    "weightDecay",
  ]);
});

Deno.test("a run is described by its rows, parameters and arithmetic", () => {
  const found = describeRun(runsOf(perceptron)[0]!);
  const { sets, batchRows, parameters, steps } = found;
  assert.deepEqual({ sets, batchRows, parameters, steps }, {
    sets: { train: 34, validation: 15 },
    batchRows: 10,
    parameters: 14 * 12 + 12 + 12 * 7 + 7,
    steps: 30,
  });
  assert.ok(found.operations >= 6 * 10 * 12 * 7, "forward and backward through the last layer");
  assert.ok(describeRun(runsOf(decoder)[0]!).operations > found.operations);
});
