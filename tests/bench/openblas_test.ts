/** OpenBLAS is given the operands as ours are stored, so that it does the same work. */
import { toolchain } from "../../bench/local_engines.ts";
import { countOperands, openBlas } from "../../bench/openblas.ts";
import type { ProductShape } from "../../bench/products.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { input } from "../../graph/tensor.ts";
import { assertClose } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { normals } from "../models/networks.ts";

const blas = await openBlas(toolchain);
const [batches, rows, columns, inner] = [3, 4, 5, 6];

for (const transposeLeft of [false, true]) {
  for (const transposeRight of [false, true]) {
    Deno.test({
      name: `OpenBLAS multiplies batches of matrices, ${transposeLeft ? "transposed" : "plain"} ` +
        `times ${transposeRight ? "transposed" : "plain"}`,
      ignore: blas === null, // not installed on this machine
      async fn() {
        const shape: ProductShape = {
          batches,
          rows,
          columns,
          inner,
          transposeLeft,
          transposeRight,
        };
        const shapes = {
          left: [batches, ...transposeLeft ? [inner, rows] : [rows, inner]],
          right: [batches, ...transposeRight ? [columns, inner] : [inner, columns]],
        };
        const left = input("left", shapes.left);
        const right = input("right", shapes.right);
        const product = left.matmul(right, { transposeLeft, transposeRight });
        const feeds = { left: normals("left", shapes.left), right: normals("right", shapes.right) };
        const { product: expected } = await runOnce(referenceEngine, {
          name: "product",
          inputs: [{ role: "fixed", tensor: left }, { role: "fixed", tensor: right }],
          outputs: [{ role: "result", name: "product", tensor: product }],
        }, feeds);
        // Another product goes before it, so that places are counted from there.
        const first: ProductShape = { ...shape, batches: 1, rows: 2 };
        const both = [first, shape];
        const operands = new Float32Array(countOperands(both));
        operands.set([...feeds.left.data, ...feeds.right.data], countOperands([first]));
        const loaded = blas!.load(both, operands);
        await loaded.run(2, 1);
        assertClose({ shape: expected!.shape, data: loaded.result }, expected!, 1e-5);
      },
    });
  }
}
