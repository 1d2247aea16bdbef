/** The tokens of openai/grok, data.py, ArithmeticTokenizer. */
import { operations } from "./operations.ts";
import { permutations } from "./symmetric_group.ts";

/** Begins and ends its sentences. */
export const END = "<|eos|>";

/** Its operators that compute nothing of numbers modulo p. */
const others = ["s5", "s5conj", "s5aba", "sort", "reverse", "copy"];

/**
 * The 22 + p + 120 tokens: end of sentence, `=`, 20 operators in code-unit order, the numbers, the
 * permutations of five things. The operators are the 14 of ours that it has and the six that its
 * groups and lists use; a modulus other than 97 takes 97's place in their names.
 */
export function openaiVocabulary(p: number): string[] {
  const arithmetic = Object.values(operations).filter((each) => each.inOpenaiVocabulary)
    .map(({ token }) => token(p));
  return [
    END,
    "=",
    ...[...arithmetic, ...others].sort(),
    ...numbersBelow(p),
    ...permutations(5).map((each) => each.join("")),
  ];
}

/** `0`, `1` and so on to p - 1. */
export function numbersBelow(p: number): string[] {
  return Array.from({ length: p }, (_, value) => String(value));
}
