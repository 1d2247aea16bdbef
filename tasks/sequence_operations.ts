/**
 * What sequences of digits are computed of: the operations on whole numbers of lakaschus/grokking
 * (data.py) and the product, one row each; with a modulus, those of modular arithmetic.
 */
import { findOperation, type OperationName, operationNames, operations } from "./operations.ts";

/** One row of a table: the operands as they are written, and the answer. */
export interface Equation {
  readonly x: number;
  readonly y: number;
  readonly answer: number;
}

export interface SequenceOperation {
  /** The equation at place (i, j) of the table. */
  equation(i: number, j: number): Equation;
  /** True when rows with j = 0 are left out. */
  readonly excludesZero: boolean;
  /** The largest operand, and the largest answer, for places below `values`. */
  largestOperand(values: number): number;
  largestAnswer(values: number): number;
  /** True when answers may be below 0. */
  readonly signed: boolean;
  /** The operator's token. */
  readonly token: string;
}

function integers(
  token: string,
  apply: (x: number, y: number) => number,
  largestAnswer: (values: number) => number,
  signed = false,
): SequenceOperation {
  return {
    equation: (x, y) => ({ x, y, answer: apply(x, y) }),
    excludesZero: false,
    largestOperand: (values) => values - 1,
    largestAnswer,
    signed,
    token,
  };
}

const below = (values: number) => values - 1;
const oneOff = (values: number) => Math.max(1, values - 2);

export const integerOperations = {
  "x+y": integers("+", (x, y) => x + y, (values) => 2 * (values - 1)),
  "x-y": integers("-", (x, y) => x - y, below, true),
  "x*y": integers("*", (x, y) => x * y, (values) => (values - 1) * (values - 1)),
  "|x-y|": integers("|-|", operations["|x-y|"].apply, below),
  "|max(x,y)-1|": integers("|max-1|", operations["|max(x,y)-1|"].apply, oneOff),
  "|min(x,y)-1|": integers("|min-1|", operations["|min(x,y)-1|"].apply, oneOff),
  "floor((x+y)/2)": integers("mean", operations["floor((x+y)/2)"].apply, below),
  "floor(sqrt(xy))": integers("root", operations["floor(sqrt(xy))"].apply, below),
} satisfies Record<string, SequenceOperation>;

type SequenceOperationName = keyof typeof integerOperations | OperationName;

export const sequenceOperationNames = [
  ...new Set([...Object.keys(integerOperations), ...operationNames]),
] as SequenceOperationName[];

/** The operation of whole numbers, or modulo p; null where there is none of this name. */
export function findSequenceOperation(
  name: SequenceOperationName,
  modulus: number | undefined,
): SequenceOperation | null {
  if (modulus !== undefined) return isModular(name) ? modulo(name, modulus) : null;
  return isInteger(name) ? integerOperations[name] : null;
}

export function isModular(name: SequenceOperationName): name is OperationName {
  return (operationNames as readonly string[]).includes(name) &&
    findOperation(name as OperationName).isModular;
}

function isInteger(name: SequenceOperationName): name is keyof typeof integerOperations {
  return Object.hasOwn(integerOperations, name);
}

/** Quotients are listed by (answer, divisor), so that the dividend may be any residue. */
function modulo(name: OperationName, p: number): SequenceOperation {
  const { apply, isQuotient, excludesZero } = findOperation(name);
  return {
    equation: (i, j) =>
      isQuotient
        ? { x: (i * j) % p, y: j, answer: i }
        : { x: i, y: j, answer: apply(i % p, j % p, p) },
    excludesZero,
    largestOperand: (values) => isQuotient ? Math.max(p, values) - 1 : values - 1,
    largestAnswer: () => p - 1,
    signed: false,
    token: name === "x/y" ? "/" : isInteger(name) ? integerOperations[name].token : name,
  };
}
