/** Experiments are finished as they come to their end, one at a time. */
import assert from "node:assert/strict";
import { FinishedExperiments } from "../../commands/finished.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { experimentActions } from "../../stages/actions.ts";
import { perceptron } from "../stages/small_experiment.ts";

const first = loadExperiment(perceptron, "first.yaml", ["name=first"]);
const second = loadExperiment(perceptron, "second.yaml", ["name=second"]);
const idsOf = (loaded: typeof first) =>
  experimentActions(loaded, () => "onnxruntime/cpu").map(({ id }) => id);

function finishing() {
  const told: string[] = [];
  const finished = new FinishedExperiments([first, second], () => "onnxruntime/cpu", (loaded) => {
    told.push(loaded.experiment.name);
    return Promise.resolve(loaded.experiment.name);
  });
  return { told, finished };
}

Deno.test("an experiment is finished with its last action, before the others are", async () => {
  const { told, finished } = finishing();
  const ids = idsOf(second);
  for (const id of ids.slice(1)) finished.onDone(id, []);
  await Promise.resolve();
  assert.deepEqual(told, []);
  finished.onDone(ids[0]!, []);
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(told, ["second"]);
  assert.deepEqual(await finished.results(), ["first", "second"]);
  assert.deepEqual(told, ["second", "first"], "each once");
});

Deno.test("files made again make their experiment's view again", async () => {
  const { told, finished } = finishing();
  for (const id of idsOf(first)) finished.onDone(id, []);
  finished.onDone(idsOf(first)[0]!, []);
  await finished.results();
  assert.deepEqual(told, ["first", "first", "second"]);
});

Deno.test("after an error everything begins anew", async () => {
  let works = false;
  const finished = new FinishedExperiments([first], () => "onnxruntime/cpu", () => {
    if (works) return Promise.resolve("done");
    return Promise.reject(new Error("damaged"));
  });
  for (const id of idsOf(first)) finished.onDone(id, []);
  await assert.rejects(finished.results(), /damaged/);
  works = true;
  assert.deepEqual(await finished.results(), ["done"]);
});
