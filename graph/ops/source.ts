/** Ops that bring new numbers into a graph: constants, and random numbers from a counter. */
import {
  type RandomKey,
  randomKey,
  randomUniform,
  randomWordConstants,
} from "../../random/counter.ts";
import type { OnnxEmitter } from "../onnx_emitter.ts";
import type { OpTable } from "../op.ts";
import { singleShape } from "../runs.ts";
import { elementCount, formatShape, sameShape } from "../shape.ts";
import { sizeOf } from "./nd_array.ts";
import { floats, keys } from "./samples.ts";

/** Each stream gets its own words by XOR, so one key per step serves every mask of the step. */
function streamKey(words: ArrayLike<number>, stream: string): RandomKey {
  const [first, second] = randomKey(0, stream);
  return [(words[0]! ^ first) >>> 0, (words[1]! ^ second) >>> 0];
}

/** The numbers that `randomUniform` gives for one key. */
export function uniforms(words: ArrayLike<number>, stream: string, length: number): Float64Array {
  const named = streamKey(words, stream);
  return Float64Array.from({ length }, (_, index) => randomUniform(named, index));
}

/** Those of several keys, one after the other. */
function uniformsOf(keys: ArrayLike<number>, stream: string, length: number): Float64Array {
  const result = new Float64Array(length);
  const each = 2 * length / keys.length;
  for (let at = 0; 2 * at < keys.length; at++) {
    result.set(uniforms([keys[2 * at]!, keys[2 * at + 1]!], stream, each), at * each);
  }
  return result;
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
    batch: (_inputs, { values, shape, dataType }, runs) => runs.constant(values, dataType, shape),
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
  /** Of one key [2]; or of keys [...lead, 2], each for its part of `like`, which counts from 0. */
  randomUniform: {
    shape: ([words, like]) => {
      const lead = words.slice(0, -1);
      if (words.at(-1) !== 2) {
        throw new RangeError(`a key has shape [2], not ${formatShape(words)}`);
      }
      if (sameShape(like.slice(0, lead.length), lead)) return like;
      throw new RangeError(`keys ${formatShape(words)} do not fit ${formatShape(like)}`);
    },
    dataType: () => "float",
    gradient: () => [null, null],
    batch: ([words, like], { stream }, runs) => {
      const { tensor } = like;
      if (words.perRun) return words.tensor.randomUniform(runs.expand(like), stream);
      const single = tensor.slice(0, 0, 1).reshape(singleShape(like));
      return words.tensor.randomUniform(single, stream);
    },
    onnx: (emit, [words], { stream }, { shapes: [{ length }], shape }) => {
      const scalar = (value: number) => emit.constant([value], [], "int64");
      // Shape and counter do not depend on the step, so a loop computes them once.
      const [lead, part] = [shape.slice(0, length - 1), shape.slice(length - 1)];
      const range = emit.node("Range", [scalar(0), emit.size(elementCount(part)), scalar(1)]);
      const counter = emit.node("Reshape", [emit.cast(range, "key"), emit.shape(part)]);
      const named = emit.node("BitwiseXor", [
        words,
        emit.constant([...streamKey([0, 0], stream)], [2], "key"),
      ]);
      const word = (index: number) => {
        if (lead.length === 0) return emit.node("Gather", [named, scalar(index)]);
        const words = emit.node("Gather", [named, scalar(index)], { axis: lead.length });
        return emit.node("Reshape", [words, emit.shape([...lead, ...part.map(() => 1)])]);
      };
      const random = emitRandomWords(emit, counter, word(0), word(1));
      const fraction = emit.cast(shiftRight(emit, random, 8), "float");
      return emit.node("Mul", [fraction, emit.constant([2 ** -24], [], "float")]);
    },
    native: (emit, [words], { stream }, shape) => {
      const [first, second] = streamKey([0, 0], stream);
      const axis = words.shape.length - 1;
      const [lead, part] = [shape.slice(0, axis), shape.slice(axis)];
      const halves = [0, 1].map((half) => emit.slice(words, axis, half, [...lead, 1]));
      const draw = (counter: string) =>
        `random_uniform(${counter}, $0 ^ ${first}u, $1 ^ ${second}u)`;
      if (axis === 0) return emit.map(draw("$at"), halves, shape, "float");
      const keys = halves.map((half) => emit.reshape(half, [...lead, ...part.map(() => 1)]));
      const counters = emit.map("$at", [], part, "int");
      return emit.map(draw("$2"), [...keys, counters], shape, "float");
    },
    // TensorFlow.js has neither unsigned integers nor shifts, so the host counts.
    tfjs: (tf, [words, like], { stream }, shape) =>
      tf.tensor(Float32Array.from(uniformsOf(words.dataSync(), stream, like.size)), [...shape]),
    evaluate: ([words, like], { stream }) => uniformsOf(words.data, stream, sizeOf(like.shape)),
    samples: [
      {
        inputs: [keys([[0x01234567, 0xfedcba98]], [2]), floats([40, 5])],
        attributes: { stream: "dropout" },
        shape: [40, 5],
      },
      {
        inputs: [keys([[0x01234567, 0xfedcba98], [3, 4], [5, 6]], [3, 2]), floats([3, 4, 5])],
        attributes: { stream: "dropout" },
        shape: [3, 4, 5],
      },
    ],
  },
} satisfies Partial<OpTable>;
