/** Rows that go through a step block by block: what is shared between blocks, threads and readers. */
import assert from "node:assert/strict";
import type { Values } from "../../../engines/engine.ts";
import { referenceEngine } from "../../../engines/reference.ts";
import { gradients } from "../../../graph/autodiff.ts";
import type { Program } from "../../../graph/program.ts";
import { simplify } from "../../../graph/simplify.ts";
import { input, type Tensor } from "../../../graph/tensor.ts";
import { printC } from "../../../engines/native/print_program.ts";
import { randomKey, randomWord } from "../../../random/counter.ts";
import { assertClose } from "../closeness.ts";
import { nativeEngines } from "../native_engine.ts";
import { runOnce } from "../run_program.ts";
import { assertSameByThreads, countStrips, normalsOf } from "./sharing.ts";

const WIDTH = 24;

/**
 * Two layers with biases and a norm, of two rows for each one of the batch and then of one; `between`
 * is what happens to the rows of the first, and slopes are those of the parameters that are named.
 */
function layers(
  between: (hidden: Tensor, order: Tensor) => Tensor,
  learned: readonly string[] = ["first", "bias", "gain", "second", "last"],
): Program {
  const [x, order] = [input("x", ["2*batch", 7]), input("order", ["batch"], "int")];
  const parameters = {
    first: input("first", [7, WIDTH]),
    bias: input("bias", [WIDTH]),
    gain: input("gain", [WIDTH]),
    second: input("second", [WIDTH, 300]),
    last: input("last", [300, 5]),
  };
  const { first, bias, gain, second, last } = parameters;
  const hidden = x.matmul(first).add(bias).relu().layerNorm(gain, bias, 1e-5);
  const pooled = between(hidden, order).reshape(["batch", 2, WIDTH]).sum([1]);
  const outputs = pooled.matmul(second).relu().matmul(last);
  const loss = outputs.mul(outputs).mean();
  const slopes = gradients(
    loss,
    Object.entries(parameters).filter(([name]) => learned.includes(name)).map(([, each]) => each),
  );
  return simplify({
    name: "layers",
    inputs: [x, order, ...Object.values(parameters)]
      .map((tensor) => ({ role: "fixed", tensor }) as const),
    outputs: [outputs, ...slopes].map((tensor, index) =>
      ({ role: "result", name: `result.${index}`, tensor }) as const
    ),
  });
}

const programs = {
  "rows that stay apart": layers((hidden) => hidden),
  // Of the first layer every row may be needed for any row of the second.
  "rows that change places": layers(
    (hidden, order) =>
      hidden.reshape(["batch", 2 * WIDTH]).gather(order).reshape(["2*batch", WIDTH]),
    ["second", "last"], // no gradient flows through such a gather
  ),
  "rows that all see all": layers((hidden) => hidden.add(hidden.mean([0]))),
};

function feedsFor(batch: number): Values {
  // Of such a size that sums over rows of weights are around one, as the tolerance is.
  const normals = (name: string, ...shape: number[]) =>
    normalsOf(batch, name, shape, name === "x" ? 1 : 1 / Math.sqrt(shape[0]!));
  const key = randomKey(batch, "order");
  return {
    x: normals("x", 2 * batch, 7),
    order: {
      shape: [batch],
      data: Int32Array.from({ length: batch }, (_, at) => randomWord(key, at) % batch),
    },
    first: normals("first", 7, WIDTH),
    bias: normals("bias", WIDTH),
    gain: normals("gain", WIDTH),
    second: normals("second", WIDTH, 300),
    last: normals("last", 300, 5),
  };
}

/** Around the sizes of chunks, tiles and blocks. */
const BATCHES = [1, 2, 15, 17, 23, 24, 71, 72, 73, 145, 401];

for (const engine of nativeEngines) {
  for (const [name, program] of Object.entries(programs)) {
    Deno.test(`${name} are what they should be, in any number of blocks and threads`, async () => {
      for (const batch of BATCHES) {
        const feeds = feedsFor(batch);
        const expected = await runOnce(referenceEngine, program, feeds);
        const alone = await runOnce(engine, program, feeds);
        for (const [result, value] of Object.entries(expected)) {
          assertClose(alone[result]!, value, 1e-4, `${result} of ${batch}`);
        }
        await assertSameByThreads(
          engine,
          { program, feeds, alone },
          [2, 3, 5, 17],
          `${batch} rows`,
        );
      }
    });
  }
}

Deno.test("rows that stay apart go through a step together with their gradients", () => {
  assert.equal(countStrips(programs["rows that stay apart"]), 1);
});

Deno.test("where a row needs others, a new strip begins", () => {
  assert.ok(countStrips(programs["rows that change places"]) > 1);
  assert.ok(countStrips(programs["rows that all see all"]) > 1);
});

Deno.test("what only a strip reads is memory of a block, whatever the batch", () => {
  const { locals, buffers } = printC(programs["rows that stay apart"]);
  assert.ok(locals.length > 0);
  for (const { name, size } of locals) assert.equal(typeof size, "number", name);
  const named = new Set(buffers.map(({ name }) => name));
  assert.ok(locals.every(({ name }) => !named.has(name)));
});
