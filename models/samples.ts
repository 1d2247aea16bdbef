/** Data of the sizes that published networks and samples are made for. */
import type { ClassOutput, NumberInput, TokenInput } from "../schemas/data_shape.ts";

export function tokensOf(positions: number, vocabulary: number, causal = false): TokenInput {
  return { kind: "tokens", positions, vocabulary, causal };
}

export function numbersOf(...shape: number[]): NumberInput {
  return { kind: "numbers", shape };
}

export function classesOf(classes: number, answers = 1): ClassOutput {
  return { kind: "classes", answers, classes };
}
