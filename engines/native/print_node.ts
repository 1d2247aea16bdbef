/** Nodes that are no part of loops, as calls in a step: products, scatters, and rows of any width. */
import { type Dimension, parseDimension } from "../../graph/shape.ts";
import { cTypes, declareSizes, factorText, indent, sizeText, termText } from "./c_text.ts";
import type {
  BatchedNode,
  ColumnsNode,
  Half,
  Node,
  ProductNode,
  ReduceNode,
  ScatterNode,
  View,
} from "./nodes.ts";
import { arrayName, placeOf } from "./print_loop.ts";
import type { RowsFunction, Surroundings } from "./print_rows.ts";
import { packedName, partsName } from "./units.ts";
import { product } from "./views.ts";

/** The tile that reads the rows of a matrix in place: one for each pair of strides that is fixed, or 0. */
function tileOf({ strides: [row, column] }: View, { functions }: Surroundings): string {
  const isFixed = typeof row === "number" && typeof column === "number";
  if (!isFixed || row !== 1 && column !== 1) return "0";
  const name = `tile_${row}_${column}`;
  functions.set(name, `TILE(${name}, ${row}, ${column})`);
  return name;
}

/** From the row `first` on, if one is named. */
function matrix(view: View, first = ""): string {
  const offset = placeOf(view, [], [], "");
  const start = first === "" ? "" : termText(first, view.strides[0]!);
  const place = [
    arrayName(view.node),
    ...[offset, start].filter((text) => text !== "0" && text !== ""),
  ];
  return `(Matrix){${place.join(" + ")}, ${view.strides.map(sizeText).join(", ")}}`;
}

/** What of an axis is summed: a half of it, or all. */
function partText(count: string, half: Half | undefined): string {
  if (half === undefined) return `all_of(task, thread, ${count})`;
  return `half_of(task, thread, ${count}, ${half === "first" ? 0 : 1})`;
}

export function printProduct(node: ProductNode, surroundings: Surroundings): string {
  const [left, right, addend] = node.operands;
  const tile = tileOf(left!, surroundings);
  const along = partText(sizeText(left!.shape[1]!), node.half);
  const sizes = node.shape.map(sizeText);
  const added = addend === undefined ? "(Matrix){0}" : matrix(addend);
  const list = [along, tile, ...sizes, matrix(left!), matrix(right!), arrayName(node), added];
  return `product(task, thread, ${list.join(", ")});`;
}

/** A block of a product in a strip, whose right side is packed. */
export function printProductBlock(node: ProductNode, surroundings: Surroundings): string {
  const [left, right, addend] = node.operands;
  const [rows, columns] = node.shape as readonly [Dimension, Dimension];
  const { factor } = parseDimension(rows);
  const first = factor === 1 ? "first" : `(${factor} * first)`;
  const from = (each: Node) => surroundings.locals.has(each) ? "" : first;
  const start = from(node) === "" ? "" : ` + ${termText(first, columns)}`;
  const list = [
    ...["own", tileOf(left!, surroundings), termText("(last - first)", factor)],
    ...[sizeText(columns), sizeText(right!.shape[0]!)],
    ...[matrix(left!, from(left!.node)), arrayName(packedName(node)), arrayName(node) + start],
    addend === undefined ? "(Matrix){0}" : matrix(addend, from(addend.node)),
  ];
  return `product_rows(${list.join(", ")});`;
}

export function printPack(node: ProductNode): string {
  const right = node.operands[1]!;
  const list = [...right.shape.map(sizeText), matrix(right), arrayName(packedName(node))];
  return `pack_shared(task, thread, ${list.join(", ")});`;
}

/** Scatters of the same updates, all or half of them, block after block. */
export function printScatters(nodes: readonly ScatterNode[]): string[] {
  const count = sizeText(nodes[0]!.operands[0]!.shape[0]!);
  const rowsOf = (view: View) =>
    `${arrayName(view.node)} + ${placeOf(view, [], [], "")}, ${sizeText(view.strides[0]!)}`;
  const calls = nodes.map((node) => {
    const [updates, rows] = node.operands as readonly [View, View];
    const list = ["part", "first", "last", arrayName(node), rowsOf(updates), rowsOf(rows)];
    return `scatter_rows(${[...list, sizeText(node.shape[1]!)].join(", ")});`;
  });
  return [
    "{",
    ...indent([
      `const Part part = ${partText(count, nodes[0]!.half)};`,
      ...nodes.map((node) => {
        const list = ["part", arrayName(node), ...node.shape.map(sizeText)];
        return `scatter_begin(${list.join(", ")});`;
      }),
      "for (long first = part.from, last; first < part.to; first = last) {",
      ...indent([
        `last = first + SCATTER_BLOCK < part.to ? first + SCATTER_BLOCK : part.to;`,
        ...calls,
      ]),
      "}",
    ]),
    "}",
  ];
}

/** Rows whose width is known when the program runs, or too wide for a loop to keep them. */
export function printReduce(node: ReduceNode, { symbols, functions }: Surroundings): RowsFunction {
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
  functions.set(name, functionText(name, types, lines, symbols));
  const parameters = [arrayName(node), arrayName(view.node)];
  return { name, parameters, rows: product(node.shape), byChunks: false };
}

/** Columns that a tile of a small product keeps at most. */
const MOST_COLUMNS = 512;

/**
 * Small products of which there are many, each by one thread: row by row, or as sums of 16 lanes
 * where both sides are runs along k.
 */
export function printBatched(
  node: BatchedNode,
  { symbols, locals, functions }: Surroundings,
): RowsFunction {
  const [a, b] = node.operands as readonly [View, View];
  const lead = node.shape.slice(0, -2);
  const which = (each: Node) => locals.has(each) ? "(z - first)" : "z";
  const start = (view: View) => placeOf(view, lead, view.strides.slice(0, -2), which(view.node));
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
      `float *to = c + ${which(node)} * ${factorText(product([rows, columns]))};`,
      ...body,
    ]),
    "}",
  ];
  const types = ["float *restrict c", "const float *restrict a", "const float *restrict b"];
  functions.set(name, functionText(name, types, lines, symbols));
  const parameters = [node, a.node, b.node].map((each) => arrayName(each));
  return { name, parameters, rows: product(lead), byChunks: false };
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
export function printJoin(node: ColumnsNode): string[] {
  const width = node.shape[0]!;
  const type = cTypes[node.type];
  const parts = arrayName(partsName(node));
  const rows = product(node.operands[0]!.shape.slice(0, -1));
  const chunks = `chunks_of(${sizeText(parseDimension(rows).symbol ?? rows)})`;
  return [
    `for (long c = FROM(${width}), chunks = ${chunks}; c < TO(${width}); c++) {`,
    `  ${type} sum = 0;`,
    `  for (long chunk = 0; chunk < chunks; chunk++) sum += ${parts}[chunk * ${width} + c];`,
    `  ${arrayName(node)}[c] = sum;`,
    "}",
  ];
}
