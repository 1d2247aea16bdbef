/** Matrices as arrays of rows: networks are written a second time with these, to be compared. */
import assert from "node:assert/strict";

export type Matrix = readonly (readonly number[])[];

export function multiply(left: Matrix, right: Matrix): number[][] {
  return left.map((row) => right[0]!.map((_, column) => dot(row, right.map((r) => r[column]!))));
}

export function dot(left: readonly number[], right: readonly number[]): number {
  assert.equal(left.length, right.length);
  return left.reduce((total, value, index) => total + value * right[index]!, 0);
}

export function plus(left: Matrix, right: Matrix): number[][] {
  return left.map((row, at) => row.map((value, column) => value + right[at]![column]!));
}

export function oneHot(token: number, size: number): number[] {
  return Array.from({ length: size }, (_, index) => index === token ? 1 : 0);
}

/** The one-hots of all tokens, one after the other. */
export function concatenatedOneHots(tokens: readonly number[], size: number): number[] {
  return tokens.flatMap((token) => oneHot(token, size));
}
