/** Ops that bring new numbers into a graph: constants, and random numbers from a counter. */
import {
  type RandomKey,
  randomKey,
  randomUniform,
  randomWordConstants,
} from "../../random/counter.ts";
import type { OnnxEmitter } from "../onnx_emitter.ts";
import type { OpTable } from "../op.ts";
import { elementCount, formatShape } from "../shape.ts";
import { sizeOf } from "./nd_array.ts";
import { floats, key } from "./samples.ts";

/** Each stream gets its own words by XOR, so one key per step serves every mask of the step. */
function streamKey(words: ArrayLike<number>, stream: string): RandomKey {
  const [first, second] = randomKey(0, stream);
  return [(words[0]! ^ first) >>> 0, (words[1]! ^ second) >>> 0];
}

/** The numbers that `randomUniform` gives. */
export function uniforms(words: ArrayLike<number>, stream: string, length: number): Float64Array {
  const named = streamKey(words, stream);
  return Float64Array.from({ length }, (_, index) => randomUniform(named, index));
}

/** The steps of `randomWord` (random/counter.ts) on unsigned 32-bit tensors. */
function emitRandomWords(emit: OnnxEmitter, counter: string, first: string, second: string) {
  const { multipliers, shifts } = randomWordConstants;
  const xor = (a: string, b: string) => emit.node("BitwiseXor", [a, b]);
  const fold = (a: string, bits: number) => xor(a, shiftRight(emit, a, bits));
  const multiply = (a: string, by: number) => emit.node("Mul", [a, emit.constant([by], [], "key")]);
  let words = xor(counter, first);
  words = multiply(fold(words, shifts[0]), multipliers[0]);
  words = multiply(fold(xor(words, second), shifts[1]), multipliers[1]);
  return fold(words, shifts[2]);
}

function shiftRight(emit: OnnxEmitter, words: string, bits: number): string {
  const amount = emit.constant([bits], [], "key");
  return emit.node("BitShift", [words, amount], { direction: "RIGHT" });
}

export const source = {
  constant: {
    shape: (_, { values, shape }) => {
      const odd = values.find((value) => !Number.isFinite(value));
      if (odd !== undefined) throw new RangeError(`${odd} is not finite and has no text form`);
      if (values.length === elementCount(shape)) return shape;
      throw new RangeError(`${values.length} values do not fill ${formatShape(shape)}`);
    },
    dataType: (_, { dataType }) => dataType,
    gradient: () => [],
    onnx: (emit, _, { values, shape, dataType }) => emit.constant(values, shape, dataType),
    native: (emit, _, { values, shape, dataType }) => emit.constant(values, shape, dataType),
    tfjs: (tf, _, { values, shape, dataType }) =>
      tf.tensor([...values], [...shape], dataType === "float" ? "float32" : "int32"),
    evaluate: (_, { values }) => Float64Array.from(values),
    samples: [
      { inputs: [], attributes: { values: [1.5], shape: [], dataType: "float" }, shape: [] },
      { inputs: [], attributes: { values: [1, 2], shape: [2, 1], dataType: "int" }, shape: [2, 1] },
    ],
  },
  randomUniform: {
    shape: ([words, like]) => {
      if (words.length === 1 && words[0] === 2) return like;
      throw new RangeError(`a key has shape [2], not ${formatShape(words)}`);
    },
    dataType: () => "float",
    gradient: () => [null, null],
    onnx: (emit, [words], { stream }, { shape }) => {
      const scalar = (value: number) => emit.constant([value], [], "int64");
      // Shape and counter do not depend on the step, so a loop computes them once.
      const range = emit.node("Range", [scalar(0), emit.size(elementCount(shape)), scalar(1)]);
      const counter = emit.node("Reshape", [emit.cast(range, "key"), emit.shape(shape)]);
      const named = emit.node("BitwiseXor", [
        words,
        emit.constant([...streamKey([0, 0], stream)], [2], "key"),
      ]);
      const part = (index: number) => emit.node("Gather", [named, scalar(index)]);
      const random = emitRandomWords(emit, counter, part(0), part(1));
      const fraction = emit.cast(shiftRight(emit, random, 8), "float");
      return emit.node("Mul", [fraction, emit.constant([2 ** -24], [], "float")]);
    },
    native: (emit, [words], { stream }, shape) => {
      const [first, second] = streamKey([0, 0], stream);
      const parts = [0, 1].map((part) => emit.slice(words, 0, part, [1]));
      const draw = `random_uniform($at, $0 ^ ${first}u, $1 ^ ${second}u)`;
      return emit.map(draw, parts, shape, "float");
    },
    // TensorFlow.js has neither unsigned integers nor shifts, so the host counts.
    tfjs: (tf, [words, like], { stream }, shape) =>
      tf.tensor(Float32Array.from(uniforms(words.dataSync(), stream, like.size)), [...shape]),
    evaluate: ([words, like], { stream }) => uniforms(words.data, stream, sizeOf(like.shape)),
    samples: [
      {
        inputs: [key(0x01234567, 0xfedcba98), floats([40, 5])],
        attributes: { stream: "dropout" },
        shape: [40, 5],
      },
    ],
  },
} satisfies Partial<OpTable>;
