/**
 * How a row becomes tokens: the forms of the published codes, one row each, for every task that
 * computes something of operands. Tokens are indices into a vocabulary of strings.
 */
import type { FieldProblem } from "../schemas/kinds.ts";
import { END, openaiVocabulary } from "./openai_vocabulary.ts";

/** The strings that a task writes its rows with. */
export interface Symbols {
  /** What operands and answers may be, by index. */
  readonly values: readonly string[];
  /** How many of the values, from the first, may be answers; all of them if left out. */
  readonly answers?: number;
  /** One for each operation of the task, each a token of its own. */
  readonly operators: readonly string[];
  /** The numbers that openai/grok's vocabulary has besides everything else are 0 to modulus - 1. */
  readonly modulus: number;
}

/** One row as strings. */
export interface Equation {
  /** One of the operators. */
  readonly operator: string;
  /** True when the operator stands before all operands, and not between each two. */
  readonly isPrefix?: boolean;
  readonly operands: readonly string[];
  readonly results: readonly string[];
}

export interface Encoding {
  /** True when answers are among the tokens, for networks that never look ahead. */
  readonly causal: boolean;
  /** True when the tokens tell operations apart. */
  readonly showsOperation: boolean;
  /** True when all tokens are those of openai/grok. */
  readonly usesOpenaiVocabulary: boolean;
  /** True when a row may have several answers, each at a token that comes after all operands. */
  readonly severalAnswers: boolean;
  /** Stands before rows that are shorter than others; null where there is no token for it. */
  readonly padding: string | null;
  vocabulary(symbols: Symbols): readonly string[];
  /** How many of the tokens, from the first, may be answers. */
  classes(symbols: Symbols): number;
  tokens(equation: Equation): string[];
  /** What is asked for: networks answer at as many of their last positions. */
  targets(equation: Equation): string[];
}

const plain = {
  causal: false,
  showsOperation: false,
  usesOpenaiVocabulary: false,
  severalAnswers: false,
  padding: null,
  targets: ({ results }: Equation) => [...results],
};

const openai = {
  usesOpenaiVocabulary: true,
  padding: END,
  vocabulary: ({ modulus }: Symbols) => openaiVocabulary(modulus),
  classes: ({ modulus }: Symbols) => openaiVocabulary(modulus).length,
};

const equals = {
  ...plain,
  severalAnswers: true,
  vocabulary: ({ values }: Symbols) => [...values, "="],
  tokens: ({ operands, results }: Equation) => [...operands, ...results.map(() => "=")],
};

export const encodings = {
  /** Gromov 2023: the operands, over a vocabulary of the values alone. */
  residues: {
    ...plain,
    vocabulary: ({ values }) => values,
    classes: ({ values, answers = values.length }) => answers,
    tokens: ({ operands }) => [...operands],
  },
  /** Zhang et al. (PKU): the operands, over the whole vocabulary of openai/grok. */
  operands: { ...plain, ...openai, tokens: ({ operands }) => [...operands] },
  /** danielmamay/grokking: `x op y =` with p+2 tokens, `=` being p and the operator p+1. */
  equation: {
    ...plain,
    showsOperation: true,
    vocabulary: ({ values, operators }) => [...values, "=", ...operators],
    classes: ({ values, operators }) => values.length + 1 + operators.length,
    tokens: (equation) => [...leftSide(equation), "="],
  },
  /**
   * openai/grok: `<|eos|> x op y = c`, shifted by one to the targets; the loss counts the answer
   * and the closing `<|eos|>`, so the last two positions are answered.
   */
  sentence: {
    ...plain,
    ...openai,
    causal: true,
    showsOperation: true,
    severalAnswers: true,
    tokens: (equation) => [END, ...leftSide(equation), "=", ...equation.results],
    targets: ({ results }) => [...results, END],
  },
  /** `x y =` with p+1 tokens, `=` being p and never an answer; one for each. */
  equals: { ...equals, classes: ({ values, answers = values.length }) => answers },
  /** Nanda et al. 2023: `x y =` with p+1 tokens, each of which may be answered, `=` too. */
  answerableEquals: { ...equals, classes: ({ values }) => values.length + 1 },
  /** lakaschus/grokking, multitask: `x op y =`, where each operation has an `=` of its own. */
  ownEquals: {
    ...plain,
    showsOperation: true,
    vocabulary: ({ values, operators }) => [...values, "op", ...operators.map(ownSign)],
    classes: ({ values, operators }) => values.length + 1 + operators.length,
    tokens: (
      equation,
    ) => [...leftSide({ ...equation, operator: "op" }), ownSign(equation.operator)],
  },
} satisfies Record<string, Encoding>;

export type EncodingName = keyof typeof encodings;
export const encodingNames = Object.keys(encodings) as EncodingName[];

/** What each encoding shows, for the descriptions of fields. */
export const encodingsInWords = "residues (operands over p tokens), operands (over openai's " +
  "vocabulary), equation (x op y =), sentence (<|eos|> x op y = c, two answers), equals (x y =), " +
  "answerableEquals (the same, where = is a class too), ownEquals (x op y =, where each operation " +
  "has its own =)";

/** The row of one encoding, with the type that all rows share. */
export function findEncoding(name: EncodingName): Encoding {
  return encodings[name];
}

/** Why rows with these symbols cannot be written so; `fields` decide what the symbols are. */
export function* checkEncoding(
  name: EncodingName,
  { values, operators, modulus }: Symbols,
  fields: readonly string[],
): Generator<FieldProblem> {
  const { usesOpenaiVocabulary, showsOperation } = encodings[name];
  if (!usesOpenaiVocabulary) return;
  const known = new Set(openaiVocabulary(modulus));
  const operator = showsOperation ? operators.find((operator) => !known.has(operator)) : undefined;
  const missing = operator ?? values.find((value) => !known.has(value));
  if (missing === undefined) return;
  const what = missing === operator ? `the operator "${missing}"` : missing;
  yield {
    fields: ["task.encoding", ...fields],
    message: `${name} writes with the tokens of openai/grok, which has none for ${what}; use ` +
      `equation, equals or residues`,
  };
}

/** `x op y op z`, or `op x y z`. */
function leftSide({ operator, operands, isPrefix = false }: Equation): string[] {
  if (isPrefix) return [operator, ...operands];
  return operands.flatMap((operand, index) => index === 0 ? [operand] : [operator, operand]);
}

function ownSign(operator: string): string {
  return `=${operator}`;
}
