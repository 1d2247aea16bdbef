/** Whether each neuron listens to one frequency or to many. */
import {
  columnsOf,
  inverseParticipation as participation,
  powerSpectrum,
} from "../numerics/fourier.ts";
import { rowsOfResidues } from "../numerics/residues.ts";
import { checkEmbedding, defineMeasure, embeddingName } from "./measure.ts";
import { allPairs } from "./sample_pairs.ts";

/**
 * Of the weights of each neuron over the numbers, Σ_k w_k² of the shares w that frequencies
 * k = 1 … ⌊p/2⌋ have in its power; the mean over all neurons. 1 where each is a single wave, and about
 * 2/(p/2) for chance. Doshi et al. sum |ŵ|⁴ over all p frequencies, which is half of it for waves.
 */
export const inverseParticipation = defineMeasure({
  title: "inverse participation",
  description: "how few frequencies each neuron listens to",
  source: "Doshi et al. 2023, arXiv:2310.13061",
  fields: {},
  check: (_, run) => checkEmbedding(run),
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: [embeddingName(run)!],
    everyRow: true,
  }),
  layers: () => [],
  measure(_, tensors, { pairs }) {
    const [matrix] = [...tensors.values()];
    const weights = rowsOfResidues(pairs!, matrix!.shape[1]!, matrix!.data);
    if (!Array.from(weights.data).every(Number.isFinite)) return [{ value: NaN }];
    const ratios = columnsOf(weights).map((data) =>
      participation(powerSpectrum({ rows: weights.rows, width: 1, data }).subarray(1))
    );
    return [{ value: ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length }];
  },
  samples: [{
    settings: {},
    // At modulus 4 a wave of frequency 1 is 1, 0, -1, 0; an impulse has both frequencies alike.
    tensors: { "hidden.weight": { shape: [4, 2], data: [1, 1, 0, 0, -1, 0, 0, 0] } },
    pairs: allPairs(4),
    measured: [{ value: (1 + 1 / 2) / 2 }],
  }],
});
