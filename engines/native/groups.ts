/**
 * Which nodes are computed in one loop over rows: what passes between them stays in registers or in
 * a row of cache, and memory is walked once. Only kinds of node and shapes decide.
 */
import type { Dimension } from "../../graph/shape.ts";
import { isScalar, type Node, readsAnywhere, type View } from "./nodes.ts";
import { collapse, isContiguous, product } from "./views.ts";

/** Nodes of one loop; `width` is null where each row is one number. */
export interface Group {
  readonly nodes: readonly Node[];
  readonly rows: Dimension;
  readonly width: number | null;
}

/** Wider rows are reduced from memory, so that no loop keeps them on the stack of a thread. */
const WIDEST_ROW = 8192;
/** Longer loops take the compiler long. */
const MOST_NODES = 150;

/** Rows and width of a node's loop; null for what is no part of loops. */
export function loopOf(node: Node): Pick<Group, "rows" | "width"> | null {
  if (node.kind === "map") {
    if (isScalar(node)) return null;
    const width = node.shape.at(-1)!;
    if (node.shape.length < 2 || width === 1 || typeof width !== "number") {
      return { rows: product(node.shape), width: null };
    }
    return { rows: product(node.shape.slice(0, -1)), width };
  }
  if (node.kind !== "reduce" && node.kind !== "columns") return null;
  const { shape } = node.operands[0]!;
  const width = shape.at(-1)!;
  if (typeof width !== "number" || node.kind === "reduce" && width > WIDEST_ROW) return null;
  return { rows: product(shape.slice(0, -1)), width };
}

/** Whether the node has one number for each row of its loop, rather than one for each column. */
export function isPerRow(node: Node): boolean {
  return node.kind === "reduce" || node.kind === "map" && loopOf(node)!.width === null;
}

/** Whether what a loop computes for a node is what the reader needs at the same row and column. */
function staysInLoop(view: View, reader: Node, operand: number, rows: Dimension): boolean {
  const { node, shape, strides, offset } = view;
  if (node.kind === "columns" || offset.length > 0 || readsAnywhere(reader, operand)) return false;
  const perElement = reader.kind !== "map" || !isPerRow(reader);
  if (!isPerRow(node)) return perElement && isContiguous(view);
  if (perElement && strides.at(-1) !== 0 && shape.at(-1) !== 1) return false;
  const end = perElement ? -1 : shape.length;
  const walk = collapse(shape.slice(0, end), strides.slice(0, end));
  return walk !== null && walk.size === rows && (walk.stride === 1 || rows === 1);
}

class MutableGroup implements Group {
  constructor(
    public nodes: Node[],
    public rows: Dimension,
    public width: number | null,
  ) {}
}

/** Groups of all nodes that loops compute, in no order. */
export function groupNodes(nodes: readonly Node[]): Group[] {
  const groups = new Map<Node, MutableGroup>();
  for (const node of nodes) {
    const loop = loopOf(node);
    if (loop !== null) groups.set(node, new MutableGroup([node], loop.rows, loop.width));
  }
  const consumers = consumersOf(nodes);
  const tryMerge = (a: Node, b: Node) => {
    const [first, second] = [groups.get(a), groups.get(b)];
    if (first === undefined || second === undefined || first === second) return;
    if (!canMerge(first, second, groups)) return;
    first.width ??= second.width;
    first.nodes = [...first.nodes, ...second.nodes].sort((x, y) => x.id - y.id);
    for (const node of second.nodes) groups.set(node, first);
  };
  const readersOf = (node: Node) => [...new Set(consumers.get(node) ?? [])];
  // What a single loop reads belongs to it before anything else.
  for (const node of nodes.toReversed()) {
    const readers = new Set(readersOf(node).map((reader) => groups.get(reader)));
    if (readers.size === 1) tryMerge(readersOf(node)[0]!, node);
  }
  for (let round = 0; round < 2; round++) {
    for (const node of nodes) for (const view of node.operands) tryMerge(view.node, node);
    for (const node of nodes) {
      const [first, ...others] = readersOf(node);
      for (const other of others) tryMerge(first!, other);
    }
  }
  return [...new Set(groups.values())];
}

function consumersOf(nodes: readonly Node[]): Map<Node, Node[]> {
  const consumers = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const { node: operand } of node.operands) {
      consumers.set(operand, [...consumers.get(operand) ?? [], node]);
    }
  }
  return consumers;
}

function canMerge(
  a: Group,
  b: Group,
  groups: ReadonlyMap<Node, Group>,
): boolean {
  if (a.rows !== b.rows || a.nodes.length + b.nodes.length > MOST_NODES) return false;
  if (a.width !== b.width && (a.rows === 1 || a.width !== null && b.width !== null)) return false;
  const all = new Set([...a.nodes, ...b.nodes]);
  let isLinked = false;
  for (const node of all) {
    for (const [index, view] of node.operands.entries()) {
      if (!all.has(view.node)) continue;
      if (!staysInLoop(view, node, index, a.rows)) return false;
      isLinked ||= a.nodes.includes(node) !== a.nodes.includes(view.node);
    }
  }
  if (!isLinked && !shareInput(a, b)) return false;
  return !reachesAround(a, b, groups);
}

/** Whether both walk the same large array. */
function shareInput(a: Group, b: Group): boolean {
  if (a.width === null || b.width === null) return false;
  const size = product([a.rows, a.width]);
  const inputs = (group: Group) =>
    group.nodes.flatMap(({ operands }) => operands.map(({ node }) => node))
      .filter(({ shape }) => product(shape) === size);
  const known = new Set(inputs(a));
  return inputs(b).some((node) => known.has(node));
}

/** Whether one of two groups needs what is computed, outside of both, from the other. */
function reachesAround(
  a: Group,
  b: Group,
  groups: ReadonlyMap<Node, Group>,
): boolean {
  const both = new Set([...a.nodes, ...b.nodes]);
  const first = Math.min(...[...both].map(({ id }) => id));
  const seen = new Set<Node>();
  const stack = [...both].flatMap(({ operands }) => operands.map(({ node }) => node))
    .filter((node) => !both.has(node));
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const unit = groups.get(node)?.nodes ?? [node];
    for (const part of unit) seen.add(part);
    if (unit.every(({ id }) => id < first)) continue;
    for (const { operands } of unit) {
      for (const { node: operand } of operands) {
        if (both.has(operand)) return true;
        stack.push(operand);
      }
    }
  }
  return false;
}
