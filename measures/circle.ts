/** The circle that sums go round inside a network that has understood addition. */
import { firstOfEach } from "../numerics/fourier.ts";
import { sumCircle } from "../numerics/residues.ts";
import { checkPairs, defineMeasure, lastFeatures } from "./measure.ts";
import { allPairs, wavesOf } from "./sample_pairs.ts";

const LAYERS = ["value", "frequency", "angleCorrelation"] as const;

/**
 * Of the mean features of all pairs with one answer s, the two that are most like a cosine and a
 * sine of 2πks/p: `value` is max over ±k of |mean_s e^(i(θ_s ∓ 2πks/p))|, 1 for a perfect circle and
 * about √(π/4p) for chance; `frequency` is k; `angleCorrelation` is the value of the dashboard that
 * this follows, which is 1 for a circle of frequency 1 alone.
 */
export const circle = defineMeasure({
  title: "circle of sums",
  description: "how nearly the mean features of each answer go round a circle",
  fields: {},
  check: (_, run) => checkPairs(run),
  needs: (_, run) => ({
    observations: [lastFeatures(run)!],
    set: "train",
    parameters: [],
    everyRow: true,
  }),
  layers: () => LAYERS,
  measure(_, tensors, { pairs }) {
    const [features] = [...tensors.values()];
    const found = sumCircle(pairs!, firstOfEach(features!, pairs!.a.length));
    const { value, angleCorrelation, pair } = found ?? { value: NaN, angleCorrelation: NaN };
    const values = { value, frequency: pair?.frequency ?? NaN, angleCorrelation };
    return LAYERS.map((layer) => ({ layer, value: values[layer] }));
  },
  samples: [1, 3].map((k) => ({
    settings: {},
    tensors: { readout: wavesOf(allPairs(13).answers, 13, [k], 2) },
    pairs: allPairs(13),
    measured: [
      { layer: "value", value: 1 },
      { layer: "frequency", value: k },
      // Worked out apart from this code, in Python, by the definition.
      { layer: "angleCorrelation", value: k === 1 ? 1 : 3 / 7 },
    ],
  })),
});
