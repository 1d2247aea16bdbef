/** Functions of rows: what loops and their like are printed as, and called for some rows of. */
import { type Dimension, parseDimension } from "../../graph/shape.ts";
import { sizeText, termText } from "./c_text.ts";
import type { Node } from "./nodes.ts";
import { printLoop } from "./print_loop.ts";
import { printBatched, printReduce } from "./print_node.ts";
import type { SimpleUnit } from "./units.ts";

/** What units have in common when they are printed. */
export interface Surroundings {
  /** Nodes that are arrays in memory. */
  readonly inMemory: ReadonlySet<Node>;
  /** Those of which memory has the rows of a block, from the first one that a function is called for. */
  readonly locals: ReadonlySet<Node>;
  readonly symbols: readonly string[];
  /** The text of functions by their names, in the order of the file: who needs one puts it here. */
  readonly functions: Map<string, string>;
}

export interface RowsFunction {
  readonly name: string;
  /** What it is called with, after its first and last row. */
  readonly parameters: readonly string[];
  /** How many rows there are in all. */
  readonly rows: Dimension;
  /** Whether it adds up columns, in chunks of rows of which no two threads may have the same. */
  readonly byChunks: boolean;
}

/** Null for what computes no rows one by one, or in a way of its own. */
export function printRows(unit: SimpleUnit, surroundings: Surroundings): RowsFunction | null {
  if (unit.kind === "loop") return printLoop(unit.group, surroundings);
  const { node } = unit;
  if (node.kind === "batched") return printBatched(node, surroundings);
  return node.kind === "reduce" ? printReduce(node, surroundings) : null;
}

/** A call for the thread's share of the rows. */
export function shareOf({ name, parameters, rows, byChunks }: RowsFunction): string {
  const { factor, symbol } = parseDimension(rows);
  const share = (end: string) =>
    byChunks
      ? termText(`CHUNK_${end}(${sizeText(symbol ?? rows)})`, symbol === null ? 1 : factor)
      : `${end}(${sizeText(rows)})`;
  return callOf(name, share("FROM"), share("TO"), parameters);
}

/** A call for the rows of a block of a strip. */
export function blockOf({ name, parameters, rows }: RowsFunction): string {
  const { factor } = parseDimension(rows);
  return callOf(name, termText("first", factor), termText("last", factor), parameters);
}

function callOf(name: string, from: string, to: string, parameters: readonly string[]): string {
  return `${name}(${["task", from, to, ...parameters].join(", ")});`;
}
