/** Equations as tokens: digits in any base and either order, an end, and padding. */
import type { Equation, SequenceOperation } from "./sequence_operations.ts";

/** What loss and accuracy count of an answer. */
export const scoredNames = ["answer", "afterFirstDigit", "afterFirstDigitAndPadding"] as const;

export interface Writing {
  readonly base: number;
  readonly order: "normal" | "reversed";
  /** True when numbers have zeros in front, and no end token. */
  readonly fixedLength: boolean;
  readonly scored: (typeof scoredNames)[number];
}

/** Places of the equations of one table. */
export interface Layout {
  /** Digits of the longest operand, and of the longest answer with its sign. */
  readonly operandDigits: number;
  readonly answerDigits: number;
  /** Tokens of a row, of which a network reads all but the last. */
  readonly length: number;
  /** How many of the last positions hold all that any row is scored at. */
  readonly answers: number;
}

/** The target of a position that is not scored. */
const NOT_ASKED = -1;

/** The shortest question, `0+0=`. */
const SHORTEST_QUESTION = 4;

export function layOut(
  { base, fixedLength, scored }: Writing,
  { largestOperand, largestAnswer, signed }: SequenceOperation,
  values: number,
): Layout {
  const operandDigits = digitsOf(largestOperand(values), base).length;
  const answerDigits = digitsOf(largestAnswer(values), base).length + (signed ? 1 : 0);
  const length = 2 * operandDigits + 2 + answerDigits + (fixedLength ? 0 : 1);
  const question = fixedLength ? length - answerDigits : SHORTEST_QUESTION;
  const answers = length - question - (scored === "answer" ? 0 : 1);
  return { operandDigits, answerDigits, length, answers };
}

/** Digits by their value, then these. */
export function vocabularyOf({ base }: Writing, { token }: SequenceOperation): string[] {
  const digits = Array.from({ length: base }, (_, digit) => String(digit));
  return [...digits, token, "<EOS>", "<PAD>", "="];
}

/** All tokens of an equation, and what each of the last positions is asked for. */
export function writeEquation(
  writing: Writing,
  { operandDigits, answerDigits, length, answers }: Layout,
  { x, y, answer }: Equation,
): { readonly tokens: readonly number[]; readonly targets: readonly number[] } {
  const { base, fixedLength, scored } = writing;
  const [operator, end, padding, equals] = [base, base + 1, base + 2, base + 3];
  const operand = (value: number) => writeNumber(writing, value, operandDigits);
  const question = [...operand(x), operator, ...operand(y), equals];
  const written = [
    ...question,
    ...writeNumber(writing, answer, answerDigits),
    ...fixedLength ? [] : [end],
  ];
  const tokens = Array.from({ length }, (_, at) => written[at] ?? padding);
  const first = question.length + (scored === "answer" ? 0 : 1);
  const last = scored === "afterFirstDigitAndPadding" ? length : written.length;
  const asked = tokens.map((token, at) => at >= first && at < last ? token : NOT_ASKED);
  return { tokens, targets: asked.slice(length - answers) };
}

/** Digits in the order of writing; a number below 0 has the operator's token, `-`, as its sign. */
export function writeNumber(
  { base, order, fixedLength }: Writing,
  value: number,
  width: number,
): number[] {
  const sign = value < 0 ? [base] : [];
  const digits = digitsOf(Math.abs(value), base, fixedLength ? width - sign.length : 1);
  return order === "reversed" ? [...digits.reverse(), ...sign] : [...sign, ...digits];
}

/** Digits of a number of 0 or more, most significant first; zeros in front up to `width`. */
export function digitsOf(value: number, base: number, width = 1): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) digits.push(rest % base);
  while (digits.length < width) digits.push(0);
  return digits.reverse();
}
