/** Own elementary functions: how far from the truth, and what becomes of NaN, infinity and zero. */
import assert from "node:assert/strict";
import { input, type Tensor } from "../../../../graph/tensor.ts";
import { erf } from "../../../../numerics/elementary.ts";
import { programOf } from "../../../graph/op_cases.ts";
import { nativeEngines } from "../../native_engine.ts";
import { runOnce } from "../../run_program.ts";

const ignore = nativeEngines.length === 0;

async function apply(op: (x: Tensor) => Tensor, numbers: ArrayLike<number>): Promise<Float32Array> {
  const x = input("input0", ["n"]);
  const { output0 } = await runOnce(nativeEngines[0]!, programOf("f", [x], [op(x)]), {
    input0: { shape: [numbers.length], data: Float32Array.from(numbers) },
  });
  return output0!.data as Float32Array;
}

/** How far apart float32 numbers of this size are. */
function spacing(x: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126)));
  return 2 ** (exponent - 23);
}

/** The largest error in units in the last place, on numbers spread evenly between two. */
async function largestError(
  op: (x: Tensor) => Tensor,
  truth: (x: number) => number,
  from: number,
  to: number,
): Promise<number> {
  const numbers = Float32Array.from(
    { length: 20_001 },
    (_, at) => from + (to - from) * at / 20_000,
  );
  const found = await apply(op, numbers);
  const errors = numbers.map((x, at) => {
    const expected = truth(x);
    return Math.abs(found[at]! - expected) / spacing(expected);
  });
  return errors.reduce((a, b) => Math.max(a, b), 0);
}

const bounds: [string, (x: Tensor) => Tensor, (x: number) => number, number, number, number][] = [
  ["exp", (x) => x.exp(), Math.exp, -87, 88, 1.1],
  ["exp of small numbers", (x) => x.exp(), Math.exp, -1, 1, 1.1],
  ["exp below the normal numbers", (x) => x.exp(), Math.exp, -103, -87.4, 1.1],
  ["log", (x) => x.log(), Math.log, 1e-3, 10, 2],
  ["log of large numbers", (x) => x.log(), Math.log, 10, 3e38, 1.1],
  ["log below the normal numbers", (x) => x.log(), Math.log, 2e-45, 1.1e-38, 1.1],
  ["tanh", (x) => x.tanh(), Math.tanh, -10, 10, 3],
  ["tanh of tiny numbers", (x) => x.tanh(), Math.tanh, -1e-3, 1e-3, 2],
  ["erf", (x) => x.erf(), erf, -5, 5, 2.5],
  ["cos", (x) => x.cos(), Math.cos, -7, 7, 1],
  ["cos of large angles", (x) => x.cos(), Math.cos, 1e5, 2e5, 1],
  ["a power", (x) => x.pow(3.7), (x) => x ** Math.fround(3.7), 0, 90, 1],
  ["a power of a small base", (x) => x.pow(-0.3), (x) => x ** Math.fround(-0.3), 1e-30, 1, 1],
];

for (const [name, op, truth, from, to, bound] of bounds) {
  Deno.test({
    name: `native ${name} is within ${bound} units in the last place`,
    ignore,
    fn: async () => {
      const error = await largestError(op, truth, from, to);
      assert.ok(error <= bound, `${error}`);
    },
  });
}

const edges: [string, (x: Tensor) => Tensor, (x: number) => number][] = [
  ["exp", (x) => x.exp(), Math.exp],
  ["log", (x) => x.log(), Math.log],
  ["tanh", (x) => x.tanh(), Math.tanh],
  ["erf", (x) => x.erf(), (x) => Number.isFinite(x) ? erf(x) : Math.sign(x)],
  ["cos", (x) => x.cos(), (x) => Math.abs(x) > 1e9 && Number.isFinite(x) ? 1 : Math.cos(x)],
  ["sqrt", (x) => x.sqrt(), Math.sqrt],
  ["relu", (x) => x.relu(), (x) => Math.max(x, 0)],
  ["square", (x) => x.pow(2), (x) => x ** 2],
  ["cube", (x) => x.pow(3), (x) => x ** 3],
  ["root", (x) => x.pow(0.5), (x) => x ** 0.5],
  ["reciprocal", (x) => x.pow(-1), (x) => x ** -1],
  ["power of zero", (x) => x.pow(0), () => 1],
  ["power of two", (x) => x.mul(0).add(2).pow(x), (x) => Number.isFinite(x) ? 2 ** x : NaN],
];

for (const [name, op, truth] of edges) {
  Deno.test({
    name: `native ${name} of NaN, infinities and zero is what it should be`,
    ignore,
    fn: async () => {
      const numbers = [NaN, Infinity, -Infinity, 0, -1, -2.5, 1, 3e38, -3e38, 1e-45];
      const found = await apply(op, numbers);
      for (const [at, x] of numbers.entries()) {
        const expected = Math.fround(truth(Math.fround(x)));
        const isClose = Math.abs(found[at]! - expected) <= 3 * spacing(expected);
        assert.ok(
          Object.is(found[at]! + 0, expected + 0) || isClose,
          `${name}(${x}) is ${found[at]} instead of ${expected}`,
        );
      }
    },
  });
}

Deno.test({
  name: "native softmax, sums and products hand NaN on, so that a run that diverges is seen to",
  ignore,
  fn: async () => {
    const row = new Array<number>(40).fill(1);
    const matrix = (x: Tensor) => x.reshape([40, 1]).matmul(x.reshape([1, 40]));
    for (const bad of [NaN, Infinity]) {
      const numbers = row.with(20, bad);
      const x = input("input0", [40]);
      const outputs = [
        x.reshape([2, 20]).softmax().sum(),
        x.reshape([2, 20]).logSoftmax().sum(),
        x.sub(x).sum(),
        x.reshape([20, 2]).sub(x.reshape([20, 2])).sum([0]).sum(),
        matrix(x.sub(x)).sum(),
        x.reshape([1, 40]).layerNorm(x, x, 1e-5).sum(),
      ];
      const feeds = { input0: { shape: [40], data: Float32Array.from(numbers) } };
      const found = await runOnce(nativeEngines[0]!, programOf("nan", [x], outputs), feeds);
      for (const [name, { data }] of Object.entries(found)) assert.ok(Number.isNaN(data[0]), name);
    }
  },
});

Deno.test({
  name: "native results have one form of NaN, whichever the processor makes",
  ignore,
  fn: async () => {
    const found = await apply((x) => x.sub(x), [Infinity, -Infinity, NaN]);
    assert.deepEqual([...new Uint32Array(found.buffer)], [0x7fc00000, 0x7fc00000, 0x7fc00000]);
  },
});
