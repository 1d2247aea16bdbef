/**
 * What a network and its objective must know of a data set: what a row holds and what it asks for.
 * Types alone, so that nothing is loaded, and no code's hash moves, by knowing them.
 */

/** Indices into a vocabulary. */
export interface TokenInput {
  readonly kind: "tokens";
  readonly positions: number;
  readonly vocabulary: number;
  /**
   * True when later tokens are answers to earlier positions (teacher forcing), so that only a
   * network which never looks ahead may read them.
   */
  readonly causal: boolean;
  /**
   * By position, the tokens that rows have there: from the first number on, below the second. Left
   * out where any token may stand anywhere.
   */
  readonly ranges?: readonly (readonly [from: number, end: number])[];
}

/** Real numbers, such as the pixels of an image. */
export interface NumberInput {
  readonly kind: "numbers";
  /** Shape of one row. */
  readonly shape: readonly number[];
}

/** One class out of several for each answer of a row. */
export interface ClassOutput {
  readonly kind: "classes";
  readonly answers: number;
  readonly classes: number;
  /**
   * True when rows may ask for fewer answers than there are; the target of one that is not asked
   * for is -1, which is no class. Left out where every row asks for all.
   */
  readonly ragged?: true;
}

/** Real numbers to be met. */
export interface NumberOutput {
  readonly kind: "numbers";
  readonly width: number;
}

export interface DataShape {
  readonly input: TokenInput | NumberInput;
  readonly output: ClassOutput | NumberOutput;
}
