/** The Fourier spectrum of the weights that stand for the numbers. */
import {
  concentration,
  dominantFrequencies,
  frequencyCorrelations,
  gini,
  powerSpectrum,
} from "../numerics/fourier.ts";
import { rowsOfResidues } from "../numerics/residues.ts";
import { checkEmbedding, defineMeasure, embeddingName } from "./measure.ts";
import { allPairs, wavesOf } from "./sample_pairs.ts";

const LAYERS = ["concentration", "correlation", "dominant", "gini", "isFourier"] as const;

/**
 * P[k] = mean over columns d of |FFT(W_E[:, d])[k]|², k = 1 … ⌊p/2⌋: `concentration` is the sum of the
 * three largest over that of all p frequencies, at most 1/2; `correlation` the best √(r_cos² +
 * r_sin²) of any column with any wave; `dominant` the strongest frequency; `gini` how unequal the
 * powers are (Nanda et al. 2023); `isFourier` is 1 where the correlation exceeds 0.7 and the
 * concentration 0.2, else 0.
 */
export const fourierSpectrum = defineMeasure({
  title: "Fourier spectrum",
  description: "how few frequencies the weights of the numbers are made of",
  source: "Nanda et al. 2023, arXiv:2301.05217",
  fields: {},
  check: (_, run) => checkEmbedding(run),
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: [embeddingName(run)!],
    everyRow: true,
  }),
  layers: () => LAYERS,
  measure(_, tensors, { pairs }) {
    const [matrix] = [...tensors.values()];
    const embedding = rowsOfResidues(pairs!, matrix!.shape[1]!, matrix!.data);
    const spectrum = powerSpectrum(embedding);
    const isFinite = spectrum.every(Number.isFinite);
    const few = concentration(spectrum, pairs!.modulus);
    const correlation = Math.max(...frequencyCorrelations(embedding));
    const values = {
      concentration: few,
      correlation,
      isFourier: correlation > 0.7 && few > 0.2 ? 1 : 0,
      dominant: dominantFrequencies(spectrum, 1)[0]!,
      gini: gini(spectrum.subarray(1)),
    };
    return LAYERS.map((layer) => ({ layer, value: isFinite ? values[layer] : NaN }));
  },
  samples: [{
    settings: {},
    tensors: { "embedding.weight": wavesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 11, [4]) },
    pairs: allPairs(11),
    measured: [
      { layer: "concentration", value: 0.5 },
      { layer: "correlation", value: 1 },
      { layer: "dominant", value: 4 },
      { layer: "gini", value: 0.8 }, // one of five
      { layer: "isFourier", value: 1 },
    ],
  }, {
    settings: {},
    tensors: { "embedding.weight": { shape: [5, 1], data: [7, 0, 0, 0, 0] } }, // all frequencies
    pairs: allPairs(5),
    measured: [
      { layer: "concentration", value: 2 / 5 },
      // (2/p) / (1 - 1/p) of its variance is that of each of the two waves of p = 5.
      { layer: "correlation", value: Math.SQRT1_2 },
      { layer: "dominant", value: 1 },
      { layer: "gini", value: 0 },
      { layer: "isFourier", value: 1 },
    ],
  }],
});
