/** How many neurons are waves of the answer. */
import { z } from "zod";
import { firstOfEach } from "../numerics/fourier.ts";
import { meansByAnswer, waveNeurons } from "../numerics/residues.ts";
import { checkPairs, defineMeasure, lastFeatures } from "./measure.ts";
import { allPairs, wavesOf } from "./sample_pairs.ts";

const LAYERS = ["strength", "share", "frequencies"] as const;

/**
 * Of each neuron the mean over the pairs with one answer s, and its best correlation with waves of
 * s, √(r_cos² + r_sin²): `strength` is the mean over all neurons, `share` the fraction of neurons
 * from `threshold` on, `frequencies` how many frequencies these have.
 */
export const neuronWaves = defineMeasure({
  title: "neuron waves",
  description: "how many of the last neurons are waves of the answer",
  fields: {
    threshold: z.number().gt(0).max(1).default(0.85).meta({
      description: "the correlation from which a neuron counts as a wave",
    }),
  },
  check: (_, run) => checkPairs(run),
  needs: (_, run) => ({
    observations: [lastFeatures(run)!],
    set: "train",
    parameters: [],
    everyRow: true,
  }),
  layers: () => LAYERS,
  measure({ threshold }, tensors, { pairs }) {
    const [features] = [...tensors.values()];
    const means = meansByAnswer(pairs!, firstOfEach(features!, pairs!.a.length));
    const neurons = waveNeurons(means);
    const waves = neurons.filter(({ strength }) => strength >= threshold);
    const strength = neurons.reduce((sum, one) => sum + one.strength, 0) / neurons.length;
    const values = {
      strength,
      share: waves.length / neurons.length,
      frequencies: new Set(waves.map(({ frequency }) => frequency)).size,
    };
    return LAYERS.map((layer) => ({
      layer,
      value: Number.isFinite(strength) ? values[layer] : NaN,
    }));
  },
  samples: [{
    settings: { threshold: 0.85 },
    tensors: { readout: wavesOf(allPairs(11).answers, 11, [2, 5]) },
    pairs: allPairs(11),
    measured: [
      { layer: "strength", value: 1 },
      { layer: "share", value: 1 },
      { layer: "frequencies", value: 2 },
    ],
  }, {
    // Waves of a alone have the same mean for every answer.
    settings: { threshold: 0.85 },
    tensors: { readout: { shape: [9, 1], data: [5, 5, 5, -1, -1, -1, 2, 2, 2] } },
    pairs: allPairs(3),
    measured: [
      { layer: "strength", value: 0 },
      { layer: "share", value: 0 },
      { layer: "frequencies", value: 0 },
    ],
  }],
});
