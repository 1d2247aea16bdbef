/** Runs and experiments are finished as they come to their end, one at a time. */
import assert from "node:assert/strict";
import { FinishedExperiments } from "../../commands/finished.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { actionIds, experimentActions } from "../../stages/actions.ts";
import { perceptron } from "../stages/small_experiment.ts";

const first = loadExperiment(perceptron, "first.yaml", ["name=first"]);
const second = loadExperiment(perceptron, "second.yaml", ["name=second"]);
const idsOf = (loaded: typeof first) =>
  experimentActions(loaded, () => "onnxruntime/cpu").map(({ id }) => id);

function finishing() {
  const told: string[] = [];
  const runs: string[] = [];
  const finished = new FinishedExperiments([first, second], () => "onnxruntime/cpu", {
    run({ experiment }, run) {
      runs.push(`${experiment.name}/${run.id}`);
      return Promise.resolve();
    },
    experiment({ experiment: { name } }) {
      told.push(name);
      return Promise.resolve(name);
    },
  });
  return { told, runs, finished };
}

Deno.test("an experiment is finished with its last action, before the others are", async () => {
  const { told, finished } = finishing();
  const ids = idsOf(second);
  for (const id of ids.slice(1)) finished.onDone(id, []);
  await finished.settle();
  assert.deepEqual(told, []);
  finished.onDone(ids[0]!, []);
  await finished.settle();
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

Deno.test("a run is finished when it is exported, before its experiment, and each once", async () => {
  const { told, runs, finished } = finishing();
  const [run, ...others] = first.runs;
  const exported = actionIds.export("first", run!);
  for (const id of idsOf(first)) {
    if (id !== exported) finished.onDone(id, []);
  }
  await finished.settle();
  assert.deepEqual(runs, others.map(({ id }) => `first/${id}`));
  finished.onDone(exported, []);
  await finished.results();
  assert.equal(runs.length, first.runs.length);
  assert.equal(runs.at(-1), `first/${run!.id}`);
  assert.deepEqual(told, ["first", "second"]);
});

Deno.test("an experiment is not finished where one of its runs cannot be", async () => {
  const finished = new FinishedExperiments([first], () => "onnxruntime/cpu", {
    run: () => Promise.reject(new Error("damaged")),
    experiment: () => Promise.resolve("done"),
  });
  for (const id of idsOf(first)) finished.onDone(id, []);
  await assert.rejects(finished.results(), /damaged/);
  assert.deepEqual(await finished.results(), ["done"], "nothing of the first time is left");
});

Deno.test("after an error everything begins anew", async () => {
  let works = false;
  const finished = new FinishedExperiments([first], () => "onnxruntime/cpu", {
    run: () => Promise.resolve(),
    experiment: () => works ? Promise.resolve("done") : Promise.reject(new Error("damaged")),
  });
  for (const id of idsOf(first)) finished.onDone(id, []);
  await assert.rejects(finished.results(), /damaged/);
  works = true;
  assert.deepEqual(await finished.results(), ["done"]);
});
