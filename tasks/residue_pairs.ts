/** Tables whose rows are pairs of residues, which can be seen as a square a × b. */
import type { ResiduePairs } from "../numerics/residues.ts";
import { listRows } from "./arithmetic.ts";
import { findEncoding } from "./encodings.ts";
import type { TaskSettings } from "./mod.ts";
import { symbolsOf } from "./modular.ts";
import { findOperation } from "./operations.ts";

/** p of a task whose rows are pairs of residues; null for a task of another kind. */
export function modulusOfPairs(task: TaskSettings): number | null {
  if (task.kind !== "modular" || task.operands !== 2) return null;
  return findOperation(task.operation).isModular ? task.modulus : null;
}

/** The pairs of a task's rows; null for a task of another kind. `seed` is the split's. */
export function residuePairs(task: TaskSettings, seed: number): ResiduePairs | null {
  const modulus = modulusOfPairs(task);
  if (task.kind !== "modular" || modulus === null) return null;
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
