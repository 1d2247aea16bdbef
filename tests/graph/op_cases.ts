/** Turns the samples of the op table into programs and arrays that tests can run. */
import type { Value, Values } from "../../engines/engine.ts";
import type { Attributes, Inputs, OpName, OpRow, SampleInput } from "../../graph/op.ts";
import { checkProgram, type Program } from "../../graph/program.ts";
import { table } from "../../graph/table.ts";
import { apply, input, type Tensor } from "../../graph/tensor.ts";
import { randomKey, randomUniform, randomWord } from "../../random/counter.ts";

/** A sample of any op, its input types forgotten. */
export interface OpCase {
  readonly op: OpName;
  readonly kinds: readonly SampleInput["kind"][];
  readonly values: readonly Value[];
  readonly attributes: object;
  readonly shape: readonly number[];
}

export const opNames = Object.keys(table) as OpName[];

/** Another `draw` gives other numbers. */
export function casesOf<K extends OpName>(op: K, draw = 0): OpCase[] {
  const row: OpRow<K> = table[op];
  return row.samples.map((sample, index) => {
    // Mapped tuples lose their element type under a generic key.
    const inputs = sample.inputs as unknown as readonly SampleInput[];
    return {
      op,
      kinds: inputs.map((each) => each.kind),
      values: inputs.map((each, position) => makeValue(each, `${op} ${index} ${position}`, draw)),
      attributes: sample.attributes,
      shape: sample.shape,
    };
  });
}

/** Numbers for one input; floats are float32 numbers, so every engine gets the same. */
function makeValue(sample: SampleInput, purpose: string, draw: number): Value {
  const { shape } = sample;
  const key = randomKey(draw, purpose);
  const length = shape.reduce((product, size) => product * size, 1);
  if (sample.kind === "key") {
    return {
      shape,
      data: Uint32Array.from(sample.keys.flat(), (word) => word + draw),
    };
  }
  if (sample.kind === "int") {
    const at = (_: unknown, index: number) => randomWord(key, index) % sample.below;
    return { shape, data: Int32Array.from({ length }, at) };
  }
  const { from, to } = sample;
  const at = (_: unknown, index: number) => from + (to - from) * randomUniform(key, index);
  return { shape, data: Float32Array.from({ length }, at) };
}

/** The inputs of a case as tensors of a program. */
export function inputsOf({ kinds, values }: OpCase): Tensor[] {
  return values.map(({ shape }, index) => input(`input${index}`, shape, kinds[index]!));
}

export function applyCase<K extends OpName>(op: K, { attributes }: OpCase, inputs: Tensor[]) {
  // The case was made from a sample of this op.
  return apply(op, inputs as unknown as Inputs<K, Tensor>, attributes as Attributes<K>);
}

/** A program that gives the tensors as results output0, output1, … */
export function programOf(name: string, inputs: readonly Tensor[], outputs: readonly Tensor[]) {
  const program: Program = {
    name,
    inputs: inputs.map((tensor) => ({ role: "fixed", tensor })),
    outputs: outputs.map((tensor, index) => ({ role: "result", name: `output${index}`, tensor })),
  };
  return checkProgram(program);
}

export function feedsOf({ values }: Pick<OpCase, "values">): Values {
  return Object.fromEntries(values.map((value, index) => [`input${index}`, value]));
}
