/**
 * The order of a program step: what is computed when, where all threads wait for each other, and
 * how long each array is needed. Between two barriers all arrays in use are different ones.
 */
import { type Dimension, parseDimension } from "../../graph/shape.ts";
import { type Group, groupNodes } from "./groups.ts";
import type { Lowered } from "./lower.ts";
import { addsHalves, isScalar, type Node, type ProductNode, type ScatterNode } from "./nodes.ts";
import { findStrips } from "./strips.ts";
import {
  accessInStrip,
  accessOf,
  nodesOf,
  operandsOf,
  packedName,
  partsName,
  type SimpleUnit,
  type Unit,
} from "./units.ts";
import { product, times } from "./views.ts";

/** Chunks of rows that sums of columns are added up in; their number is part of the results. */
export const COLUMN_CHUNKS = 16;

/** Columns of the widest tile, of which packed columns are a multiple. */
const WIDEST_TILE = 32;

export interface ScheduledUnit {
  readonly unit: Unit;
  /** Whether all threads have to be done with what is before. */
  readonly waits: boolean;
}

/**
 * An array that is computed within a step, needed from one time to another: epochs between barriers, or
 * units of strips for what each thread has of its own.
 */
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
  /** Arrays that each thread has of its own, of a block of rows. */
  readonly locals: readonly Buffer[];
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
  const order = joinScatters(findStrips(orderUnits(computed, groupOf), inMemory, given));
  return { ...planEpochs(order, inMemory, given), locals: planLocals(order, inMemory), inMemory };
}

/** Each unit after those that it reads, otherwise as their last nodes come in the graph. */
function orderUnits(nodes: readonly Node[], groupOf: ReadonlyMap<Node, Group>): SimpleUnit[] {
  const loops = new Map([...new Set(groupOf.values())]
    .map((group) => [group, { kind: "loop", group } as SimpleUnit] as const));
  const others = new Map(
    nodes.filter((node) => !groupOf.has(node) || node.kind === "columns").map((node) => [
      node,
      (node.kind === "columns" && groupOf.has(node)
        ? { kind: "join", node }
        : { kind: "node", node }) as SimpleUnit,
    ]),
  );
  /** The unit after which a node is there. */
  const maker = (node: Node) => others.get(node) ?? loops.get(groupOf.get(node)!);
  const order = new Set<SimpleUnit>();
  const place = (unit: SimpleUnit) => {
    if (order.has(unit)) return;
    if (unit.kind === "join") place(loops.get(groupOf.get(unit.node)!)!);
    else {
      for (const operand of operandsOf(nodesOf(unit))) {
        const needed = maker(operand);
        if (needed !== undefined && needed !== unit) place(needed);
      }
    }
    order.add(unit);
  };
  const lastOf = new Map(nodes.map((node) => [maker(node)!, node]));
  // Halves of sums are added where the sums are read, as all are (outputs are nodes of their own), so that
  // those of several lie side by side.
  for (const node of nodes) {
    const unit = maker(node)!;
    if (lastOf.get(unit) === node && !nodesOf(unit).every(addsHalves)) place(unit);
  }
  return [...order];
}

/** Scatters of the same updates as one unit, where only scatters are between them: none reads another. */
function joinScatters(units: readonly Unit[]): Unit[] {
  const joined: Unit[] = [];
  for (const unit of units) {
    if (unit.kind !== "node" || unit.node.kind !== "scatter") {
      joined.push(unit);
      continue;
    }
    const { node } = unit;
    const neighbours = joined.slice(joined.findLastIndex(({ kind }) => kind !== "scatters") + 1)
      .filter((each) => each.kind === "scatters");
    const same = neighbours.find(({ nodes }) => haveSameUpdates(nodes[0]!, node));
    if (same === undefined) joined.push({ kind: "scatters", nodes: [node] });
    else joined[joined.indexOf(same)] = { kind: "scatters", nodes: [...same.nodes, node] };
  }
  return joined;
}

function haveSameUpdates(one: ScatterNode, other: ScatterNode): boolean {
  const [first, second] = [one.operands[0]!, other.operands[0]!];
  return first.node === second.node && first.shape[0] === second.shape[0] &&
    one.half === other.half;
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
  const inStrips = new Set(order.flatMap((unit) => unit.kind === "strip" ? [...unit.locals] : []));
  const buffers = order.flatMap((unit) => nodesOf(unit)).flatMap((node): Buffer[] => {
    const size = product(node.shape);
    const of = (name: string, size: Dimension) => {
      const span = spans.get(name);
      return span === undefined ? [] : [{ name, node, size, ...span }];
    };
    const rest = [
      ...of(partsName(node), times(COLUMN_CHUNKS, size)),
      ...node.kind === "product" ? of(packedName(node), packedSize(node)) : [],
    ];
    return given.has(node) || inStrips.has(node) ? rest : [...of(node.name, size), ...rest];
  });
  const byName = new Map(buffers.map((buffer) => [buffer.name, buffer]));
  return { units, buffers: [...byName.values()] };
}

function packedSize({ operands }: ProductNode): Dimension {
  const [inner, columns] = operands[1]!.shape as readonly [Dimension, number];
  return times(inner, Math.ceil(columns / WIDEST_TILE) * WIDEST_TILE);
}

/** A thread's own arrays, from the unit that writes one to the last that reads it. */
function planLocals(order: readonly Unit[], inMemory: ReadonlySet<Node>): Buffer[] {
  let time = 0;
  return order.filter((unit) => unit.kind === "strip").flatMap((strip) => {
    const spans = new Map<string, { from: number; to: number }>();
    for (const unit of strip.units) {
      const { reads, writes } = accessInStrip(unit, inMemory);
      for (const name of reads) if (spans.has(name)) spans.get(name)!.to = time;
      for (const name of writes) spans.set(name, { from: time, to: time });
      time++;
    }
    return [...strip.locals].map((node) => ({
      name: node.name,
      node,
      size: parseDimension(product(node.shape)).factor * strip.block,
      ...spans.get(node.name)!,
    }));
  });
}
