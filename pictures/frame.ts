/** What the pictures of a network show of one checkpoint, and its file. */
import { pack, type PackedArray, unpack } from "./packed.ts";

/** How many neurons are shown beside each other. */
export const NEURONS = 7;

/** How many of the strongest answers to each pair are kept. */
export const ANSWERS = 3;

/** The means of the features of all pairs with one answer, on two neurons: a circle, or none. */
export interface CircleFacts {
  /** The two neurons that are most like a cosine and a sine; their places among all. */
  readonly neurons: readonly [number, number];
  /** How often the answers go round. */
  readonly frequency: number;
  /** |r| of the two neurons with the cosine and the sine. */
  readonly correlations: readonly [number, number];
  /** 1 for a perfect circle of any frequency. */
  readonly value: number;
  /** As the dashboard that this follows has it, of five pairs for each answer; it falls with frequency. */
  readonly angleCorrelation: number;
}

export interface NeuronFacts {
  /** Places among all neurons, the one most like a wave first. */
  readonly places: readonly number[];
  /** The frequency at which each is most like a wave, and how much, as a correlation. */
  readonly frequencies: readonly number[];
  readonly strengths: readonly number[];
  /** The least and the largest value of each, which its bytes 0 and 255 stand for. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Pearson's correlation of each with each, row-major. */
  readonly correlations: readonly number[];
  /** How much of the variance of each is between answers; the rest tells pairs of one answer apart. */
  readonly byAnswer: readonly number[];
  /** The frequencies along a and b of the strongest wave of each, as in `planePowers`. */
  readonly waves: readonly (readonly [alongA: number, alongB: number])[];
}

export interface SpectrumFacts {
  /** The five strongest frequencies. */
  readonly dominant: readonly number[];
  readonly concentration: number;
  /** The best correlation of any column with a wave. */
  readonly bestCorrelation: number;
}

export interface EmbeddingFacts {
  /** The columns that vary most. */
  readonly columns: readonly [number, number];
  readonly circularity: number;
  readonly angleCorrelation: number;
}

/** The mean attention of one layer: [heads, queries, keys] in the array `attention.<name>`. */
export interface AttentionFacts {
  readonly name: string;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** Each part is null where the network or the task has no such thing. */
export interface FrameFacts {
  readonly step: number;
  /** p, of tasks whose rows are pairs of residues; arrays over pairs are squares [p, p]. */
  readonly modulus: number | null;
  /** What stands at each position of a row. */
  readonly positions: readonly string[];
  /** Fractions of the pairs that are answered right. */
  readonly accuracy: { readonly train: number; readonly validation: number } | null;
  readonly circle: CircleFacts | null;
  readonly neurons: NeuronFacts | null;
  readonly spectrum: SpectrumFacts | null;
  readonly embedding: EmbeddingFacts | null;
  readonly attention: readonly AttentionFacts[];
}

/**
 * Arrays of a frame, where its facts are not null:
 *
 * - `circle` f32 [2, p]: where each answer is on the two neurons;
 * - `neurons` u8 [7, p, p]: what each gives for each pair;
 * - `planes` u8 [7, ⌊p/2⌋ + 1, p]: the amplitude of each wave over pairs, as 255ths of the strongest;
 * - `spectrum` f32 [⌊p/2⌋ + 1]: the power of each frequency;
 * - `embedding` f32 [2, p]: where each residue is on the two columns;
 * - `kinds` u8 [p, p]: 0 for no such pair, 1 trained on, 2 not;
 * - `right` i16 [p, p]: the right answer;
 * - `answers` i16 [p, p, 3]: the strongest answers, -1 for one that is no residue;
 * - `shares` u8 [p, p, 3]: their probabilities, or outputs, as 255ths;
 * - `ranks` i16 [p, p]: how many answers are stronger than the right one;
 * - `rightShares` u8 [p, p]: its probability, or output.
 */
export interface Frame {
  readonly facts: FrameFacts;
  readonly arrays: Readonly<Record<string, PackedArray>>;
}

export function encodeFrame(frame: Frame): Uint8Array {
  return pack(frame);
}

/** @throws {SyntaxError} for what is no frame of this version. */
export function decodeFrame(file: ArrayBuffer): Frame {
  const { facts, arrays } = unpack(file);
  return { facts: facts as FrameFacts, arrays };
}
