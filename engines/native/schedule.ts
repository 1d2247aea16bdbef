/**
 * The order of a program step: what is computed when, where all threads wait for each other, and
 * how long each array is needed. Between two barriers all arrays in use are different ones.
 */
import type { Dimension } from "../../graph/shape.ts";
import { type Group, groupNodes } from "./groups.ts";
import type { Lowered } from "./lower.ts";
import { type ColumnsNode, isScalar, type Node } from "./nodes.ts";
import { product, times } from "./views.ts";

/** Chunks of rows that sums of columns are added up in; their number is part of the results. */
export const COLUMN_CHUNKS = 16;

/** One thing that is done between barriers: a loop, the end of sums of columns, or one node. */
export type Unit =
  | { readonly kind: "loop"; readonly group: Group }
  | { readonly kind: "join"; readonly node: ColumnsNode }
  | { readonly kind: "node"; readonly node: Node };

export interface ScheduledUnit {
  readonly unit: Unit;
  /** Whether all threads have to be done with what is before. */
  readonly waits: boolean;
}

/** An array that is computed within a step, needed from one epoch (a time between barriers) to another. */
export interface Buffer {
  readonly name: string;
  readonly node: Node;
  readonly size: Dimension;
  readonly from: number;
  readonly to: number;
}

export interface Schedule {
  readonly units: readonly ScheduledUnit[];
  readonly buffers: readonly Buffer[];
  /** Nodes that are arrays in memory: of the others nothing is left after their loop. */
  readonly inMemory: ReadonlySet<Node>;
}

export function schedule({ nodes, outputs }: Lowered): Schedule {
  const computed = nodes.filter(({ kind }) => kind !== "input" && kind !== "constant");
  const groupOf = new Map(
    groupNodes(computed).flatMap((group) => group.nodes.map((node) => [node, group] as const)),
  );
  const given = new Set(outputs.map(({ node }) => node));
  const inMemory = new Set(computed.filter((node) => !groupOf.has(node) && !isScalar(node)));
  for (const node of given) inMemory.add(node);
  for (const node of computed) {
    if (node.kind === "columns") inMemory.add(node);
    for (const { node: operand } of node.operands) {
      const isComputed = operand.kind !== "input" && operand.kind !== "constant";
      const leaves = groupOf.get(operand) !== groupOf.get(node) || !groupOf.has(node);
      if (isComputed && !isScalar(operand) && leaves) inMemory.add(operand);
    }
  }
  const order = orderUnits(computed, groupOf);
  return { ...planEpochs(order, inMemory, given), inMemory };
}

/** Each unit after those that it reads, otherwise as the nodes come in the graph. */
function orderUnits(nodes: readonly Node[], groupOf: ReadonlyMap<Node, Group>): Unit[] {
  const loops = new Map([...new Set(groupOf.values())]
    .map((group) => [group, { kind: "loop", group } as Unit] as const));
  const others = new Map(
    nodes.filter((node) => !groupOf.has(node) || node.kind === "columns").map((node) => [
      node,
      (node.kind === "columns" && groupOf.has(node)
        ? { kind: "join", node }
        : { kind: "node", node }) as Unit,
    ]),
  );
  /** The unit after which a node is there. */
  const maker = (node: Node) => others.get(node) ?? loops.get(groupOf.get(node)!);
  const order = new Set<Unit>();
  const place = (unit: Unit) => {
    if (order.has(unit)) return;
    if (unit.kind === "join") place(loops.get(groupOf.get(unit.node)!)!);
    else {
      for (const { node: operand } of nodesOf(unit).flatMap(({ operands }) => operands)) {
        const needed = maker(operand);
        if (needed !== undefined && needed !== unit) place(needed);
      }
    }
    order.add(unit);
  };
  for (const node of nodes) place(maker(node)!);
  return [...order];
}

export function nodesOf(unit: Unit): readonly Node[] {
  return unit.kind === "loop" ? unit.group.nodes : [unit.node];
}

/** What a unit reads and writes, by the names of arrays. */
export function accessOf(unit: Unit, inMemory: ReadonlySet<Node>) {
  if (unit.kind === "join") return { reads: [partsName(unit.node)], writes: [unit.node.name] };
  const own = new Set(nodesOf(unit));
  const reads = [...own].flatMap(({ operands }) => operands.map(({ node }) => node))
    .filter((node) => inMemory.has(node) && !own.has(node)).map(({ name }) => name);
  const writes = [...own].filter((node) => inMemory.has(node))
    .map((node) => unit.kind === "loop" && node.kind === "columns" ? partsName(node) : node.name);
  return { reads: [...new Set(reads)], writes };
}

/** The array of the chunks' sums of columns. */
export function partsName(node: Node): string {
  return `${node.name}_parts`;
}

function planEpochs(
  order: readonly Unit[],
  inMemory: ReadonlySet<Node>,
  given: ReadonlySet<Node>,
): Pick<Schedule, "units" | "buffers"> {
  const units: ScheduledUnit[] = [];
  const spans = new Map<string, { from: number; to: number }>();
  let epoch = 0;
  let written = new Set<string>();
  for (const unit of order) {
    const { reads, writes } = accessOf(unit, inMemory);
    const waits = reads.some((name) => written.has(name));
    if (waits) [epoch, written] = [epoch + 1, new Set()];
    for (const name of writes) {
      written.add(name);
      spans.set(name, { from: epoch, to: epoch });
    }
    for (const name of reads) spans.get(name)!.to = epoch;
    units.push({ unit, waits });
  }
  const buffers = order.flatMap((unit) => nodesOf(unit)).flatMap((node): Buffer[] => {
    const size = product(node.shape);
    const of = (name: string, size: Dimension) => {
      const span = spans.get(name);
      return span === undefined ? [] : [{ name, node, size, ...span }];
    };
    const parts = of(partsName(node), times(COLUMN_CHUNKS, size));
    return given.has(node) ? parts : [...of(node.name, size), ...parts];
  });
  const byName = new Map(buffers.map((buffer) => [buffer.name, buffer]));
  return { units, buffers: [...byName.values()] };
}
