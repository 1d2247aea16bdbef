/** A group of nodes as a function of C: one loop over rows, and in it loops over columns. */
import type { Dimension, Shape } from "../../graph/shape.ts";
import { cTypes, declareSizes, factorText, indent, literal, sumText, termText } from "./c_text.ts";
import { type Group, isPerRow } from "./groups.ts";
import { isScalar, type Node, type View } from "./nodes.ts";
import { COLUMN_CHUNKS, partsName } from "./schedule.ts";
import { mergeAxes } from "./views.ts";

export interface PrintedLoop {
  readonly name: string;
  readonly text: string;
  /** What it is called with, after its first and last row (or chunk of rows). */
  readonly parameters: readonly Parameter[];
  /** How many rows, or chunks of them, the threads share. */
  readonly count: Dimension;
}

export interface Parameter {
  readonly type: string;
  readonly name: string;
}

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

export function printLoop(
  group: Group,
  inMemory: ReadonlySet<Node>,
  symbols: readonly string[],
  name: string,
): PrintedLoop {
  return new LoopPrinter(group, inMemory).print(name, symbols);
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

  constructor(readonly group: Group, readonly inMemory: ReadonlySet<Node>) {
    this.#members = new Set(group.nodes);
    for (const node of group.nodes) {
      const needed = node.operands.map(({ node }) => this.#phases.get(node) ?? 0);
      this.#phases.set(node, Math.max(0, ...needed) + (node.kind === "reduce" ? 1 : 0));
    }
    const count = Math.max(...this.#phases.values()) + 1;
    this.#before = Array.from({ length: count }, () => []);
    this.#columns = Array.from({ length: count }, () => []);
  }

  print(name: string, symbols: readonly string[]): PrintedLoop {
    const { nodes, rows } = this.group;
    for (const node of nodes) this.#printNode(node);
    const sums = nodes.filter(({ kind }) => kind === "columns");
    const body = sums.length > 0
      ? this.#printChunks(sums)
      : [this.#rowLoop("from", "to"), ...indent(this.#printRow()), "}"];
    const parameters = [...this.#parameters].map(([name, type]) => ({ name, type }));
    const list = [
      "Task *task",
      "long from",
      "long to",
      ...parameters.map(({ name, type }) => `${type}${name}`),
    ];
    const written = [...this.#once, ...body];
    const lines = [...declareSizes(written, symbols), ...written];
    return {
      name,
      text: `static APART void ${name}(${list.join(", ")}) {\n${indent(lines).join("\n")}\n}\n`,
      parameters,
      count: sums.length > 0 ? COLUMN_CHUNKS : rows,
    };
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

  /** Sums of columns: each chunk of rows is added up in order, whichever thread has it. */
  #printChunks(sums: readonly Node[]): string[] {
    const { rows, width } = this.group;
    const all = factorText(rows);
    const zeros = sums.map((node) =>
      `${cTypes[node.type]} ${node.name}_sum[${width}] ALIGNED; ` +
      `memset(${node.name}_sum, 0, sizeof ${node.name}_sum);`
    );
    const results = sums.map((node) => {
      const parts = arrayName(partsName(node));
      this.#parameters.set(parts, `${cTypes[node.type]} *restrict `);
      return `memcpy(${parts} + chunk * ${width}, ${node.name}_sum, sizeof ${node.name}_sum);`;
    });
    return [
      "for (long chunk = from; chunk < to; chunk++) {",
      ...indent([
        ...zeros,
        `const long height = (${all} + ${COLUMN_CHUNKS - 1}) / ${COLUMN_CHUNKS};`,
        `const long last = (chunk + 1) * height < ${all} ? (chunk + 1) * height : ${all};`,
        this.#rowLoop("chunk * height", "last"),
        ...indent(this.#printRow()),
        "}",
        ...results,
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
    if (!this.inMemory.has(node)) return;
    const array = this.#array(node, true);
    lines.push(`${array}[${perRow ? "r" : `r * ${this.group.width} + c`}] = ${node.name};`);
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
      return `${array}[${placeOf(view, shape, strides, "r")}]`;
    }
    const place = placeOf(view, shape.slice(0, -1), strides.slice(0, -1), "r");
    const lines = /\br\b/.test(place) ? this.#eachRow : this.#once;
    const stride = strides.at(-1)!;
    if (stride === 0) return this.#reader(`${array}[${place}]`, node, lines);
    const row = this.#reader(place === "0" ? array : `${array} + ${place}`, node, lines, "*");
    return `${row}[${termText("c", stride)}]`;
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
