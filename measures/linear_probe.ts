/** What a linear classifier can read off each layer (Deep Grokking, arXiv:2405.19454). */
import { z } from "zod";
import { randomKey, randomPermutation } from "../random/counter.ts";
import { checkFeatures, checkSet, defineMeasure, featuresOf, type Matrix } from "./measure.ts";
import { accuracyOf, type Examples, trainProbe } from "./probe.ts";

const fields = {
  learnFrom: z.string().default("train").meta({ description: "the rows that probes learn from" }),
  set: z.string().default("validation").meta({ description: "the rows that they are tested on" }),
  tensors: z.array(z.string()).min(1).optional().meta({
    description: "names of inner tensors; all that are matrices if left out",
  }),
  share: z.number().gt(0).max(1).default(0.8).meta({
    description: "the fraction of learnFrom that they learn from, drawn by the seed",
  }),
  epochs: z.int().min(1).default(30).meta({ description: "passes over these rows" }),
  batch: z.int().min(1).default(512).meta({ description: "rows of each step" }),
  learningRate: z.number().gt(0).default(1e-3).meta({ description: "of Adam" }),
  penalty: z.number().min(0).default(1e-3).meta({
    description: "times the Frobenius norm of its weights, is added to the loss",
  }),
  seed: z.int().min(0).default(0).meta({ description: "of first weights and of batches" }),
};

/**
 * For each layer the accuracy on `set` of a linear classifier of its outputs, all positions of a row
 * side by side, that was trained by Adam on some of `learnFrom`. With the defaults it takes 30 steps for
 * each 512 rows: of few rows, smaller batches tell more.
 */
export const linearProbe = defineMeasure({
  title: "linear probe",
  description: "accuracy of a linear classifier of each layer's outputs",
  source: "Deep Grokking, arXiv:2405.19454",
  fields,
  *check({ learnFrom, set, tensors = [] }, run) {
    yield* checkSet(learnFrom, run, "learnFrom");
    yield* checkSet(set, run);
    yield* checkFeatures(tensors, run);
    const { output } = run.data;
    if (output.kind === "classes" && output.answers === 1) return;
    yield { fields: ["kind"], message: "needs a task whose rows have one answer, a class" };
  },
  needs: ({ set, tensors }, run) => ({
    observations: tensors ?? featuresOf(run),
    set,
    parameters: [],
    observes: true,
  }),
  layers: ({ tensors }, run) => tensors ?? featuresOf(run),
  async measure({ learnFrom, set, share, ...settings }, _, network) {
    const targets = network.targets.data;
    const count = 1 + Array.from(targets).reduce((most, target) => Math.max(most, target), 0);
    const all = network.rows(learnFrom);
    const order = randomPermutation(randomKey(settings.seed, "probe rows"), all.length);
    const rows = order.subarray(0, Math.max(1, Math.round(share * all.length)))
      .map((at) => all[at]!);
    const tested = network.rows(set);
    const [learned, asked] = [await network.observe(rows), await network.observe(tested)];
    return [...learned].map(([layer, matrix]) => {
      const known = examplesOf(matrix, rows, targets);
      const fresh = examplesOf(asked.get(layer)!, tested, targets);
      const isFinite = known.features.every(Number.isFinite) &&
        fresh.features.every(Number.isFinite);
      const probe = isFinite ? trainProbe(known, count, settings) : null;
      return { layer, value: probe === null ? NaN : accuracyOf(probe, fresh, count) };
    });
  },
  samples: [{
    settings: {
      learnFrom: "train",
      set: "validation",
      tensors: undefined,
      share: 1,
      epochs: 200,
      batch: 4,
      learningRate: 0.05,
      penalty: 1e-3,
      seed: 0,
    },
    tensors: {},
    sets: { train: Int32Array.of(0, 1, 2, 3), validation: Int32Array.of(4, 5, 6, 7) },
    network: {
      // Two classes, by the sign of x; y says nothing, and a layer that forgot x knows one class.
      targets: { shape: [8, 1], data: [0, 1, 0, 1, 0, 1, 0, 1] },
      observe: (rows) =>
        Promise.resolve(
          new Map([
            ["told", pointsOf(rows, (row) => [row % 2 === 0 ? -1 : 1, row % 3])],
            ["half told", pointsOf(rows, (row) => [row === 4 ? 2 : row % 2 === 0 ? -1 : 1, 0])],
            ["forgotten", pointsOf(rows, () => [0, 0])],
          ]),
        ),
    },
    measured: [
      { layer: "told", value: 1 },
      { layer: "half told", value: 3 / 4 }, // one of the rows lies on the other side
      { layer: "forgotten", value: 1 / 2 },
    ],
  }],
});

function pointsOf(rows: Int32Array, point: (row: number) => number[]): Matrix {
  return { shape: [rows.length, 2], data: Array.from(rows).flatMap(point) };
}

/** Of each row all positions side by side. */
function examplesOf(
  { data }: Matrix,
  rows: Int32Array,
  targets: ArrayLike<number>,
): Examples {
  return {
    features: Float64Array.from(data),
    width: data.length / rows.length,
    classes: rows.map((row) => targets[row]!),
  };
}
