/** A fixed random network whose outputs others are to learn: a function of its settings alone. */
import { z } from "zod";
import { exp } from "../numerics/elementary.ts";
import { randomKey, randomUniform } from "../random/counter.ts";
import type { SettingsOf } from "../schemas/kinds.ts";

/** Bit-exact on every machine, since labels are made with them. */
const activations = {
  tanh: (x: number) => 1 - 2 / (exp(2 * x) + 1),
  relu: (x: number) => Math.max(0, x),
  square: (x: number) => x * x,
} as const;

type ActivationName = keyof typeof activations;

/** What every task with a teacher asks about it. */
export const teacherFields = {
  teacherWidth: z.int().min(1).max(1024).default(64).meta({
    description: "units of each hidden layer of the teacher",
  }),
  teacherDepth: z.int().min(0).max(16).default(2).meta({
    description: "hidden layers of the teacher; with 0 its outputs are linear in its inputs",
  }),
  teacherActivation: z.enum(Object.keys(activations) as ActivationName[]).default("tanh").meta({
    description: "what the hidden layers of the teacher apply",
  }),
  teacherScale: z.number().gt(0).max(100).default(1).meta({
    description:
      "weights and biases of the teacher are uniform within teacherScale / sqrt(inputs of " +
      "a layer), 1 being torch.nn.Linear's; a larger scale makes labels change faster",
  }),
  teacherSeed: z.int().min(0).max(0xffffffff).default(0).meta({
    description: "seed of the teacher's weights: another one is another task",
  }),
};

export type TeacherSettings = SettingsOf<typeof teacherFields>;

interface Layer {
  /** Row-major [outputs, inputs]. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** The outputs of the teacher for one row of inputs. */
export type Teacher = (inputs: Float64Array) => Float64Array;

/** The teacher with so many inputs and outputs. */
export function buildTeacher(settings: TeacherSettings, inputs: number, outputs: number): Teacher {
  const {
    teacherWidth: width,
    teacherDepth: depth,
    teacherActivation: activation,
    teacherScale: scale,
    teacherSeed: seed,
  } = settings;
  const sizes = [inputs, ...Array<number>(depth).fill(width), outputs];
  const layers = sizes.slice(1).map((size, index): Layer => {
    const fanIn = sizes[index]!;
    const bound = scale / Math.sqrt(fanIn);
    const draw = (purpose: string, count: number) => {
      const key = randomKey(seed, purpose, index);
      return Float64Array.from(
        { length: count },
        (_, at) => bound * (2 * randomUniform(key, at) - 1),
      );
    };
    return { weights: draw("teacherWeights", size * fanIn), biases: draw("teacherBiases", size) };
  });
  const activate = activations[activation];
  return (row) =>
    layers.reduce((values, layer, index) => {
      const sums = applyLayer(layer, values);
      return index < depth ? sums.map(activate) : sums;
    }, row);
}

function applyLayer({ weights, biases }: Layer, inputs: Float64Array): Float64Array {
  return biases.map((bias, output) => {
    let sum = bias;
    for (let input = 0; input < inputs.length; input++) {
      sum += weights[output * inputs.length + input]! * inputs[input]!;
    }
    return sum;
  });
}

/**
 * The largest output of each row of row-major [rows, outputs], once each output has mean 0 and
 * deviation 1 over all rows. That is another scale and bias of the teacher's last layer, without
 * which one output would often be the largest everywhere.
 */
export function largestOutputs(outputs: Float64Array, width: number): Int32Array {
  const rows = outputs.length / width;
  const standard = new Float64Array(outputs.length);
  for (let output = 0; output < width; output++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < rows; row++) sum += outputs[row * width + output]!;
    const mean = sum / rows;
    for (let row = 0; row < rows; row++) squares += (outputs[row * width + output]! - mean) ** 2;
    const deviation = Math.sqrt(squares / rows) || 1;
    for (let row = 0; row < rows; row++) {
      standard[row * width + output] = (outputs[row * width + output]! - mean) / deviation;
    }
  }
  return Int32Array.from({ length: rows }, (_, row) => {
    const values = standard.subarray(row * width, (row + 1) * width);
    return values.indexOf(values.reduce((largest, value) => Math.max(largest, value)));
  });
}
