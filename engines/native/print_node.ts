/** Nodes that are no part of loops, as calls in a step: products, scatters, and rows of any width. */
import type { Dimension } from "../../graph/shape.ts";
import { cTypes, declareSizes, factorText, indent, sizeText } from "./c_text.ts";
import type { BatchedNode, Node, ProductNode, ReduceNode, ScatterNode, View } from "./nodes.ts";
import { arrayName, placeOf } from "./print_loop.ts";
import { product } from "./views.ts";

/** A call, and the function that it needs, by name: many calls may need the same. */
export interface PrintedCall {
  readonly call: string;
  readonly functions: ReadonlyMap<string, string>;
}

const noFunctions: ReadonlyMap<string, string> = new Map();

/** The tile that reads the rows of a matrix in place: one for each pair of strides that is fixed. */
function tileOf({ strides: [row, column] }: View): ReadonlyMap<string, string> {
  const isFixed = typeof row === "number" && typeof column === "number";
  if (!isFixed || row !== 1 && column !== 1) return noFunctions;
  const name = `tile_${row}_${column}`;
  return new Map([[name, `TILE(${name}, ${row}, ${column})`]]);
}

function matrix(view: View): string {
  const place = placeOf(view, [], [], "");
  const start = `${arrayName(view.node)}${place === "0" ? "" : ` + ${place}`}`;
  return `(Matrix){${start}, ${view.strides.map(sizeText).join(", ")}}`;
}

export function printProduct(node: ProductNode): PrintedCall {
  const [left, right, addend] = node.operands;
  const functions = tileOf(left!);
  const [tile = "0"] = functions.keys();
  const sizes = [...node.shape, left!.shape[1]!].map(sizeText);
  const added = addend === undefined ? "(Matrix){0}" : matrix(addend);
  const list = [tile, ...sizes, matrix(left!), matrix(right!), arrayName(node), added];
  return { call: `product(task, thread, ${list.join(", ")});`, functions };
}

export function printScatter(node: ScatterNode): PrintedCall {
  const [updates, rows] = node.operands as readonly [View, View];
  const list = [
    arrayName(node),
    `${arrayName(updates.node)} + ${placeOf(updates, [], [], "")}`,
    sizeText(updates.strides[0]!),
    `${arrayName(rows.node)} + ${placeOf(rows, [], [], "")}`,
    sizeText(rows.strides[0]!),
    sizeText(updates.shape[0]!),
    ...node.shape.map(sizeText),
  ];
  return {
    call: `scatter_rows(task, thread, ${list.join(", ")});`,
    functions: noFunctions,
  };
}

/** Rows whose width is known when the program runs, or too wide for a loop to keep them. */
export function printReduce(node: ReduceNode, symbols: readonly string[]): PrintedCall {
  const view = node.operands[0]!;
  const { type, shape, strides } = view;
  const place = placeOf(view, shape.slice(0, -1), strides.slice(0, -1), "r");
  const row = `from + ${place}`;
  const width = sizeText(shape.at(-1)!);
  const name = `reduce_${node.name}`;
  const lines = [
    "for (long r = first; r < last; r++)",
    `  to[r] = row_${node.reduction}_${type}(${row}, ${width});`,
  ];
  const types = [`${cTypes[node.type]} *restrict to`, `const ${cTypes[type]} *restrict from`];
  return {
    call: shareCall(name, product(node.shape), [arrayName(node), arrayName(view.node)]),
    functions: new Map([[name, functionText(name, types, lines, symbols)]]),
  };
}

/** Columns that a tile of a small product keeps at most. */
const MOST_COLUMNS = 512;

/**
 * Small products of which there are many, each by one thread: row by row, or as sums of 16 lanes
 * where both sides are runs along k.
 */
