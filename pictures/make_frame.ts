/** From a network at one checkpoint to what its pictures show. */
import {
  angleCorrelation,
  circularity,
  columnOf,
  concentration,
  dominantFrequencies,
  frequencyCorrelations,
  powerSpectrum,
  type Rows,
  widestColumns,
} from "../numerics/fourier.ts";
import { type ResiduePairs, sumCircle } from "../numerics/residues.ts";
import { answersOf } from "./answers.ts";
import type { CircleFacts, EmbeddingFacts, Frame, FrameFacts, SpectrumFacts } from "./frame.ts";
import type { Attention, Moment } from "./moment.ts";
import { neuronsOf } from "./neurons.ts";
import type { PackedArray } from "./packed.ts";

const DOMINANT = 5;

/** Of a network that diverged, those parts are left out whose numbers are not finite. */
export function makeFrame(moment: Moment): Frame {
  const { pairs } = moment;
  const [features, outputs, embedding] = [
    finite(moment.features),
    finite(moment.outputs),
    finite(moment.embedding),
  ];
  const attention = moment.attention.filter((layer) => finite(layer) !== null);
  const arrays: Record<string, PackedArray> = {};
  const keep = <Facts>(made: { facts: Facts; arrays: Record<string, PackedArray> } | null) => {
    Object.assign(arrays, made?.arrays);
    return made?.facts ?? null;
  };
  const facts: FrameFacts = {
    step: moment.step,
    modulus: pairs?.modulus ?? null,
    positions: pairs?.positions ?? [],
    accuracy: keep(pairs && outputs && answersOf(pairs, outputs, moment)),
    circle: keep(pairs && features && circleOf(pairs, features)),
    neurons: keep(pairs && features && neuronsOf(pairs, features)),
    spectrum: keep(embedding && spectrumOf(embedding)),
    embedding: keep(embedding && embeddingOf(embedding)),
    attention: attention.map(({ name, heads, queries, keys }) => ({
      name,
      heads,
      queries,
      keys,
    })),
  };
  for (const layer of attention) arrays[`attention.${layer.name}`] = meanAttention(layer);
  return { facts, arrays };
}

function finite<Part extends { readonly data: ArrayLike<number> }>(part: Part | null) {
  return part !== null && Array.from(part.data).every(Number.isFinite) ? part : null;
}

function circleOf(
  pairs: ResiduePairs,
  features: Rows,
): { facts: CircleFacts; arrays: Record<string, PackedArray> } | null {
  const circle = sumCircle(pairs, features);
  if (circle === null) return null;
  const { pair: { frequency, cosine, sine }, x, y, value, angleCorrelation } = circle;
  return {
    facts: {
      neurons: [cosine.column, sine.column],
      frequency,
      correlations: [Math.abs(cosine.correlation), Math.abs(sine.correlation)],
      value,
      angleCorrelation,
    },
    arrays: { circle: Float32Array.from([...x, ...y]) },
  };
}

function spectrumOf(
  embedding: Rows,
): { facts: SpectrumFacts; arrays: Record<string, PackedArray> } {
  const spectrum = powerSpectrum(embedding);
  return {
    facts: {
      dominant: dominantFrequencies(spectrum, DOMINANT),
      concentration: concentration(spectrum, embedding.rows),
      bestCorrelation: Math.max(...frequencyCorrelations(embedding)),
    },
    arrays: { spectrum: Float32Array.from(spectrum) },
  };
}

function embeddingOf(
  embedding: Rows,
): { facts: EmbeddingFacts; arrays: Record<string, PackedArray> } | null {
  const [first, second] = widestColumns(embedding, 2);
  if (first === undefined || second === undefined) return null;
  const [x, y] = [columnOf(embedding, first), columnOf(embedding, second)];
  return {
    facts: {
      columns: [first, second],
      circularity: circularity(x, y),
      angleCorrelation: angleCorrelation(x, y),
    },
    arrays: { embedding: Float32Array.from([...x, ...y]) },
  };
}

/** The mean over rows [heads, queries, keys]. */
function meanAttention({ heads, queries, keys, data }: Attention): Float32Array {
  const size = heads * queries * keys;
  const sums = new Float64Array(size);
  for (let index = 0; index < data.length; index++) sums[index % size]! += data[index]!;
  return Float32Array.from(sums, (sum) => sum * size / data.length);
}
