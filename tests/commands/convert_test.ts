/** `convert` as a person calls it: there and back, and what it refuses. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { decodeTensors, encodeTensors, type StoredTensor } from "../../formats/safetensors.ts";
import { buildModel, ModelSettings } from "../../models/mod.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";
import { decodeState, encodeState, noBatches } from "../../training/state.ts";
import { inFolder, runCli } from "./cli.ts";

const model = ModelSettings.parse({
  kind: "transformer",
  layers: 1,
  width: 4,
  heads: 2,
  feedForwardWidth: 3,
});
const { parameters } = buildModel(model, { input: tokensOf(2, 5), output: classesOf(5) });

/** A checkpoint with weights that are all different, and numbers that an optimizer keeps. */
const weights: Record<string, StoredTensor> = {};
const slots: Record<string, StoredTensor> = {};
let count = 0;
for (const { name, shape } of parameters) {
  const length = shape.reduce((product, size) => product * size, 1);
  weights[name] = { shape, data: Float32Array.from({ length }, () => count++) };
  slots[`${name}.mean`] = { shape, data: new Float32Array(length) };
}

Deno.test("convert writes a checkpoint as openai/grok has it, and reads it back", async () => {
  await inFolder(async (folder) => {
    const state = { step: 70, optimizerStart: 0, batchSums: noBatches, goalsMet: 0 };
    const ours = encodeState({ ...state, tensors: { ...weights, ...slots } });
    Deno.writeFileSync(join(folder, "ours.safetensors"), ours);
    const there = ["convert", "ours.safetensors", "-o", "theirs.safetensors", "--heads", "2"];
    const { code, stdout, stderr } = await runCli(folder, ...there);
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    assert.match(stdout, /^theirs.safetensors\nthe weights at step 70 as openai\/grok transformer/);
    const theirs = decodeTensors(Deno.readFileSync(join(folder, "theirs.safetensors")));
    assert.equal(theirs.metadata.format, "pt"); // what safetensors.torch looks for
    const head = theirs.tensors["decoder.blocks.0.self_attn.attn_heads.1.Wk.weight"]!;
    assert.deepEqual(head.shape, [2, 4]);
    // torch keeps [to, from]: the first row of the second head is our third column.
    const key = weights["blocks.0.attention.key"]!;
    assert.deepEqual([...head.data.slice(0, 4)], [2, 6, 10, 14].map((at) => key.data[at]));
    const back = await runCli(folder, "convert", "theirs.safetensors", "-o", "back.safetensors");
    assert.equal(back.code, exitCodes.done, back.stderr);
    const read = decodeState(Deno.readFileSync(join(folder, "back.safetensors")));
    assert.deepEqual([read.step, read.tensors], [
      70,
      Object.fromEntries(
        Object.entries(weights).sort(([a], [b]) => a < b ? -1 : 1),
      ),
    ]);
    // A run's own params.json says it as well.
    Deno.mkdirSync(join(folder, "run/checkpoints"), { recursive: true });
    const params = join(folder, "run/params.json");
    Deno.writeTextFileSync(params, JSON.stringify({ settings: { model: { heads: 2 } } }));
    Deno.writeFileSync(join(folder, "run/checkpoints/step-70.safetensors"), ours);
    const beside = ["convert", "run/checkpoints/step-70.safetensors", "-o", "beside.safetensors"];
    assert.equal((await runCli(folder, ...beside)).code, exitCodes.done);
    assert.deepEqual(
      Deno.readFileSync(join(folder, "beside.safetensors")),
      Deno.readFileSync(join(folder, "theirs.safetensors")),
    );
    const again = await runCli(folder, ...there);
    assert.equal(again.code, exitCodes.usage);
    assert.match(again.stderr, /"theirs.safetensors" is there already: it stays as it is/);
  });
});