export function printBatched(node: BatchedNode, symbols: readonly string[]): PrintedCall {
  const [a, b] = node.operands as readonly [View, View];
  const lead = node.shape.slice(0, -2);
  const start = (view: View) => placeOf(view, lead, view.strides.slice(0, -2), "z");
  const [rows, columns] = node.shape.slice(-2) as [Dimension, Dimension];
  const [aRow, aInner] = a.strides.slice(-2).map(factorText);
  const [bInner, bColumn] = b.strides.slice(-2).map(factorText);
  const inner = a.shape.at(-1)!;
  const wide = factorText(columns);
  const loops = (body: readonly string[]) => [
    `for (long i = 0; i < ${sizeText(rows)}; i++)`,
    ...indent([`for (long j = 0; j < ${wide}; j++) {`, ...indent(body), "}"]),
  ];
  const byRow = () => [
    `for (long i = 0; i < ${sizeText(rows)}; i++) {`,
    ...indent([
      `float sums[${wide}] ALIGNED;`,
      `memset(sums, 0, sizeof sums);`,
      `for (long k = 0; k < ${sizeText(inner)}; k++) {`,
      `  const float each = left[i * ${aRow} + k * ${aInner}];`,
      `  INDEPENDENT for (long j = 0; j < ${wide}; j++)`,
      `    sums[j] = fma_float(each, right[k * ${bInner} + j], sums[j]);`,
      "}",
      `memcpy(to + i * ${wide}, sums, sizeof sums);`,
    ]),
    "}",
  ];
  const byLanes = () =>
    loops([
      "float lanes[16] ALIGNED;",
      "memset(lanes, 0, sizeof lanes);",
      `for (long k = 0; k < ${sizeText(inner)}; k += 16)`,
      "  for (long lane = 0; lane < 16; lane++)",
      `    lanes[lane] = fma_float(left[i * ${aRow} + k + lane], ` +
      `right[j * ${bColumn} + k + lane], lanes[lane]);`,
      `to[i * ${wide} + j] = row_sum_float(lanes, 16);`,
    ]);
  const byElement = () =>
    loops([
      "float sum = 0.f;",
      `for (long k = 0; k < ${sizeText(inner)}; k++)`,
      `  sum = fma_float(left[i * ${aRow} + k * ${aInner}], ` +
      `right[k * ${bInner} + j * ${bColumn}], sum);`,
      `to[i * ${wide} + j] = sum;`,
    ]);
  const isRow = typeof columns === "number" && columns >= 8 && columns <= MOST_COLUMNS;
  const isRun = typeof inner === "number" && inner % 16 === 0 && aInner === "1" && bInner === "1";
  const body = isRow && bColumn === "1" ? byRow() : isRun ? byLanes() : byElement();
  const name = `products_${node.name}`;
  const lines = [
    "for (long z = first; z < last; z++) {",
    ...indent([
      `const float *left = a + ${start(a)}, *right = b + ${start(b)};`,
      `float *to = c + z * ${factorText(product([rows, columns]))};`,
      ...body,
    ]),
    "}",
  ];
  const types = ["float *restrict c", "const float *restrict a", "const float *restrict b"];
  return {
    call: shareCall(name, product(lead), [node, a.node, b.node].map((each) => arrayName(each))),
    functions: new Map([[name, functionText(name, types, lines, symbols)]]),
  };
}

/** A call of a function for the thread's share of a number of rows. */
export function shareCall(name: string, count: Dimension, list: readonly string[]): string {
  const size = sizeText(count);
  return `${name}(${["task", `FROM(${size})`, `TO(${size})`, ...list].join(", ")});`;
}

function functionText(
  name: string,
  types: readonly string[],
  lines: readonly string[],
  symbols: readonly string[],
): string {
  const parameters = ["Task *task", "long first", "long last", ...types].join(", ");
  const body = indent([...declareSizes(lines, symbols), ...lines]).join("\n");
  return `static APART void ${name}(${parameters}) {\n${body}\n}\n`;
}

/** The end of sums of columns: chunk after chunk, each column by one thread. */
export function printJoin(node: Node, parts: string, chunks: number): string[] {
  const width = node.shape[0]!;
  const type = cTypes[node.type];
  return [
    `for (long c = FROM(${width}); c < TO(${width}); c++) {`,
    `  ${type} sum = ${arrayName(parts)}[c];`,
    `  for (long chunk = 1; chunk < ${chunks}; chunk++)`,
    `    sum += ${arrayName(parts)}[chunk * ${width} + c];`,
    `  ${arrayName(node)}[c] = sum;`,
    "}",
  ];
}
