/** The circle of single numbers, on the two columns of the embedding that vary most. */
import { angleCorrelation, circularity, columnOf, widestColumns } from "../numerics/fourier.ts";
import { rowsOfResidues } from "../numerics/residues.ts";
import { checkEmbedding, defineMeasure, embeddingName } from "./measure.ts";
import { allPairs } from "./sample_pairs.ts";

/**
 * `circularity` is 1 - std(r) / mean(r) of the distances from the centre, 1 where all are equal;
 * `angleCorrelation` the best |Pearson| between angles and 2πn/p over all shifts.
 */
export const embeddingCircle = defineMeasure({
  title: "embedding circle",
  description: "whether the numbers lie on a circle on the columns that vary most",
  fields: {},
  check: (_, run) => checkEmbedding(run),
  needs: (_, run) => ({
    observations: [],
    set: "train",
    parameters: [embeddingName(run)!],
    everyRow: true,
  }),
  layers: () => ["circularity", "angleCorrelation"],
  measure(_, tensors, { pairs }) {
    const [matrix] = [...tensors.values()];
    const embedding = rowsOfResidues(pairs!, matrix!.shape[1]!, matrix!.data);
    const [x, y] = widestColumns(embedding, 2).map((column) => columnOf(embedding, column));
    const known = x !== undefined && y !== undefined && [...x, ...y].every(Number.isFinite);
    return [
      { layer: "circularity", value: known ? circularity(x, y) : NaN },
      { layer: "angleCorrelation", value: known ? angleCorrelation(x, y) : NaN },
    ];
  },
  samples: [{
    settings: {},
    // At modulus 4 a circle is a square, whose corners float32 knows exactly.
    tensors: { "embedding.weight": { shape: [4, 2], data: [3, 0, 0, 3, -3, 0, 0, -3] } },
    pairs: allPairs(4),
    measured: [
      { layer: "circularity", value: 1 },
      { layer: "angleCorrelation", value: 1 },
    ],
  }],
});
