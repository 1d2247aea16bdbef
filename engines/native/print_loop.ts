/** A group of nodes as a function of C: one loop over rows, and in it loops over columns. */
import { type Dimension, parseDimension, type Shape } from "../../graph/shape.ts";
import {
  cTypes,
  declareSizes,
  factorText,
  indent,
  literal,
  sizeText,
  sumText,
  termText,
} from "./c_text.ts";
import { type Group, isPerRow } from "./groups.ts";
import { isScalar, type Node, type View } from "./nodes.ts";
import type { RowsFunction, Surroundings } from "./print_rows.ts";
import { partsName } from "./units.ts";
import { mergeAxes } from "./views.ts";

/** A line in a loop over columns, and the node whose row it keeps, if that turns out to be needed. */
type Line = string | { readonly keeps: Node };

/** The array of a node in C. */
export function arrayName(node: Node | string): string {
  return `${typeof node === "string" ? node : node.name}_all`;
}

/** The place in memory of an element of a view, by an index that counts its rows. */
export function placeOf(
  { offset }: Pick<View, "offset">,
  shape: Shape,
  strides: readonly Dimension[],
  index: string,
): string {
  const axes = mergeAxes(shape, strides);
  let below: Dimension[] = [];
  const terms = axes.toReversed().map(({ size, stride }, position) => {
    const divisor = below.map((each) => factorText(each)).join(" / ");
    const part = divisor === "" ? index : `${index} / ${divisor}`;
    below = [size, ...below];
    const isFirst = position === axes.length - 1;
    const own = isFirst ? part : `${part} % ${factorText(size)}`;
    return termText(own === index || stride === 1 && isFirst ? own : `(${own})`, stride);
  });
  return sumText([...offset.map((each) => factorText(each)), ...terms.toReversed()]);
}

export function printLoop(group: Group, surroundings: Surroundings): RowsFunction {
  return new LoopPrinter(group, surroundings).print(`loop_${surroundings.functions.size}`);
}

class LoopPrinter {
  readonly #members: ReadonlySet<Node>;
  readonly #parameters = new Map<string, string>();
  /** Numbers that are read once for the whole function, rows once for each row. */
  readonly #once: string[] = [];
  readonly #eachRow: string[] = [];
  readonly #readers = new Map<string, string>();
  /** Nodes of which a whole row is needed, before the next phase. */
  readonly #rows = new Set<Node>();
  readonly #phases = new Map<Node, number>();
  /** What stands before the loop over columns of each phase, and in it. */
  readonly #before: string[][];
  readonly #columns: Line[][];

