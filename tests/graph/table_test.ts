/** What the samples of the op table promise: shapes, gradients, and the same numbers everywhere. */
import assert from "node:assert/strict";
import type { NumberArray, Values } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { tfjsEngine } from "../../engines/tfjs.ts";
import { gradients } from "../../graph/autodiff.ts";
import type { Attributes, OpName, OpRow } from "../../graph/op.ts";
import { table } from "../../graph/table.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import { randomKey, randomUniform } from "../../random/counter.ts";
import { assertClose, FLOAT32_TOLERANCE } from "../engines/closeness.ts";
import { nativeEngines } from "../engines/native_engine.ts";
import { load, runOnce } from "../engines/run_program.ts";
import {
  applyCase,
  casesOf,
  feedsOf,
  inputsOf,
  type OpCase,
  opNames,
  programOf,
} from "./op_cases.ts";

/** Outputs whose gradient nobody needs, so that asking for it is a mistake. */
const WITHOUT_GRADIENT = ["mean", "inverseDeviation"];

for (const op of opNames) {
  Deno.test(`${op} has the shapes its samples name`, async () => {
    assert.notEqual(casesOf(op).length, 0, "an op without samples is an op without tests");
    for (const each of casesOf(op)) {
      const inputs = inputsOf(each);
      const result = applyCase(op, each, inputs);
      assert.deepEqual(result.shape, each.shape);
      const { output0 } = await runOnce(
        referenceEngine,
        programOf(op, inputs, [result]),
        feedsOf(each),
      );
      assert.equal(output0!.data.length, each.shape.reduce((product, size) => product * size, 1));
    }
  });

  Deno.test(`${op} has the gradient that finite differences give`, async () => {
    for (const each of casesOf(op)) await checkGradient(op, each);
  });

  for (const engine of [onnxEngine, tfjsEngine, ...nativeEngines]) {
    Deno.test(`${op} gives the same on ${engine.name} as in the reference`, async () => {
      for (const each of casesOf(op)) {
        const inputs = inputsOf(each);
        const result = applyCase(op, each, inputs);
        const program = programOf(op, inputs, [result]);
        const expected = await runOnce(referenceEngine, program, feedsOf(each));
        const actual = await runOnce(engine, program, feedsOf(each));
        const exact = result.dataType === "int" || op === "randomUniform";
        assertClose(actual.output0!, expected.output0!, exact ? 0 : FLOAT32_TOLERANCE, op);
      }
    });
  }
}

/** Compares d sum(output * weights) / d input with central differences, number by number. */
async function checkGradient<K extends OpName>(op: K, each: OpCase): Promise<void> {
  const inputs = inputsOf(each);
  const result = applyCase(op, each, inputs);
  const output = result.dataType === "float" ? result : result.equal(1);
  const key = randomKey(1, `weights of ${op}`);
  const length = each.shape.reduce((product, size) => product * size, 1);
  const weights = Array.from({ length }, (_, index) => randomUniform(key, index) - 0.5);
  const loss = output.mul(constant(weights, "float", each.shape)).sum();
  const isFloat = (_: unknown, index: number) => each.kinds[index] === "float";
  const floats = inputs.filter(isFloat);
  // Rounding to half precision makes steps, whose differences say nothing.
  if ("precision" in each.attributes && each.attributes.precision === 16) return;
  if (
    op === "crossEntropySlope" ||
    "output" in each.attributes && WITHOUT_GRADIENT.includes(String(each.attributes.output))
  ) {
    assert.throws(() => gradients(loss, floats), /No gradient flows through/);
    return;
  }
  assertNoGradientOfIntegers(op, each, inputs, result);
  const program = programOf(op, inputs, [loss, ...gradients(loss, floats)]);
  const executable = await load(referenceEngine, program);
  const feeds = feedsOf({ values: each.values.map(toFloat64) });
  const outputs = await executable.run(feeds);
  for (const [position, name] of Object.keys(feeds).filter(isFloat).entries()) {
    const gradient = outputs[`output${position + 1}`]!;
    const lossAt = async (index: number, value: number) => {
      const changed = withNumber(feeds, name, index, value);
      return (await executable.run(changed)).output0!.data[0]!;
    };
    const { shape, data } = feeds[name]!;
    const differences = new Float64Array(data.length);
    for (const [index, value] of data.entries()) {
      const step = 1e-5 * Math.max(1, Math.abs(value));
      const [above, below] = [value + step, value - step];
      const rise = await lossAt(index, above) - await lossAt(index, below);
      differences[index] = rise / (above - below);
    }
    assertClose(gradient, { shape, data: differences }, 1e-7, `gradient of ${op} for ${name}`);
  }
}

function assertNoGradientOfIntegers<K extends OpName>(
  op: K,
  { kinds, attributes }: OpCase,
  inputs: readonly Tensor[],
  result: Tensor,
): void {
  const row: OpRow<K> = table[op];
  // Mapped tuples lose their element type under a generic key.
  const adjoints = row.gradient(
    result,
    inputs as unknown as Parameters<OpRow<K>["gradient"]>[1],
    result,
    attributes as Attributes<K>,
  ) as unknown as readonly (Tensor | null)[];
  for (const [index, adjoint] of adjoints.entries()) {
    if (kinds[index] !== "float") assert.equal(adjoint, null, `${kinds[index]} input of ${op}`);
  }
}

function toFloat64({ shape, data }: { shape: readonly number[]; data: NumberArray }) {
  return { shape, data: data instanceof Float32Array ? Float64Array.from(data) : data };
}

function withNumber(feeds: Values, name: string, index: number, value: number): Values {
  const { shape, data } = feeds[name]!;
  const changed = data.slice();
  changed[index] = value;
  return { ...feeds, [name]: { shape, data: changed } };
}
