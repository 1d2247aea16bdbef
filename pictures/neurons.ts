/** The neurons most like waves, over all pairs. */
import { correlationMatrix, type Rows } from "../numerics/fourier.ts";
import { planeFrequencies, planePowers, planeWaves } from "../numerics/plane_waves.ts";
import {
  meansByAnswer,
  type ResiduePairs,
  shareByAnswer,
  squareOf,
  type WaveNeuron,
  waveNeurons,
} from "../numerics/residues.ts";
import { type NeuronFacts, NEURONS } from "./frame.ts";

export function neuronsOf(
  pairs: ResiduePairs,
  features: Rows,
): { facts: NeuronFacts; arrays: { neurons: Uint8Array; planes: Uint8Array } } {
  const { modulus: p, a, b } = pairs;
  const shown = strongest(
    waveNeurons(meansByAnswer(pairs, features)),
    Math.min(NEURONS, features.width),
  );
  const columns = shown.map(({ place }) =>
    Float64Array.from(a, (_, row) => features.data[row * features.width + place]!)
  );
  const ranges = columns.map(rangeOf);
  const planes = columns.map((values) => planeOf(pairs, values));
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
      correlations: correlationMatrix(columns),
      byAnswer: columns.map((values) => shareByAnswer(pairs, values)),
      waves: planes.map(({ strongest }) => strongest),
    },
    arrays: { neurons: bytes, planes: joined(planes.map(({ amplitudes }) => amplitudes)) },
  };
}

/** Those most like a wave; where no neuron is, those that vary most. */
function strongest(neurons: readonly WaveNeuron[], count: number): WaveNeuron[] {
  return neurons.toSorted((x, y) =>
    y.strength - x.strength || y.spread - x.spread || x.place - y.place
  ).slice(0, count);
}

interface Plane {
  readonly amplitudes: Uint8Array;
  readonly strongest: readonly [alongA: number, alongB: number];
}

/** The waves over all pairs that a neuron is made of; a pair that the table leaves out adds nothing. */
function planeOf(pairs: ResiduePairs, values: Float64Array): Plane {
  const p = pairs.modulus;
  const powers = planePowers(squareOf(pairs, values), p, planeWaves(p));
  const most = powers.reduce((most, power) => Math.max(most, power), 0);
  const place = powers.indexOf(most);
  return {
    amplitudes: Uint8Array.from(
      powers,
      (power) => most > 0 ? Math.round(255 * Math.sqrt(power / most)) : 0,
    ),
    strongest: place < 0 ? [0, 0] : [Math.floor(place / p), planeFrequencies(p)[place % p]!],
  };
}

function joined(arrays: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}

function rangeOf(values: Float64Array): [least: number, most: number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
