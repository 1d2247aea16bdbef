/** Tables whose rows are pairs of residues, which can be seen as a square a × b. */
import { listRows } from "./arithmetic.ts";
import { findEncoding } from "./encodings.ts";
import type { TaskSettings } from "./mod.ts";
import { symbolsOf } from "./modular.ts";
import { findOperation } from "./operations.ts";

export interface ResiduePairs {
  readonly modulus: number;
  /** Row by row, each in 0..p-1. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly answers: Int32Array;
  /** The index in the vocabulary of each residue, as a token and as an answer. */
  readonly tokens: Int32Array;
  /** What stands at each position of a row, such as a, b and =. */
  readonly positions: readonly string[];
}

/** The pairs of a task's rows; null for a task of another kind. `seed` is the split's. */
export function residuePairs(task: TaskSettings, seed: number): ResiduePairs | null {
  if (task.kind !== "modular" || task.operands !== 2) return null;
  if (!findOperation(task.operation).isModular) return null;
  const { modulus } = task;
  const { rows, operands, results } = listRows(task, seed);
  const symbols = symbolsOf(task);
  const encoding = findEncoding(task.encoding);
  const places = new Map(encoding.vocabulary(symbols).map((token, index) => [token, index]));
  const column = (place: number) =>
    Int32Array.from({ length: rows }, (_, row) => operands[2 * row + place]!);
  return {
    modulus,
    a: column(0),
    b: column(1),
    answers: results,
    tokens: Int32Array.from({ length: modulus }, (_, value) => places.get(String(value))!),
    positions: encoding.tokens({
      operator: symbols.operators[0]!,
      operands: ["a", "b"],
      results: ["c"],
    }),
  };
}
