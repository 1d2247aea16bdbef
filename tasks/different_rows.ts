/** All rows of a table, or some different ones that are drawn at random. */
import { z } from "zod";
import type { FieldProblem } from "../schemas/kinds.ts";

/** A field for all of a table's rows, or for so many of them; `things` is what they are called. */
export function allOrSome(things: string, minimum: number, maximum: number) {
  return z.union([z.literal("all"), z.int().min(minimum).max(maximum)], {
    error: `must be all, or a whole number of ${things}, from ${minimum} to ${maximum}`,
  }).default("all");
}

/** The refusal of more different rows than there are. */
export function* checkCount(
  wanted: "all" | number,
  there: number,
  fields: FieldProblem["fields"],
  things: string,
): Generator<FieldProblem> {
  if (wanted === "all" || wanted <= there) return;
  yield { fields, message: `there are only ${there} ${things}; use all` };
}

/**
 * `rows` different lists of `length` numbers in the order they are drawn, row-major [rows, length].
 * `draw` gives the list of each attempt; there must be enough different ones.
 */
export function drawDifferent(
  rows: number,
  length: number,
  draw: (attempt: number) => readonly number[],
): Int32Array {
  const lists = new Int32Array(rows * length);
  const known = new Set<string>();
  for (let attempt = 0; known.size < rows; attempt++) {
    const list = draw(attempt);
    const name = list.join(" ");
    if (known.has(name)) continue;
    lists.set(list, known.size * length);
    known.add(name);
  }
  return lists;
}
