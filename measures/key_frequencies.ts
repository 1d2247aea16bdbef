/** How many neurons compute with one frequency, of a and b together. */
import { z } from "zod";
import { columnsOf, firstOfEach, waves } from "../numerics/fourier.ts";
import { frequencyShares } from "../numerics/plane_waves.ts";
import { squareOf } from "../numerics/residues.ts";
import { checkPairs, defineMeasure, featuresOf, lastFeatures, type Measurable } from "./measure.ts";
import { allPairs } from "./sample_pairs.ts";

const LAYERS = ["neurons", "frequencies", "variance"] as const;

/**
 * Of each neuron over all pairs the frequency that explains most of its variance, by waves of a,
 * of b and their products: `variance` is that share, the mean over neurons that vary; `neurons` the
 * fraction of neurons that have `threshold` of it or more, and `frequencies` how many frequencies
 * these have: the key frequencies.
 */
export const keyFrequencies = defineMeasure({
  title: "key frequencies",
  description: "how many neurons compute with a single frequency, and with how many in all",
  source: "Nanda et al. 2023, arXiv:2301.05217, section 4.2",
  fields: {
    threshold: z.number().gt(0).max(1).default(0.85).meta({
      description: "the share of a neuron's variance that its frequency explains",
    }),
    tensor: z.string().min(1).optional().meta({
      description: "the inner tensor with the neurons; the last feed-forward layer, or the last " +
        "layer, if left out",
    }),
  },
  *check({ tensor }, run) {
    yield* checkPairs(run);
    const known = featuresOf(run);
    if (tensor === undefined || known.includes(tensor)) return;
    const message = `"${tensor}" is no matrix inside this network; there are ${known.join(", ")}`;
    yield { fields: ["tensor"], message };
  },
  needs: ({ tensor }, run) => ({
    observations: [tensor ?? neuronsOf(run)],
    set: "train",
    parameters: [],
    everyRow: true,
  }),
  layers: () => LAYERS,
  measure({ threshold }, tensors, { pairs }) {
    const [neurons] = [...tensors.values()];
    const p = pairs!.modulus;
    const basis = waves(p);
    const found = columnsOf(firstOfEach(neurons!, pairs!.a.length)).map((values) => {
      const shares = frequencyShares(squareOf(pairs!, values), p, basis);
      const share = Math.max(...shares);
      return { share, frequency: shares.indexOf(share) + 1 };
    });
    const varying = found.filter(({ share }) => share !== 0);
    const keys = found.filter(({ share }) => share >= threshold * (1 - 1e-12));
    const variance = varying.reduce((sum, { share }) => sum + share, 0) /
      Math.max(1, varying.length);
    const values = {
      neurons: keys.length / found.length,
      frequencies: new Set(keys.map(({ frequency }) => frequency)).size,
      variance,
    };
    return LAYERS.map((layer) => ({
      layer,
      value: Number.isFinite(variance) ? values[layer] : NaN,
    }));
  },
  samples: [{
    settings: { threshold: 0.85, tensor: undefined },
    tensors: { readout: fourNeurons() },
    pairs: allPairs(7),
    measured: [
      { layer: "neurons", value: 2 / 4 },
      { layer: "frequencies", value: 2 },
      { layer: "variance", value: (1 + 1 + 0.8) / 3 },
    ],
  }],
});

/** A wave of a + b, a product of waves, waves of two frequencies, and a neuron that is dead. */
function fourNeurons() {
  const { a, b } = allPairs(7);
  const wave = (k: number, n: number) => Math.cos(2 * Math.PI * k * n / 7);
  const data = Array.from(a).flatMap((each, row) => {
    const other = b[row]!;
    return [
      wave(3, each + other),
      5 + wave(2, each) * wave(2, other),
      2 * wave(1, each) + wave(3, other),
      4,
    ];
  });
  return { shape: [a.length, 4], data };
}

function neuronsOf(run: Measurable): string {
  return featuresOf(run).findLast((name) => name.endsWith("feedForward")) ?? lastFeatures(run)!;
}
