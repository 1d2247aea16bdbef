/** Units of a strip as one loop over blocks of rows, of which each thread has its own. */
import { parseDimension } from "../../graph/shape.ts";
import { indent, sizeText, termText } from "./c_text.ts";
import { addsColumns, printLoop } from "./print_loop.ts";
import { printBatched, type PrintedFunction, printProductRows } from "./print_node.ts";
import type { Surroundings } from "./print_program.ts";
import { rowsOf } from "./strips.ts";
import type { SimpleUnit, Strip } from "./units.ts";

export function printStrip(strip: Strip, surroundings: Surroundings): string[] {
  const { units, symbol, block } = strip;
  const addsUp = units.some((unit) => unit.kind === "loop" && addsColumns(unit.group));
  const share = addsUp ? "CHUNK" : "TILE";
  const size = sizeText(symbol);
  return [
    `for (long first = ${share}_FROM(${size}), end = ${share}_TO(${size}), last; first < end; first = last) {`,
    ...indent([
      `last = first + ${block} < end ? first + ${block} : end;`,
      ...units.map((unit) => printPart(unit, strip, surroundings)),
    ]),
    "}",
  ];
}

/** One unit, for the rows of a block. */
function printPart(
  unit: SimpleUnit,
  { locals }: Strip,
  { inMemory, symbols, functions }: Surroundings,
): string {
  const { factor } = parseDimension(rowsOf(unit)!);
  const add = (more: ReadonlyMap<string, string>) => {
    for (const [name, text] of more) functions.set(name, text);
  };
  const callOf = ({ name, parameters, functions }: PrintedFunction) => {
    add(functions);
    const list = ["task", termText("first", factor), termText("last", factor), ...parameters];
    return `${name}(${list.join(", ")});`;
  };
  if (unit.kind === "loop") {
    return callOf(printLoop(unit.group, inMemory, locals, symbols, `loop_${functions.size}`));
  }
  const { node } = unit;
  if (node.kind === "batched") return callOf(printBatched(node, symbols, locals));
  if (node.kind !== "product") throw new TypeError(`A strip has no ${node.kind}`);
  const printed = printProductRows(node, factor, locals);
  add(printed.functions);
  return printed.call;
}
