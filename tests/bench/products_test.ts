/** The limit that training steps are held against: as many operations as the networks need. */
import assert from "node:assert/strict";
import { productFeeds } from "../../bench/feeds.ts";
import { sizesOf, transformers } from "../../bench/networks.ts";
import { productsOf } from "../../bench/products.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { topologicalOrder } from "../../graph/program.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { assertClose } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";

/** Multiply-accumulates of a forward pass per sample, the last block pruned where it may be. */
const published: Record<string, number> = { pku: 817_024, danielmamay: 1_094_016 };

for (const network of transformers) {
  const { name, recipe, batch } = network;
  const train = buildTrainProgram(recipe);

  Deno.test(`the products of ${name} are three forward passes, attention scores apart`, () => {
    const ratio = productsOf(train, sizesOf(network)).floatingPointOperations /
      (2 * 3 * published[name]! * batch);
    assert.ok(ratio >= 1 && ratio < 1.02, `${ratio} times the published number`);
  });

  Deno.test(`the products of ${name} are described with all their operations`, () => {
    const { shapes, floatingPointOperations } = productsOf(train, sizesOf(network));
    const described = shapes.map(({ batches, rows, columns, inner }) =>
      2 * batches * rows * columns * inner
    );
    assert.equal(described.reduce((sum, each) => sum + each), floatingPointOperations);
    assert.ok(shapes.some(({ batches }) => batches > 1), "attention has products over batches");
  });

  Deno.test(`the products of ${name} are all that its program of products computes`, async () => {
    const sizes = new Map([["batch", 2], ["rows", 3], ["steps", 2]]);
    const { program } = productsOf(train, sizes);
    const ofOp = (op: string, outputs = program.outputs) =>
      topologicalOrder(outputs.map(({ tensor }) => tensor))
        .filter(({ origin }) => origin.op === op).length;
    assert.equal(ofOp("matmul"), ofOp("matmul", train.outputs) + ofOp("matmulAdd", train.outputs));
    const feeds = productFeeds(program, sizes);
    const [expected, actual] = [
      await runOnce(referenceEngine, program, feeds),
      await runOnce(onnxEngine, program, feeds),
    ];
    assertClose(actual.total!, expected.total!, 1e-4);
    const [first, second] = expected.total!.data;
    assert.notEqual(first, second, "each step has products of its own");
  });
}
