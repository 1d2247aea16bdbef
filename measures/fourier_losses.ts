/** How much of the loss the waves of the answer explain (Nanda et al. 2023). */
import { z } from "zod";
import {
  dominantFrequencies,
  firstOfEach,
  powerSpectrum,
  type Rows,
  wave,
} from "../numerics/fourier.ts";
import { meansByAnswer, type ResiduePairs } from "../numerics/residues.ts";
import { checkPairs, defineMeasure } from "./measure.ts";
import { allPairs } from "./sample_pairs.ts";

const LAYERS = ["restricted", "excluded", "keys"] as const;

/**
 * The key frequencies are the fewest that have `share` of the power of the logits' means by answer s.
 * Logits are projected, class by class, on cos(2πks/p) and sin(2πks/p) of these k. `restricted` is
 * the cross-entropy of that part and the mean alone, over all answers; `excluded` that of the logits
 * less that part, over the training rows: it rises while the circuit forms, `restricted` falls.
 * `keys` is how many frequencies there are.
 */
export const fourierLosses = defineMeasure({
  title: "Fourier losses",
  description: "loss with the waves of the answer alone (restricted), and without them (excluded)",
  source: "Nanda et al. 2023, arXiv:2301.05217, section 5.1",
  fields: {
    share: z.number().gt(0).max(1).default(0.9).meta({
      description: "the share of the power that the key frequencies have together",
    }),
    keys: z.array(z.int().min(1)).min(1).optional().meta({
      description:
        "the key frequencies, as one knows them from the end of a run; those that have " +
        "the share at each checkpoint if left out",
    }),
  },
  *check({ keys = [] }, run) {
    yield* checkPairs(run);
    const last = Math.floor((run.modulus ?? Infinity) / 2);
    for (const [index, key] of keys.entries()) {
      if (key <= last) continue;
      yield { fields: [`keys.${index}`], message: `frequencies end at ${last}, half the modulus` };
    }
  },
  needs: () => ({ observations: [], set: "train", parameters: [], everyRow: true, outputs: true }),
  layers: () => LAYERS,
  measure({ share, keys }, tensors, { pairs, rows }) {
    const logits = firstOfEach(tensors.get("outputs")!, pairs!.a.length);
    if (!Array.from(logits.data).every(Number.isFinite)) {
      return LAYERS.map((layer) => ({ layer, value: NaN }));
    }
    const means = meansByAnswer(pairs!, logits);
    const chosen = keys ?? keyFrequencies(means, share);
    const part = partOf(means, chosen);
    const overall = averageOf(means);
    const answers = Array.from({ length: pairs!.modulus }, (_, s) => s);
    const values = {
      restricted: meanLoss(
        pairs!,
        answers,
        logits.width,
        (s, c) => overall[c]! + part[s * logits.width + c]!,
      ),
      excluded: meanLoss(
        pairs!,
        Array.from(rows("train"), (row) => pairs!.answers[row]!),
        logits.width,
        (s, c, at) =>
          logits.data[rows("train")[at]! * logits.width + c]! - part[s * logits.width + c]!,
      ),
      keys: chosen.length,
    };
    return LAYERS.map((layer) => ({ layer, value: values[layer] }));
  },
  samples: [{
    settings: { share: 0.9, keys: undefined },
    // Logits 3 cos(2π(s - c)/3): one frequency, and nothing without it.
    tensors: { outputs: { shape: [9, 3], data: sampleLogits() } },
    pairs: allPairs(3),
    sets: { train: Int32Array.of(0, 4, 8) },
    measured: [
      { layer: "restricted", value: Math.log(1 + 2 * Math.exp(-4.5)) },
      { layer: "excluded", value: Math.log(3) },
      { layer: "keys", value: 1 },
    ],
  }],
});

function sampleLogits(): number[] {
  return Array.from(allPairs(3).answers)
    .flatMap((s) => [0, 1, 2].map((c) => s === c ? 3 : -1.5)); // 3 cos 0 and 3 cos 120°
}

/** The fewest frequencies that have so much of the power, the constant left out. */
function keyFrequencies(means: Rows, share: number): number[] {
  const spectrum = powerSpectrum(means);
  const all = spectrum.subarray(1).reduce((sum, power) => sum + power, 0);
  const ordered = dominantFrequencies(spectrum, spectrum.length - 1);
  let sum = 0;
  const count = ordered.findIndex((k) => (sum += spectrum[k]!) >= share * all * (1 - 1e-12));
  return ordered.slice(0, count + 1);
}

/** Σ_k of the projection of each column on the two waves of k, at each answer [p, classes]. */
function partOf({ rows: p, width, data }: Rows, keys: readonly number[]): Float64Array {
  const part = new Float64Array(p * width);
  for (const k of keys) {
    const { cosine, sine } = wave(p, k);
    for (const basis of 2 * k === p ? [cosine] : [cosine, sine]) {
      const square = basis.reduce((sum, value) => sum + value * value, 0);
      for (let c = 0; c < width; c++) {
        let product = 0;
        for (let s = 0; s < p; s++) product += basis[s]! * data[s * width + c]!;
        for (let s = 0; s < p; s++) part[s * width + c]! += basis[s]! * product / square;
      }
    }
  }
  return part;
}

function averageOf({ rows, width, data }: Rows): Float64Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < rows * width; at++) sums[at % width]! += data[at]! / rows;
  return sums;
}

/** The mean cross-entropy over a list of answers; `logit` is asked with the place in the list too. */
function meanLoss(
  { tokens }: ResiduePairs,
  answers: readonly number[],
  classes: number,
  logit: (answer: number, token: number, at: number) => number,
): number {
  let sum = 0;
  for (const [at, answer] of answers.entries()) {
    const row = Float64Array.from({ length: classes }, (_, token) => logit(answer, token, at));
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const total = row.reduce((all, value) => all + Math.exp(value - largest), 0);
    sum += largest + Math.log(total) - row[tokens[answer]!]!;
  }
  return sum / answers.length;
}
