/** Permutations of the first whole numbers: all of them, and what is computed of them. */

/** The image of each of 0..n-1. */
export type Permutation = readonly number[];

/** All n! orders of 0..n-1, in lexicographic order as Python's itertools gives them. */
export function permutations(n: number): Permutation[] {
  return arrangements(Array.from({ length: n }, (_, each) => each));
}

function arrangements(things: readonly number[]): number[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first) =>
    arrangements(things.filter((each) => each !== first)).map((rest) => [first, ...rest])
  );
}

/** First a, then b: i goes to b[a[i]], the order in which numpy indexing and sympy compose. */
export function compose(a: Permutation, b: Permutation): Permutation {
  return a.map((image) => b[image]!);
}

export function invert(a: Permutation): Permutation {
  const inverse = new Array<number>(a.length);
  a.forEach((image, index) => inverse[image] = index);
  return inverse;
}
