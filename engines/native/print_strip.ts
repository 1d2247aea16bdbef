/** Units of a strip as one loop over blocks of rows, of which each thread has its own. */
import { indent, sizeText } from "./c_text.ts";
import { printProductBlock } from "./print_node.ts";
import { blockOf, printRows, type Surroundings } from "./print_rows.ts";
import type { SimpleUnit, Strip } from "./units.ts";

export function printStrip(
  { units, symbol, block, locals }: Strip,
  surroundings: Surroundings,
): string[] {
  const parts = units.map((unit) => printPart(unit, { ...surroundings, locals }));
  const share = parts.some(({ byChunks }) => byChunks) ? "CHUNK" : "TILE";
  const [from, to] = ["FROM", "TO"].map((end) => `${share}_${end}(${sizeText(symbol)})`);
  return [
    `for (long first = ${from}, end = ${to}, last; first < end; first = last) {`,
    ...indent([
      `last = first + ${block} < end ? first + ${block} : end;`,
      ...parts.map(({ call }) => call),
    ]),
    "}",
  ];
}

/** One unit, for the rows of a block. */
function printPart(
  unit: SimpleUnit,
  surroundings: Surroundings,
): { readonly call: string; readonly byChunks: boolean } {
  const rows = printRows(unit, surroundings);
  if (rows !== null) return { call: blockOf(rows), byChunks: rows.byChunks };
  if (unit.kind !== "node" || unit.node.kind !== "product") {
    throw new TypeError(`A strip has no ${unit.kind}`);
  }
  return { call: printProductBlock(unit.node, surroundings), byChunks: false };
}
