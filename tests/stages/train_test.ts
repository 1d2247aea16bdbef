import assert from "node:assert/strict";
import { HistoryRow } from "../../schemas/artifacts.ts";
import { decodeState } from "../../training/state.ts";
import { type Laboratory, openLaboratory, perceptron, textOf } from "./small_experiment.ts";

const id = "train/small/seed-0";

type Result = Awaited<ReturnType<Laboratory["run"]>>;

/** The rows of each link. */
async function slicesOf({ store }: Laboratory, result: Result): Promise<HistoryRow[][]> {
  return await Promise.all(result.records.get(id)!.map(async ({ files }) => {
    const lines = textOf(await store.read(files["history.jsonl"]!)).trimEnd().split("\n");
    return lines.map((line) => HistoryRow.parse(JSON.parse(line)));
  }));
}

const hashesOf = (result: Result, file: string) =>
  result.records.get(id)!.map(({ files }) => files[file]!.hash);

Deno.test("train leaves a checkpoint and its own part of the history with every link", async () => {
  await using laboratory = await openLaboratory();
  const result = await laboratory.run(perceptron);
  const slices = await slicesOf(laboratory, result);
  assert.deepEqual(slices.map((rows) => rows.map(({ step }) => step)), [
    [0, 5, 10],
    [15, 20],
    [25, 30],
  ]);
  for (const [index, { files }] of result.records.get(id)!.entries()) {
    const bytes = await laboratory.store.read(files["checkpoint.safetensors"]!);
    assert.equal(decodeState(bytes).step, 10 * (index + 1));
  }
  const { learningRate } = slices[0]![1]!;
  assert.ok(Math.abs(learningRate! - 0.1 * (0.1 + 0.9 * 4 / 5)) < 1e-15, "warm-up at step 4");
});

Deno.test("a run in one link has the rows and the last checkpoint of one in many", async () => {
  await using laboratory = await openLaboratory();
  const many = await laboratory.run(perceptron);
  const one = await laboratory.run(perceptron, ["checkpoints.every=30"]);
  const rows = await slicesOf(laboratory, many);
  assert.deepEqual(await slicesOf(laboratory, one), [rows.flat()]);
  const last = (result: Result) => hashesOf(result, "checkpoint.safetensors").at(-1);
  assert.equal(last(one), last(many));
});

Deno.test("a longer run goes on from a shorter one, and ends as one without it", async () => {
  await using continued = await openLaboratory();
  await using fresh = await openLaboratory();
  await continued.run(perceptron, ["training.steps=20"]);
  const longer = await continued.run(perceptron);
  const expected = await fresh.run(perceptron);
  const plan = longer.plan.find(({ action }) => action.id === id)!;
  assert.equal(plan.records.length, 2, "links of the shorter run that the longer one takes over");
  for (const file of ["checkpoint.safetensors", "history.jsonl"]) {
    assert.deepEqual(hashesOf(longer, file), hashesOf(expected, file));
  }
});

Deno.test("train ends at the link in which stopWhen is met", async () => {
  await using laboratory = await openLaboratory();
  const stop = "stopWhen={ metric: trainAccuracy, atLeast: 0.001, evaluations: 4 }";
  const result = await laboratory.run(perceptron, [stop]);
  assert.deepEqual(result.records.get(id)!.map(({ ended }) => ended), [false, true]);
  const steps = (await slicesOf(laboratory, result)).flat().map(({ step }) => step);
  assert.deepEqual(steps, [0, 5, 10, 15]);
});

Deno.test("another seed starts from other weights", async () => {
  await using laboratory = await openLaboratory();
  const start = async (seed: number) => {
    const result = await laboratory.run(perceptron, [`seeds=[${seed}]`, "training.steps=1"]);
    const history = await laboratory.read(result, `export/small/seed-${seed}`, "history.jsonl");
    return HistoryRow.parse(JSON.parse(textOf(history).split("\n")[0]!));
  };
  assert.notEqual((await start(0)).parameterNorm, (await start(1)).parameterNorm);
});
