/** How well the slopes of a network tell the answers apart (Kumar et al. 2023). */
import { z } from "zod";
import { type RandomKey, randomKey, randomPermutation, randomWord } from "../random/counter.ts";
import { checkSet, defineMeasure, type Matrix, namesOf } from "./measure.ts";
import { vectorOf } from "./weight_vector.ts";

const fields = {
  set: z.string().default("train").meta({ description: "the rows it is measured on" }),
  rows: z.int().min(2).default(48).meta({
    description:
      "at most so many of them, drawn by the seed; each costs a slope for each direction",
  }),
  classes: z.int().min(2).default(6).meta({
    description: "so many classes, drawn by the seed, are what rows are drawn from: of a hundred " +
      "classes no two rows would be of the same one",
  }),
  directions: z.int().min(1).default(4).meta({
    description: "random directions among the outputs; all outputs where there are no more",
  }),
  seed: z.int().min(0).default(0).meta({ description: "of rows, classes and directions" }),
};

/**
 * ⟨K, Y⟩ / (||K|| ||Y||), both centred: the similarity (CKA) of the empirical neural tangent kernel
 * K_ij = Σ_o ∂f_o(x_i)/∂w · ∂f_o(x_j)/∂w and of the answers' Y_ij = y_i · y_j, y being numbers, or 1 for
 * the class. It rises where a network learns features, and stays where training is lazy. The sum over
 * outputs is over random signs v, Σ ∂(v·f)(x_i)/∂w · ∂(v·f)(x_j)/∂w, whose mean it is.
 */
export const kernelAlignment = defineMeasure({
  title: "kernel alignment",
  description: "similarity of the neural tangent kernel and the answers, from 0 to 1",
  source: "Kumar et al. 2023, arXiv:2310.06110",
  fields,
  *check({ set }, run) {
    yield* checkSet(set, run);
    const { output } = run.data;
    if (output.kind === "numbers" || output.answers === 1) return;
    yield { fields: ["kind"], message: "needs a task whose rows have one answer" };
  },
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: namesOf(run),
    differentiates: "outputs",
  }),
  layers: () => [],
  async measure(settings, tensors, network) {
    if (!vectorOf(tensors).every(Number.isFinite)) return [{ value: NaN }];
    const { targets, outputs } = network;
    const rows = drawRows(network.rows(settings.set), targets, settings);
    const kernel = new Float64Array(rows.length ** 2);
    for (const direction of drawDirections(outputs, settings.directions, settings.seed)) {
      const slopes: Float64Array[] = [];
      for (const row of rows) {
        slopes.push(vectorOf(await network.pullBack(Int32Array.of(row), direction)));
      }
      addProducts(kernel, slopes);
    }
    const answers = new Float64Array(rows.length ** 2);
    addProducts(answers, Array.from(rows, (row) => answerOf(targets, row)));
    const [k, y] = [centred(kernel, rows.length), centred(answers, rows.length)];
    return [{ value: dot(k, y) / Math.sqrt(dot(k, k) * dot(y, y)) }];
  },
  samples: [
    // Of a linear network w · x the kernel is x xᵀ: that of answers 3 x + 1, and none of others.
    linear([-1, 0, 1], [-2, 1, 4], 1),
    linear([-1, 0, 1], [1, -2, 1], 0),
    linear([-1, 0, 1], [1, 2, 2], 3 / 4), // the squared correlation
    // Features that are the classes, of a network that multiplies them by a matrix.
    {
      settings: { set: "train", rows: 9, classes: 2, directions: 2, seed: 0 },
      tensors: { w: { shape: [2, 2], data: [1, 0, 0, 1] } },
      sets: { train: Int32Array.of(0, 1, 2, 3, 4) },
      network: {
        outputs: 2,
        targets: { shape: [5, 1], data: Int32Array.of(0, 1, 0, 1, 1) },
        pullBack: (rows: Int32Array, direction: Float32Array) => {
          const feature = [0, 1, 0, 1, 1][rows[0]!] === 0 ? [1, 0] : [0, 1];
          const data = feature.flatMap((each) => Array.from(direction, (v) => each * v));
          return Promise.resolve(new Map([["w", { shape: [2, 2], data }]]));
        },
      },
      measured: [{ value: 1 }],
    },
  ],
});

/** A linear network of one weight, of numbers x with numbers y for answers. */
function linear(x: readonly number[], y: readonly number[], value: number) {
  return {
    settings: { set: "train", rows: 3, classes: 2, directions: 1, seed: 0 },
    tensors: { w: { shape: [1], data: [0.5] } },
    sets: { train: Int32Array.of(0, 1, 2) },
    network: {
      outputs: 1,
      targets: { shape: [3, 1], data: Float32Array.from(y) },
      pullBack: (rows: Int32Array, direction: Float32Array) => {
        const slope = Array.from(rows).reduce((sum, row) => sum + direction[0]! * x[row]!, 0);
        return Promise.resolve(new Map([["w", { shape: [1], data: [slope] }]]));
      },
    },
    measured: [{ value }],
  };
}

function isClass({ data }: Matrix): boolean {
  return data instanceof Int32Array;
}

/** In the order of the table. */
function drawRows(
  all: Int32Array,
  targets: Matrix,
  { rows: count, classes, seed }: { rows: number; classes: number; seed: number },
): Int32Array {
  const shuffled = randomPermutation(randomKey(seed, "kernel rows"), all.length)
    .map((at) => all[at]!);
  if (!isClass(targets)) return shuffled.subarray(0, count).toSorted();
  const chosen = new Set<number>();
  for (const row of shuffled) if (chosen.size < classes) chosen.add(targets.data[row]!);
  return shuffled.filter((row) => chosen.has(targets.data[row]!)).subarray(0, count).toSorted();
}

/** Each output alone where there are no more; else signs. */
function drawDirections(outputs: number, count: number, seed: number): Float32Array[] {
  if (outputs <= count) {
    return Array.from(
      { length: outputs },
      (_, one) => Float32Array.from({ length: outputs }, (_, at) => at === one ? 1 : 0),
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const key: RandomKey = randomKey(seed, "kernel direction", index);
    return Float32Array.from(
      { length: outputs },
      (_, at) => randomWord(key, at) % 2 === 0 ? 1 : -1,
    );
  });
}

/** The numbers themselves, or 1 at the class. */
function answerOf({ shape, data }: Matrix, row: number): Float64Array {
  const width = data.length / shape[0]!;
  const numbers = Float64Array.from({ length: width }, (_, at) => data[row * width + at]!);
  if (!(data instanceof Int32Array)) return numbers;
  const vector = new Float64Array(Math.max(...numbers) + 1);
  vector[numbers[0]!] = 1;
  return vector;
}

/** Adds the product of each vector with each; of different lengths, the shorter ends in zeros. */
function addProducts(sums: Float64Array, vectors: readonly Float64Array[]): void {
  const count = vectors.length;
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      const product = dot(vectors[i]!, vectors[j]!);
      sums[i * count + j]! += product;
      if (j > i) sums[j * count + i]! += product;
    }
  }
}

/** Without the means of rows and of columns. */
function centred(square: Float64Array, count: number): Float64Array {
  const means = Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < count; column++) sum += square[row * count + column]!;
    return sum / count;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / count;
  return square.map((value, at) =>
    value - means[Math.floor(at / count)]! - means[at % count]! + mean
  );
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < Math.min(x.length, y.length); at++) sum += x[at]! * y[at]!;
  return sum;
}
