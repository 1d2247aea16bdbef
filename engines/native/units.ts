/** What a program step does one after the other, and which arrays each of these reads and writes. */
import type { Group } from "./groups.ts";
import type { ColumnsNode, Node, ProductNode, ScatterNode } from "./nodes.ts";

/** A loop, the end of sums of columns, or one node. */
export type SimpleUnit =
  | { readonly kind: "loop"; readonly group: Group }
  | { readonly kind: "join"; readonly node: ColumnsNode }
  | { readonly kind: "node"; readonly node: Node };

/** Units that a thread takes its rows through block by block; strips.ts says why. */
export interface Strip {
  readonly kind: "strip";
  /** What all counts of rows of its units are multiples of. */
  readonly symbol: string;
  readonly units: readonly SimpleUnit[];
  /** How much of the symbol's size a block has. */
  readonly block: number;
  /** Arrays of which only the strip reads: each thread has those of one block. */
  readonly locals: ReadonlySet<Node>;
}

/** One thing that is done between barriers. */
export type Unit =
  | SimpleUnit
  | Strip
  /** Sums of the same updates by one index or several. */
  | { readonly kind: "scatters"; readonly nodes: readonly ScatterNode[] }
  /** The right side of a product of a strip, in the order in which tiles read it. */
  | { readonly kind: "pack"; readonly node: ProductNode };

export function nodesOf(unit: Unit): readonly Node[] {
  if (unit.kind === "loop") return unit.group.nodes;
  if (unit.kind === "scatters") return unit.nodes;
  return unit.kind === "strip" ? unit.units.flatMap(nodesOf) : [unit.node];
}

/** What these nodes read that is none of them. */
export function operandsOf(nodes: readonly Node[]): Node[] {
  const own = new Set(nodes);
  return nodes.flatMap(({ operands }) => operands.map(({ node }) => node))
    .filter((node) => !own.has(node));
}

/** The array of the chunks' sums of columns. */
export function partsName(node: Node): string {
  return `${node.name}_parts`;
}

/** The array of the packed columns of a product's right side. */
export function packedName(node: Node): string {
  return `${node.name}_packed`;
}

export interface Access {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** What a unit reads and writes, by the names of arrays. */
export function accessOf(unit: Unit, inMemory: ReadonlySet<Node>): Access {
  switch (unit.kind) {
    case "join":
      return { reads: [partsName(unit.node)], writes: [unit.node.name] };
    case "pack": {
      const from = unit.node.operands[1]!.node;
      return { reads: inMemory.has(from) ? [from.name] : [], writes: [packedName(unit.node)] };
    }
    case "strip":
      return accessOfStrip(unit, inMemory);
    default:
      return accessOfNodes(nodesOf(unit), inMemory, unit.kind === "loop");
  }
}

function accessOfNodes(
  nodes: readonly Node[],
  inMemory: ReadonlySet<Node>,
  isLoop: boolean,
): Access {
  const reads = operandsOf(nodes).filter((node) => inMemory.has(node)).map(({ name }) => name);
  const writes = nodes.filter((node) => inMemory.has(node))
    .map((node) => isLoop && node.kind === "columns" ? partsName(node) : node.name);
  return { reads: [...new Set(reads)], writes };
}

function accessOfStrip({ units }: Strip, inMemory: ReadonlySet<Node>): Access {
  const each = units.map((unit) => accessInStrip(unit, inMemory));
  const writes = each.flatMap(({ writes }) => writes);
  const own = new Set(writes);
  const reads = each.flatMap(({ reads }) => reads).filter((name) => !own.has(name));
  return { reads: [...new Set(reads)], writes };
}

/** A product in a strip reads the columns that were packed before. */
export function accessInStrip(unit: SimpleUnit, inMemory: ReadonlySet<Node>): Access {
  if (unit.kind !== "node" || unit.node.kind !== "product") return accessOf(unit, inMemory);
  const { node } = unit;
  const reads = node.operands.filter((_, operand) => operand !== 1).map(({ node }) => node)
    .filter((node) => inMemory.has(node)).map(({ name }) => name);
  return { reads: [...reads, packedName(node)], writes: [node.name] };
}
