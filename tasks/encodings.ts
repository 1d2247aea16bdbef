/**
 * How a row of numbers becomes tokens: the forms of the published codes, one row each. Tokens are
 * indices into a vocabulary of strings.
 */
import { findOperation, type OperationName, operations } from "./operations.ts";

export interface Encoding {
  /** True when the answer is among the tokens, for networks that never look ahead. */
  readonly causal: boolean;
  /** True when the operator is among the tokens and the vocabulary is that of openai/grok. */
  readonly writesOpenaiOperator: boolean;
  /** Number of targets of a row. Networks answer at the last `answers` positions. */
  readonly answers: number;
  vocabulary(operation: OperationName, p: number): string[];
  /** The tokens of one row, as strings of the vocabulary. */
  tokens(operator: string, operands: readonly string[], result: string): string[];
  /** The targets of one row, as strings of the vocabulary. */
  targets(result: string): string[];
}

const END = "<|eos|>";

export const encodings = {
  /** Gromov 2023: the operands, over a vocabulary of the residues alone. */
  residues: {
    causal: false,
    writesOpenaiOperator: false,
    answers: 1,
    vocabulary: (_operation, p) => numbers(p),
    tokens: (_operator, operands) => [...operands],
    targets: (result) => [result],
  },
  /** Zhang et al. (PKU): the operands, over the whole vocabulary of openai/grok. */
  operands: {
    causal: false,
    writesOpenaiOperator: false,
    answers: 1,
    vocabulary: openaiVocabulary,
    tokens: (_operator, operands) => [...operands],
    targets: (result) => [result],
  },
  /** danielmamay/grokking: `x op y =` with p+2 tokens, `=` being p and the operator p+1. */
  equation: {
    causal: false,
    writesOpenaiOperator: false,
    answers: 1,
    vocabulary: (operation, p) => [...numbers(p), "=", operatorToken(operation, p)],
    tokens: (operator, operands) => [...join(operator, operands), "="],
    targets: (result) => [result],
  },
  /**
   * openai/grok: `<|eos|> x op y = c`, shifted by one to the targets; the loss counts the answer
   * and the closing `<|eos|>`, so the last two positions are answered.
   */
  sentence: {
    causal: true,
    writesOpenaiOperator: true,
    answers: 2,
    vocabulary: openaiVocabulary,
    tokens: (operator, operands, result) => [END, ...join(operator, operands), "=", result],
    targets: (result) => [result, END],
  },
} satisfies Record<string, Encoding>;

export type EncodingName = keyof typeof encodings;
export const encodingNames = Object.keys(encodings) as EncodingName[];

/** The row of one encoding, with the type that all rows share. */
export function findEncoding(name: EncodingName): Encoding {
  return encodings[name];
}

/** The operator as openai/grok writes it, or would. */
export function operatorToken(operation: OperationName, p: number): string {
  return findOperation(operation).token(p);
}

/**
 * The 22 + p + 120 tokens of openai/grok: end of sentence, `=`, 20 operators in code-unit order,
 * the numbers, the permutations of five things. The operators are the 14 of ours that it has and the six
 * that its groups and lists use; a modulus other than 97 takes 97's place in their names.
 */
function openaiVocabulary(_operation: OperationName, p: number): string[] {
  const arithmetic = Object.values(operations).filter((each) => each.inOpenaiVocabulary)
    .map(({ token }) => token(p));
  const others = ["s5", "s5conj", "s5aba", "sort", "reverse", "copy"];
  const operators = [...arithmetic, ...others].sort();
  return [END, "=", ...operators, ...numbers(p), ...permutations("01234")];
}

function numbers(p: number): string[] {
  return Array.from({ length: p }, (_, value) => String(value));
}

/** All orders of the letters, in lexicographic order as Python's itertools gives them. */
function permutations(letters: string): string[] {
  if (letters.length <= 1) return [letters];
  return [...letters].flatMap((letter) =>
    permutations(letters.replace(letter, "")).map((rest) => letter + rest)
  );
}

function join(operator: string, operands: readonly string[]): string[] {
  return operands.flatMap((operand, index) => index === 0 ? [operand] : [operator, operand]);
}
