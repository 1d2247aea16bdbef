/** The neurons most like waves, over all pairs. */
import { correlation, type Rows } from "../numerics/fourier.ts";
import {
  meansByAnswer,
  type ResiduePairs,
  type WaveNeuron,
  waveNeurons,
} from "../numerics/residues.ts";
import { type NeuronFacts, NEURONS } from "./frame.ts";

export function neuronsOf(
  pairs: ResiduePairs,
  features: Rows,
): { facts: NeuronFacts; arrays: { neurons: Uint8Array } } {
  const { modulus: p, a, b } = pairs;
  const shown = strongest(
    waveNeurons(meansByAnswer(pairs, features)),
    Math.min(NEURONS, features.width),
  );
  const columns = shown.map(({ place }) =>
    Float64Array.from(a, (_, row) => features.data[row * features.width + place]!)
  );
  const ranges = columns.map(rangeOf);
  const bytes = new Uint8Array(shown.length * p * p);
  for (const [index, values] of columns.entries()) {
    const [least, most] = ranges[index]!;
    const scale = most > least ? 255 / (most - least) : 0;
    for (const [row, value] of values.entries()) {
      bytes[(index * p + a[row]!) * p + b[row]!] = Math.round((value - least) * scale);
    }
  }
  return {
    facts: {
      places: shown.map(({ place }) => place),
      frequencies: shown.map(({ frequency }) => frequency),
      strengths: shown.map(({ strength }) => strength),
      ranges,
      correlations: columns.flatMap((x) => columns.map((y) => correlation(x, y))),
    },
    arrays: { neurons: bytes },
  };
}

/** Those most like a wave; where no neuron is, those that vary most. */
function strongest(neurons: readonly WaveNeuron[], count: number): WaveNeuron[] {
  return neurons.toSorted((x, y) =>
    y.strength - x.strength || y.spread - x.spread || x.place - y.place
  ).slice(0, count);
}

function rangeOf(values: Float64Array): [least: number, most: number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
