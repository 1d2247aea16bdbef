/** Runs that start from a checkpoint of another. */
import assert from "node:assert/strict";
import { forkState } from "../../training/fork.ts";
import { trainSegment } from "../../training/loop.ts";
import { initialState } from "../../training/state.ts";
import { makeTrainer, modularTask, quietly, type RunOptions, trainThrough } from "./small_run.ts";

const options: RunOptions = {
  task: modularTask(7, "residues"),
  model: { kind: "mlp", hiddenWidths: [12], dropout: 0.1 },
  objective: "crossEntropy",
  optimizer: { kind: "adamw" },
  batchRows: 10,
  schedule: [{ step: 0, factor: 0 }, { step: 30, factor: 1 }],
};
const keepAll = { step: 15, optimizer: "keep", fresh: [] } as const;

Deno.test("a fork that changes nothing trains on as the run itself, bit for bit", async () => {
  await using trainer = await makeTrainer(options);
  const whole = await trainThrough(trainer, [40]);
  const { state } = await trainThrough(trainer, [15]);
  const start = forkState(state, trainer.manifest, 0, keepAll);
  const forked = await trainSegment(trainer, start, { to: 40, last: true }, quietly, true);
  assert.deepEqual(forked.state.tensors, whole.state.tensors);
  assert.deepEqual(forked.rows.map(({ step }) => step), [15, 20, 30, 40]);
  assert.deepEqual(forked.rows.at(-1), whole.rows.at(-1));
});

Deno.test("a fresh optimizer starts with empty slots, the first update and the first rate", async () => {
  await using trainer = await makeTrainer(options);
  const { state } = await trainThrough(trainer, [15]);
  const start = forkState(state, trainer.manifest, 0, { ...keepAll, optimizer: "fresh" });
  const begun = initialState(trainer.manifest, 0);
  for (const [name, tensor] of Object.entries(start.tensors)) {
    const isWeight = trainer.manifest.parameters.some((parameter) => parameter.name === name);
    assert.deepEqual(tensor, (isWeight ? state : begun).tensors[name], name);
  }
  assert.deepEqual([start.step, start.optimizerStart], [15, 15]);
  const { rows } = await trainSegment(trainer, start, { to: 16, last: true }, quietly, true);
  assert.deepEqual(rows.map(({ step, learningRate }) => [step, learningRate]), [[15, undefined], [
    16,
    0,
  ]]);
});

Deno.test("what a fresh rule keeps of the weights it begins with are those of the checkpoint", async () => {
  await using trainer = await makeTrainer(options);
  const { state } = await trainThrough(trainer, [15]);
  const slot = (parameter: string) => ({
    parameter,
    name: "initial",
    shape: state.tensors[parameter]!.shape,
    start: "parameter" as const,
  });
  const manifest = { ...trainer.manifest, slots: ["layers.0.weight", "layers.0.bias"].map(slot) };
  const plan = { step: 15, optimizer: "fresh", fresh: ["layers.0.bias"] } as const;
  const { tensors } = forkState(state, manifest, 0, plan);
  const begun = initialState(manifest, 0).tensors;
  assert.deepEqual(tensors["layers.0.weight.initial"], state.tensors["layers.0.weight"]);
  assert.deepEqual(tensors["layers.0.bias.initial"], begun["layers.0.bias"]);
});

Deno.test("fresh parameters begin as those of a new run, with their slots", async () => {
  await using trainer = await makeTrainer(options);
  const { state } = await trainThrough(trainer, [15]);
  const fresh = ["layers.1.weight", "layers.1.bias"];
  const start = forkState(state, trainer.manifest, 0, { ...keepAll, fresh });
  const begun = initialState(trainer.manifest, 0);
  for (const [name, tensor] of Object.entries(start.tensors)) {
    const isFresh = name.startsWith("layers.1.");
    assert.deepEqual(tensor, (isFresh ? begun : state).tensors[name], name);
  }
});

Deno.test("a checkpoint of another network is refused by the name of the tensor", async () => {
  await using trainer = await makeTrainer(options);
  const wider = { ...options, model: { ...options.model, hiddenWidths: [13] } } as RunOptions;
  await using other = await makeTrainer(wider);
  const origin = initialState(other.manifest, 0);
  assert.throws(() => forkState(origin, trainer.manifest, 0, { ...keepAll, step: 0 }), {
    name: "RangeError",
    message: 'The checkpoint to start from must hold "layers.0.weight" as [14,12], ' +
      "and has it as [14,13]",
  });
});

Deno.test("a run that ended early has no later checkpoint to start from", async () => {
  await using trainer = await makeTrainer(options);
  const { state } = await trainThrough(trainer, [15]);
  assert.throws(() => forkState(state, trainer.manifest, 0, { ...keepAll, step: 20 }), {
    name: "RangeError",
    message: /ended at step 15, so it has no checkpoint at 20; set startFrom.step to 15 or less/,
  });
});

Deno.test("frozen parameters stay as they are while the others learn", async () => {
  const frozen = ["layers.0.weight", "layers.0.bias"];
  await using trainer = await makeTrainer({ ...options, frozen });
  const begun = initialState(trainer.manifest, 0).tensors;
  const { state } = await trainThrough(trainer, [20]);
  assert.equal(state.tensors["layers.0.weight.mean"], undefined, "no slots");
  for (const { name } of trainer.manifest.parameters) {
    const moved = state.tensors[name]!.data.some((value, at) => value !== begun[name]!.data[at]);
    assert.equal(moved, !frozen.includes(name), name);
  }
});

Deno.test("the weakest weights are zero where the run goes on, and nothing else is changed", async () => {
  await using trainer = await makeTrainer(options);
  const { state } = await trainThrough(trainer, [15]);
  const truncate = { fraction: 0.75, of: "weights", parameters: ["layers.1.weight"] } as const;
  const { tensors } = forkState(state, trainer.manifest, 0, { ...keepAll, truncate });
  const { "layers.1.weight": cut, ...others } = tensors;
  const { "layers.1.weight": whole, ...kept } = state.tensors;
  assert.deepEqual(others, kept);
  const sizes = Array.from(whole!.data, Math.abs).sort((a, b) => a - b);
  const least = sizes[Math.round(0.75 * sizes.length)]!;
  assert.deepEqual(
    cut!.data,
    Float32Array.from(whole!.data, (weight) => Math.abs(weight) < least ? 0 : weight),
  );
});