  constructor(readonly group: Group, readonly surroundings: Surroundings) {
    this.#members = new Set(group.nodes);
    for (const node of group.nodes) {
      const needed = node.operands.map(({ node }) => this.#phases.get(node) ?? 0);
      this.#phases.set(node, Math.max(0, ...needed) + (node.kind === "reduce" ? 1 : 0));
    }
    const count = Math.max(...this.#phases.values()) + 1;
    this.#before = Array.from({ length: count }, () => []);
    this.#columns = Array.from({ length: count }, () => []);
  }

  print(name: string): RowsFunction {
    const { nodes, rows } = this.group;
    const { symbols, functions } = this.surroundings;
    for (const node of nodes) this.#printNode(node);
    const sums = nodes.filter(({ kind }) => kind === "columns");
    const byChunks = sums.length > 0;
    const body = byChunks
      ? this.#printChunks(sums)
      : [this.#rowLoop("from", "to"), ...indent(this.#printRow()), "}"];
    const typed = [...this.#parameters].map(([name, type]) => `${type}${name}`);
    const list = ["Task *task", "long from", "long to", ...typed];
    const written = [...this.#once, ...body];
    const lines = indent([...declareSizes(written, symbols), ...written]);
    functions.set(
      name,
      `static APART void ${name}(${list.join(", ")}) {\n${lines.join("\n")}\n}\n`,
    );
    return { name, parameters: [...this.#parameters.keys()], rows, byChunks };
  }

  #rowLoop(from: string, to: string): string {
    const isInnermost = this.#columns.every((lines) => lines.length === 0);
    return `${isInnermost ? "INDEPENDENT " : ""}for (long r = ${from}; r < ${to}; r++) {`;
  }

  #printRow(): string[] {
    const { width } = this.group;
    const rows = [...this.#rows].map((node) =>
      `${cTypes[node.type]} ${node.name}_row[${width}] ALIGNED;`
    );
    const phases = this.#before.flatMap((lines, phase) => {
      const columns = this.#columns[phase]!;
      return columns.length === 0 ? lines : [
        ...lines,
        `INDEPENDENT for (long c = 0; c < ${width}; c++) {`,
        ...indent(columns.flatMap((line) => this.#printLine(line))),
        "}",
      ];
    });
    return [...rows, ...this.#eachRow, ...phases];
  }

  #printLine(line: Line): string[] {
    if (typeof line === "string") return [line];
    const { name } = line.keeps;
    return this.#rows.has(line.keeps) ? [`${name}_row[c] = ${name};`] : [];
  }

  /** Sums of columns: each chunk of rows is added up in order, in one call or in several. */
  #printChunks(sums: readonly Node[]): string[] {
    const { rows, width } = this.group;
    const { factor, symbol } = parseDimension(rows);
    const height = termText(`chunk_height(${sizeText(symbol ?? rows)})`, symbol ? factor : 1);
    const each = (text: (name: string, parts: string, type: string) => string) =>
      sums.map((node) => {
        const parts = arrayName(partsName(node));
        this.#parameters.set(parts, `${cTypes[node.type]} *restrict `);
        return text(`${node.name}_sum`, `${parts} + chunk * ${width}`, cTypes[node.type]);
      });
    return [
      `const long height = ${height};`,
      "for (long start = from, end; start < to; start = end) {",
      ...indent([
        "const long chunk = start / height;",
        "end = (chunk + 1) * height < to ? (chunk + 1) * height : to;",
        ...each((sum, _, type) => `${type} ${sum}[${width}] ALIGNED;`),
        "if (start == chunk * height) {",
        ...indent(each((sum) => `memset(${sum}, 0, sizeof ${sum});`)),
        "} else {",
        ...indent(each((sum, parts) => `memcpy(${sum}, ${parts}, sizeof ${sum});`)),
        "}",
        this.#rowLoop("start", "end"),
        ...indent(this.#printRow()),
        "}",
        ...each((sum, parts) => `memcpy(${parts}, ${sum}, sizeof ${sum});`),
      ]),
      "}",
    ];
  }

  #printNode(node: Node): void {
    const phase = this.#phases.get(node)!;
    if (node.kind === "reduce") {
      const { reduction, operands: [view] } = node;
      const row = this.#rowOf(view!, node, phase - 1);
      const call = `row_${reduction}_${view!.type}(${row}, ${this.group.width})`;
      return this.#define(node, call, phase);
    }
    if (node.kind === "columns") {
      const value = this.#read(node, 0, phase);
      this.#columns[phase]!.push(`${node.name}_sum[c] += ${value};`);
    }
    if (node.kind === "map") this.#define(node, this.#expression(node, phase), phase);
  }

  #define(node: Node, value: string, phase: number): void {
    const perRow = isPerRow(node);
    const lines: Line[] = perRow ? this.#before[phase]! : this.#columns[phase]!;
    lines.push(`const ${cTypes[node.type]} ${node.name} = ${value};`);
    if (!perRow) lines.push({ keeps: node });
    if (!this.surroundings.inMemory.has(node)) return;
    const array = this.#array(node, true);
    const row = this.#row(node);
    lines.push(`${array}[${perRow ? row : `${row} * ${this.group.width} + c`}] = ${node.name};`);
  }

  #expression(node: Node & { kind: "map" }, phase: number): string {
    const { shape } = node;
    const last = shape.length - 1;
    const index = (axis: number) => {
      if (!isPerRow(node) && axis === last) return "c";
      const end = isPerRow(node) ? shape.length : last;
      const below = shape.slice(axis + 1, end).filter((size) => size !== 1);
      const part = ["r", ...below.map((size) => factorText(size))].join(" / ");
      return axis === 0 ? `(${part})` : `(${part} % ${factorText(shape[axis]!)})`;
    };
    return node.expression.replace(/([$@])(\d+|i\d+|last|at)\b/g, (_, mark, what: string) => {
      if (what === "last") return index(last);
      if (what === "at") return isPerRow(node) ? "r" : `(r * ${this.group.width} + c)`;
      if (what.startsWith("i")) return index(Number(what.slice(1)));
      return mark === "@"
        ? this.#start(node.operands[Number(what)]!)
        : this.#read(node, Number(what), phase);
    });
  }

  /** An expression for an operand's element. */
  #read(reader: Node, operand: number, phase: number): string {
    const view = reader.operands[operand]!;
    const { node, shape, strides } = view;
    if (this.#members.has(node)) {
      if (isPerRow(node) || this.#phases.get(node) === phase) return node.name;
      this.#rows.add(node);
      return `${node.name}_row[c]`;
    }
    if (node.kind === "constant" && node.shape.length === 0) {
      return literal(node.values[0]!, node.type);
    }
    if (isScalar(node)) return this.#parameter(node.name, `const ${cTypes[node.type]} `);
    const array = this.#array(node);
    if (strides.every((stride, axis) => stride === 0 || shape[axis] === 1)) {
      return this.#reader(`${array}[${placeOf(view, [], [], "")}]`, node, this.#once);
    }
    if (reader.kind === "map" && isPerRow(reader)) {
      return `${array}[${placeOf(view, shape, strides, this.#row(node))}]`;
    }
    const place = placeOf(view, shape.slice(0, -1), strides.slice(0, -1), this.#row(node));
    const lines = /\br\b/.test(place) ? this.#eachRow : this.#once;
    const stride = strides.at(-1)!;
    if (stride === 0) return this.#reader(`${array}[${place}]`, node, lines);
    const row = this.#reader(place === "0" ? array : `${array} + ${place}`, node, lines, "*");
    return `${row}[${termText("c", stride)}]`;
  }

  /** The index of a row in memory. */
  #row(node: Node): string {
    return this.surroundings.locals.has(node) ? "(r - from)" : "r";
  }

  /** A variable for something that is read at the start of the function or of a row. */
  #reader(value: string, { type, name }: Node, lines: string[], pointer = ""): string {
    if (/^\w+$/.test(value)) return value;
    const known = this.#readers.get(value);
    if (known !== undefined) return known;
    const reader = `${name}_${pointer === "" ? "number" : "from"}_${this.#readers.size}`;
    this.#readers.set(value, reader);
    lines.push(`const ${cTypes[type]} ${pointer}${reader} = ${value};`);
    return reader;
  }

  /** A pointer to a whole row, for a function of rows. */
  #rowOf(view: View, reader: Node, phase: number): string {
    const { node } = view;
    if (this.#members.has(node)) {
      this.#rows.add(node);
      return `${node.name}_row`;
    }
    const element = this.#read(reader, 0, phase);
    const found = /^(\w+)\[c\]$/.exec(element);
    if (found !== null) return found[1]!;
    const copy = `${reader.name}_of`;
    this.#eachRow.push(`${cTypes[view.type]} ${copy}[${this.group.width}] ALIGNED;`);
    this.#columns[phase]!.push(`${copy}[c] = ${element};`);
    return copy;
  }

  /** A pointer to the first element of a view. */
  #start(view: View): string {
    const place = placeOf(view, [], [], "");
    const array = this.#array(view.node);
    return place === "0" ? array : `(${array} + ${place})`;
  }

  #array(node: Node, written = false): string {
    const prefix = written ? "" : "const ";
    return this.#parameter(arrayName(node), `${prefix}${cTypes[node.type]} *restrict `);
  }

  #parameter(name: string, type: string): string {
    if (!this.#parameters.has(name)) this.#parameters.set(name, type);
    return name;
  }
}
