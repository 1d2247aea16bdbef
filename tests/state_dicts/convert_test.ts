/** Converted weights give the same logits in the networks they are for, written in numpy. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeTensors } from "../../formats/safetensors.ts";
import { fileURLToPath } from "node:url";
import { buildModel, ModelSettings } from "../../models/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";
import { type Tensor, toOurs, toTheirs } from "../../state_dicts/convert.ts";
import {
  recognise,
  recogniseOurs,
  type StateDictName,
  stateDictNames,
  stateDicts,
} from "../../state_dicts/mod.ts";
import type { StateDict } from "../../state_dicts/state_dict.ts";
import { answer, normals, recipeOf } from "../models/networks.ts";

interface Case {
  readonly model: Record<string, unknown>;
  readonly data: DataShape;
  readonly layers: number;
  readonly answers?: number;
}

const small = { kind: "transformer", layers: 2, width: 8, heads: 2, feedForwardWidth: 6 };
const token = { input: tokensOf(3, 7), output: classesOf(7) };
const cases: Record<StateDictName, readonly Case[]> = {
  openaiGrok: [
    {
      model: small,
      data: { input: tokensOf(4, 7), output: classesOf(7, 2) },
      layers: 2,
      answers: 2,
    },
    { model: { ...small, readout: "mean" }, data: token, layers: 2 }, // PKU
  ],
  danielmamay: [{
    model: { ...small, positions: "learned", attentionInitialization: "xavier" },
    data: token,
    layers: 2,
  }],
  nanda: [{
    model: {
      ...small,
      layers: 1,
      positions: "learned",
      normalization: "none",
      biases: ["feedForward"],
      initialization: "normal",
    },
    data: token,
    layers: 1,
  }],
  pkuLstm: [{ model: { kind: "lstm", layers: 2, width: 4 }, data: token, layers: 2 }],
  pkuMlp: [{ model: { kind: "mlp", hiddenWidths: [5, 6] }, data: token, layers: 3 }],
};

const HEADS = 2;
const rows = [[1, 2, 3], [6, 0, 5], [4, 4, 4]];
const script = fileURLToPath(new URL("torch_networks.py", import.meta.url));

/** Whether this machine has Python with numpy, which alone is needed. */
const hasNumpy = await new Deno.Command("python3", { args: ["-c", "import numpy"] }).output()
  .then(({ success }) => success, () => false);

/** Random weights in float32, which both sides read. */
function weightsOf(model: ModelSettings, data: DataShape): Record<string, Tensor> {
  return Object.fromEntries(
    buildModel(model, data).parameters.map(({ name, shape }) => [
      name,
      { shape, data: Float32Array.from(normals(name, shape, 0.5).data) },
    ]),
  );
}

async function numpyLogits(task: object): Promise<number[][][]> {
  const process = new Deno.Command("python3", {
    args: [script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(task)));
  await writer.close();
  const { stdout, stderr } = await process.output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}

for (const name of stateDictNames) {
  const row: StateDict = stateDicts[name];
  for (const [index, { data, layers, answers = 1, ...each }] of cases[name].entries()) {
    const model = ModelSettings.parse(each.model);
    const title = `${name}${index > 0 ? ` (${index + 1})` : ""}`;
    const inputs = rows.map((tokens) =>
      data.input.kind === "tokens" && data.input.positions === 4 ? [...tokens, 2] : tokens
    );

    Deno.test({
      name: `${title}: the converted weights give the same logits in numpy`,
      ignore: !hasNumpy, // no python3 with numpy on this machine
      async fn() {
        const weights = weightsOf(model, data);
        const sizes = row.sizes(model);
        assert.ok(typeof sizes === "object", String(sizes));
        const theirs = toTheirs(row.pieces(sizes), weights);
        const folder = await Deno.makeTempDir({ prefix: "regrok-convert-" });
        const file = join(folder, "weights.safetensors");
        Deno.writeFileSync(file, encodeTensors({ tensors: theirs, metadata: {} }));
        const pooled = model.kind === "transformer" && model.readout === "mean";
        const task = { names: name, file, rows: inputs, answers, layers, heads: HEADS, pooled };
        const found = (await numpyLogits(task)).flat(2);
        const expected = await answer(recipeOf(model, data), weights, inputs);
        assert.equal(found.length, expected.data.length);
        for (const [at, value] of found.entries()) {
          const wanted = expected.data[at]!;
          assert.ok(Math.abs(value - wanted) < 1e-6, `logit ${at}: ${value}, not ${wanted}`);
        }
        await Deno.remove(folder, { recursive: true });
      },
    });

    Deno.test(`${title}: weights come back as they went, and are known by their names`, () => {
      const weights = weightsOf(model, data);
      const ours = recogniseOurs(Object.keys(weights), HEADS);
      assert.equal(ours?.name, name);
      const theirs = toTheirs(ours.pieces, weights);
      const found = recognise(Object.keys(theirs));
      assert.equal(found?.name, name);
      assert.deepEqual(toOurs(found.pieces, theirs), weights);
    });
  }
}

Deno.test("a network of ours that is another than theirs is told apart, and why", () => {
  const sizes = (name: StateDictName, settings: object) =>
    (stateDicts[name] as StateDict).sizes(ModelSettings.parse({ ...small, ...settings }));
  assert.equal(
    sizes("openaiGrok", { positions: "learned" }),
    "its positions is sinusoidal, and here it is learned",
  );
  assert.match(String(sizes("openaiGrok", { normalization: "before" })), /normalization is after/);
  assert.match(String(sizes("nanda", { positions: "learned" })), /normalization is none/);
  assert.match(String(sizes("danielmamay", { positions: "learned", mask: "none" })), /mask/);
});