Deno.test("convert reads what a Lightning checkpoint calls its tensors, and refuses the rest", async () => {
  await inFolder(async (folder) => {
    const refuse = async (name: string, bytes: Uint8Array, ...args: string[]) => {
      Deno.writeFileSync(join(folder, name), bytes);
      const { code, stderr } = await runCli(folder, "convert", name, "-o", "x", ...args);
      assert.equal(code, exitCodes.usage);
      return stderr;
    };
    assert.match(
      await refuse("model.pt", new Uint8Array(100)),
      /^Cannot read "model.pt": .*safetensors.torch.save_file\(model.state_dict\(\), …\)/,
    );
    const other = encodeTensors({
      tensors: { a: { shape: [1], data: Float32Array.of(1) } },
      metadata: {},
    });
    assert.match(await refuse("other", other), /are of none of these networks: openai\/grok/);
    const state = { step: 1, optimizerStart: 0, batchSums: noBatches, goalsMet: 0 };
    const ours = encodeState({ ...state, tensors: weights });
    assert.match(
      await refuse("ours", ours),
      /"ours" does not say how many attention heads .* and no params.json or hparams.yaml is with it: .* --heads/,
    );
    assert.match(
      await refuse("ours", ours, "--heads", "3"),
      /cannot be divided into 3 parts, since it has 4; say how many heads there are with --heads/,
    );
    assert.match((await runCli(folder, "convert", "none", "-o", "x")).stderr, /Cannot read "none"/);
  });
});

Deno.test("convert guesses nothing that a file does not say, and drops no tensor of a network", async () => {
  await inFolder(async (folder) => {
    const state = { step: 1, optimizerStart: 0, batchSums: noBatches, goalsMet: 0 };
    Deno.writeFileSync(join(folder, "ours"), encodeState({ ...state, tensors: weights }));
    const convert = async (...args: string[]) => await runCli(folder, "convert", ...args);
    const refuse = async (...args: string[]) => {
      const { code, stderr } = await convert(...args);
      assert.equal(code, exitCodes.usage);
      return stderr;
    };
    Deno.writeTextFileSync(join(folder, "hparams.yaml"), "d_model: 4\nn_heads: 2\n");
    assert.match(await refuse("ours", "-o", "x", "--heads", "4"), /--heads is 4, and .* says 2/);
    assert.equal((await convert("ours", "-o", "theirs")).code, exitCodes.done);
    const say = (changes: object) =>
      Deno.writeTextFileSync(
        join(folder, "params.json"),
        JSON.stringify({ settings: { model: { ...model, ...changes } } }),
      );
    say({ activation: "gelu" });
    assert.match(
      await refuse("ours", "-o", "x"),
      /not that of openai\/grok transformer.*: its activation is relu, and here it is gelu/,
    );
    Deno.writeTextFileSync(join(folder, "params.json"), "{");
    assert.match(await refuse("ours", "-o", "x"), /Cannot read ".*params.json": /);

    const { tensors } = decodeTensors(Deno.readFileSync(join(folder, "theirs")));
    const save = (name: string, more: Record<string, StoredTensor>) =>
      Deno.writeFileSync(
        join(folder, name),
        encodeTensors({ tensors: { ...tensors, ...more }, metadata: {} }),
      );
    save("more", { "linear.bias": { shape: [1], data: Float32Array.of(1) } });
    assert.match(
      await refuse("more", "-o", "x"),
      /"more" has tensors that openai\/grok transformer has not: linear.bias/,
    );
    save("masked", { self_attn_mask: { shape: [1], data: Int32Array.of(1) } });
    const { stdout } = await convert("masked", "-o", "ours-again");
    assert.match(stdout, /at step 0, since nobody says how many updates it has had: --step/);
    assert.match(
      stdout,
      /model: \{ kind: transformer, layers: 1, width: 4, heads: 2, feedForwardWidth: 3 \}\n.*startFrom/,
    );
    const said = await convert("masked", "-o", "at-90", "--step", "90");
    assert.match(said.stdout, /at step 90\./);
    assert.equal(decodeState(Deno.readFileSync(join(folder, "at-90"))).step, 90);
    assert.match(await refuse("theirs", "-o", "x", "--step", "2"), /--step is 2, and .* says 1/);
    const bytes = Deno.readFileSync(join(folder, "more"));
    bytes.set(
      new TextEncoder().encode("F64"),
      new TextDecoder("latin1").decode(bytes).indexOf("F32"),
    );
    Deno.writeFileSync(join(folder, "half"), bytes);
    assert.match(
      await refuse("half", "-o", "x"),
      /is of type F64.*save it as float32: .*float\(\)/,
    );
  });
});
