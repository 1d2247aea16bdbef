/** Experiments that start from the runs of others, or from files, through the plan. */
import assert from "node:assert/strict";
import { encodeIdx } from "../../formats/idx.ts";
import { decodeState } from "../../training/state.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { noSurroundings, type Surroundings } from "../../schemas/surroundings.ts";
import { openLaboratory, perceptron } from "./small_experiment.ts";

const surroundings: Surroundings = {
  ...noSurroundings,
  load: () => loadExperiment(perceptron, "small.yaml"),
};
const fork = perceptron.replace("name: small", "name: fork") +
  "startFrom: { run: small/seed-0, step: 20 }\n";

Deno.test("a fork trains the other run as far as its checkpoint, and goes on from there", async () => {
  await using laboratory = await openLaboratory();
  const result = await laboratory.run(fork, [], surroundings);
  assert.equal(result.records.get("train/small/seed-0/until-20")!.length, 2);
  const links = result.records.get("train/fork/seed-0")!;
  assert.deepEqual(links.map(({ key }) => key.link), [{ to: 30, last: false }]);
  const whole = await laboratory.run(perceptron);
  const state = async (id: string, records = result.records) => {
    const file = records.get(id)!.at(-1)!.files["checkpoint.safetensors"]!;
    return decodeState(await laboratory.store.read(file));
  };
  const [forked, straight] = [
    await state("train/fork/seed-0"),
    await state("train/small/seed-0", whole.records),
  ];
  assert.deepEqual(forked.tensors, straight.tensors);
});

Deno.test("the other run's links are its own, and are not trained twice", async () => {
  await using laboratory = await openLaboratory();
  await laboratory.run(perceptron);
  const { executed } = await laboratory.run(fork, [], surroundings);
  assert.deepEqual(executed, ["train/fork/seed-0", "export/fork/seed-0"]);
});

Deno.test("another optimizer, fewer rows and frozen layers may go on from a checkpoint", async () => {
  await using laboratory = await openLaboratory();
  const changed = fork.replace("optimizer: { kind: sgd,", "optimizer: { kind: rmsprop }\nx-old: {")
    .replace("trainFraction: 0.7", "trainFraction: 0.4")
    .replace("batch: { size: 10 }", 'batch: { size: 10 }, frozen: ["layers.0.*"]')
    .replace("step: 20", "step: 20, optimizer: fresh");
  const { records } = await laboratory.run(changed, [], surroundings);
  assert.equal(records.get("train/fork/seed-0")!.length, 1);
});

const pictures = `name: small
title: A small experiment
task: { kind: images, images: images.gz, labels: labels.gz, classes: 2 }
model: { kind: mlp, hiddenWidths: [4], dropout: 0 }
objective: { kind: crossEntropy }
optimizer: { kind: sgd }
training: { steps: 4 }
`;
const pixels = (first: number) => Uint8Array.of(first, 20, 30, 40, 50, 60, 70, 80);

Deno.test("a file that was moved makes nothing anew, and one that was changed does", async () => {
  await using laboratory = await openLaboratory();
  const contents: Record<string, Uint8Array> = {
    "images.gz": encodeIdx({ shape: [4, 1, 2], data: pixels(10) }, true),
    "moved.gz": encodeIdx({ shape: [4, 1, 2], data: pixels(10) }, true),
    "changed.gz": encodeIdx({ shape: [4, 1, 2], data: pixels(11) }, true),
    "labels.gz": encodeIdx({ shape: [4], data: Uint8Array.of(0, 1, 1, 0) }, true),
  };
  for (const bytes of Object.values(contents)) await laboratory.store.putBytes(bytes);
  const surroundings = { ...noSurroundings, read: (path: string) => contents[path]! };
  const run = async (images: string) =>
    (await laboratory.run(pictures, [`task.images=${images}`], surroundings)).executed;
  assert.ok((await run("images.gz")).includes("train/small/seed-0"));
  assert.deepEqual(await run("moved.gz"), []);
  assert.ok((await run("changed.gz")).includes("train/small/seed-0"));
});
