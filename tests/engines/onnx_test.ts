/** The onnxruntime engine keeps the contract of engines, and threads do not change a bit. */
import assert from "node:assert/strict";
import type { Values } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { gradients } from "../../graph/autodiff.ts";
import { nextName } from "../../graph/next_name.ts";
import type { Program } from "../../graph/program.ts";
import { simplify } from "../../graph/simplify.ts";
import { input } from "../../graph/tensor.ts";
import { randomKey, randomNormal, randomWord } from "../../random/counter.ts";
import { testEngine } from "./engine_contract.ts";
import { load } from "./run_program.ts";

testEngine(onnxEngine);

const [BATCH, WIDTH, VOCABULARY, STEPS] = [1024, 256, 97, 20];

/** Large enough that onnxruntime splits products, rows and sums among its threads. */
function classifier(): Program {
  const tokens = input("tokens", ["batch"], "int");
  const key = input("key", [2], "key");
  const parameters = [
    input("embedding", [VOCABULARY, WIDTH]),
    input("gain", [WIDTH]),
    input("bias", [WIDTH]),
    input("hidden", [WIDTH, WIDTH]),
    input("readout", [WIDTH, VOCABULARY]),
  ] as const;
  const [embedding, gain, bias, hidden, readout] = parameters;
  const rows = embedding.gather(tokens);
  const kept = rows.mul(key.randomUniform(rows, "dropout").greater(0.1));
  const active = kept.layerNorm(gain, bias, 1e-5).matmul(hidden).relu();
  const logits = active.matmul(readout).logSoftmax();
  const loss = logits.mul(tokens.oneHot(VOCABULARY)).sum([-1]).mean().neg();
  const slopes = gradients(loss, parameters);
  return simplify({
    name: "classifier",
    inputs: [
      { role: "step", tensor: tokens },
      { role: "step", tensor: key },
      ...parameters.map((tensor) => ({ role: "state", tensor }) as const),
    ],
    outputs: [
      ...["embedding", "gain", "bias", "hidden", "readout"].map((name, index) => ({
        role: "state" as const,
        name: nextName(name),
        tensor: parameters[index]!.sub(slopes[index]!.mul(0.5)),
      })),
      { role: "step", name: "loss", tensor: loss },
      { role: "step", name: "norm", tensor: slopes[3]!.square().sum().sqrt() },
    ],
  });
}

function classifierFeeds(): Values {
  const normal = (purpose: string, shape: readonly number[], scale: number) => {
    const key = randomKey(0, purpose);
    const length = shape.reduce((product, size) => product * size, 1);
    return {
      shape,
      data: Float32Array.from({ length }, (_, index) => scale * randomNormal(key, index)),
    };
  };
  const key = randomKey(0, "tokens");
  const tokens = { length: STEPS * BATCH };
  return {
    tokens: {
      shape: [STEPS, BATCH],
      data: Int32Array.from(tokens, (_, index) => randomWord(key, index) % VOCABULARY),
    },
    key: {
      shape: [STEPS, 2],
      data: Uint32Array.from({ length: STEPS * 2 }, (_, index) => randomWord([1, 2], index)),
    },
    embedding: normal("embedding", [VOCABULARY, WIDTH], 1),
    gain: { shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) },
    bias: { shape: [WIDTH], data: new Float32Array(WIDTH) },
    hidden: normal("hidden", [WIDTH, WIDTH], 0.06),
    readout: normal("readout", [WIDTH, VOCABULARY], 0.06),
  };
}

Deno.test("onnx gives the same bits with one thread, with two, and in two sessions at once", async () => {
  const feeds = classifierFeeds();
  const sessions = await Promise.all(
    [1, 2, 2].map((threads) => load(onnxEngine, classifier(), threads)),
  );
  const [one, two, again] = await Promise.all(sessions.map((session) => session.run(feeds)));
  await Promise.all(sessions.map((session) => session.close()));
  const { data } = one!.loss!;
  assert.ok(data[STEPS - 1]! < data[0]! / 2, `the loss falls from ${data[0]} to ${data.at(-1)}`);
  for (const name of Object.keys(one!)) {
    assert.deepEqual(two![name], one![name], `${name} with two threads`);
    assert.deepEqual(again![name], two![name], `${name} a second time`);
  }
});
