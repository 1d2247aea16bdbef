/** Tables of modular arithmetic before they are written: operands and results, row by row. */
import { integerPower } from "../numerics/elementary.ts";
import { randomKey, randomPermutation } from "../random/counter.ts";
import type { FieldProblem } from "../schemas/kinds.ts";
import { findOperation, isPrime, type OperationName } from "./operations.ts";

export interface Arithmetic {
  readonly operation: OperationName;
  readonly modulus: number;
  /** Number of operands; more than two are folded from the left. */
  readonly operands: number;
  /** λ, the fraction of the p values that the first operand takes. */
  readonly operandFraction: number;
  /** True when rows with a zero after the first operand are left out of any operation's table. */
  readonly excludeZero?: boolean | undefined;
}

export interface ArithmeticRows {
  readonly rows: number;
  /** Row-major [rows, operands], each in 0..p-1. */
  readonly operands: Int32Array;
  /** [rows], each in 0..p-1. */
  readonly results: Int32Array;
}

/** The refusal of a modulus in which the operation has no answer for some rows. */
export function* checkModulus(
  operation: OperationName,
  modulus: number,
  field: string,
): Generator<FieldProblem> {
  if (!findOperation(operation).needsPrime || isPrime(modulus)) return;
  yield {
    fields: ["task.modulus", field],
    message: `${modulus} is not prime, so "${operation}" has no answer for some rows; ` +
      `use a prime, for instance ${nextPrime(modulus)}`,
  };
}

function nextPrime(value: number): number {
  let candidate = value;
  while (!isPrime(candidate)) candidate += 1;
  return candidate;
}

/** Number of rows of the table, known without building it. */
export function countRows(table: Arithmetic): number {
  const { modulus, operands } = table;
  return countFirstOperands(table) * integerPower(modulus - leastOperand(table), operands - 1);
}

/**
 * Every row, in lexicographic order of its operands; division in that of (answer, divisor), as
 * openai/grok lists it, so that the same shuffle gives the same split. `seed` matters only when
 * `operandFraction` is below 1: it chooses the values A of the first operand, as in the PKU study,
 * where A is a random subset of Z_p.
 */
export function listRows(table: Arithmetic, seed: number): ArithmeticRows {
  const { modulus, operands: width } = table;
  const { apply, isQuotient } = findOperation(table.operation);
  const rows = countRows(table);
  const operands = new Int32Array(rows * width);
  const results = new Int32Array(rows);
  const tuple = new Int32Array(width);
  let row = 0;
  function addRow(folded: number): void {
    operands.set(tuple, row * width);
    results[row] = folded;
    if (isQuotient) {
      const [answer, divisor] = tuple;
      operands[row * width] = (answer! * divisor!) % modulus;
      results[row] = answer!;
    }
    row += 1;
  }
  function fill(position: number, folded: number): void {
    if (position === width) return addRow(folded);
    for (let value = leastOperand(table); value < modulus; value++) {
      tuple[position] = value;
      fill(position + 1, apply(folded, value, modulus));
    }
  }
  for (const value of chooseFirstOperands(table, seed)) {
    tuple[0] = value;
    fill(1, value);
  }
  return { rows, operands, results };
}

/** Every tuple of so many numbers below p, in lexicographic order, row-major [p^K, K]. */
export function listTuples(modulus: number, operands: number): Int32Array {
  return listRows({ operation: "x+y", modulus, operands, operandFraction: 1 }, 0).operands;
}

/** For instance `3+5` or `3/4 if 4 odd else 3-4`: the operation with its operands filled in. */
export function equationText(operation: OperationName, operands: readonly number[]): string {
  if (operands.length > 2) return operands.join("+");
  const [x, y] = operands;
  return operation.replaceAll(/(?<=[\dxy])(?=[xy])/g, "*").replaceAll(
    /(?<!a)[xy]/g, // not the x of max
    (name) => `${name === "x" ? x : y}`,
  );
}

/** The least that operands after the first may be. */
function leastOperand({ operation, excludeZero = false }: Arithmetic): 0 | 1 {
  return excludeZero || findOperation(operation).excludesZero ? 1 : 0;
}

function countFirstOperands({ operandFraction, modulus }: Arithmetic): number {
  return Math.max(1, Math.floor(operandFraction * modulus));
}

function chooseFirstOperands(table: Arithmetic, seed: number): Int32Array {
  const order = randomPermutation(randomKey(seed, "operandFraction"), table.modulus);
  return order.slice(0, countFirstOperands(table)).sort();
}
