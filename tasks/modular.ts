/** The whole table of a modular task: every tuple of operands with its answer. */
import { integerPower } from "../numerics/elementary.ts";
import { randomKey, randomPermutation } from "../random/counter.ts";
import type { EncodingName } from "./encodings.ts";
import { findOperation, type OperationName } from "./operations.ts";

/** What is to be computed, over which numbers, and how a row is shown to the network. */
export interface ModularTask {
  readonly kind: "modular";
  readonly operation: OperationName;
  /** p: numbers are 0..p-1. */
  readonly modulus: number;
  /** K: how many operands; more than two for x+y only. */
  readonly operands: number;
  /** λ: the first operand takes only max(1, floor(λp)) of the p values. */
  readonly operandFraction: number;
  readonly encoding: EncodingName;
}

export interface ModularTable {
  readonly rows: number;
  /** Row-major [rows, operands], each in 0..p-1. */
  readonly operands: Int32Array;
  /** [rows], each in 0..p-1. */
  readonly results: Int32Array;
}

/** Number of rows of the table, known without building it. */
export function countRows(task: ModularTask): number {
  const { operation, modulus, operands } = task;
  const last = findOperation(operation).excludesZero ? modulus - 1 : modulus;
  return countFirstOperands(task) * integerPower(modulus, operands - 2) * last;
}

/**
 * Every row, in lexicographic order of its operands; division in that of (answer, divisor), as
 * openai/grok lists it, so that the same shuffle gives the same split. `seed` matters only when
 * `operandFraction` is below 1: it chooses the values A of the first operand, as in the PKU study,
 * where A is a random subset of Z_p.
 */
export function buildTable(task: ModularTask, seed: number): ModularTable {
  const { modulus, operands: width } = task;
  const { apply, excludesZero, isQuotient } = findOperation(task.operation);
  const rows = countRows(task);
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
    for (let value = excludesZero ? 1 : 0; value < modulus; value++) {
      tuple[position] = value;
      fill(position + 1, apply(folded, value, modulus));
    }
  }
  for (const value of chooseFirstOperands(task, seed)) {
    tuple[0] = value;
    fill(1, value);
  }
  return { rows, operands, results };
}

/** For instance `3+5` or `3/4 if 4 odd else 3-4`: the operation with its operands filled in. */
export function equationText(operation: OperationName, operands: readonly number[]): string {
  if (operands.length > 2) return operands.join("+");
  const [x, y] = operands;
  return operation.replaceAll(/(?<=[\dxy])(?=[xy])/g, "*").replaceAll(
    /[xy]/g,
    (name) => `${name === "x" ? x : y}`,
  );
}

function countFirstOperands(task: ModularTask): number {
  return Math.max(1, Math.floor(task.operandFraction * task.modulus));
}

function chooseFirstOperands(task: ModularTask, seed: number): Int32Array {
  const order = randomPermutation(randomKey(seed, "operandFraction"), task.modulus);
  return order.slice(0, countFirstOperands(task)).sort();
}
