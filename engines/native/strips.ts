/**
 * Which units of a step a thread takes its rows through block by block: loops and products whose
 * rows depend on the same rows of those before. What passes between them is read again while it is
 * in the cache, no thread waits for another, and the right sides of products are packed once for all
 * threads. Every row is computed as it would be without.
 */
import { type Dimension, parseDimension } from "../../graph/shape.ts";
import { type Node, readsAnywhere, type View } from "./nodes.ts";
import { accessOf, nodesOf, operandsOf, type SimpleUnit, type Strip, type Unit } from "./units.ts";
import { product } from "./views.ts";

/** Rows of a product in a block: with rows of 512 numbers, a few arrays fit into a core's cache. */
const BLOCK_ROWS = 144;
/** A multiple of the rows of every processor's tile. */
const TILES = 24;

/**
 * Numbers of packed right sides that a strip may have, unless its first product's are more already: they
 * are to be in the cache when they are read.
 */
const MOST_PACKED = 96 * 1024;

/** The units in an order in which strips are as long as they can be. */
export function findStrips(
  units: readonly SimpleUnit[],
  inMemory: ReadonlySet<Node>,
  given: ReadonlySet<Node>,
): Unit[] {
  const order = cut(units, inMemory);
  const access = order.map((unit) => accessOf(unit, inMemory));
  return order.flatMap((unit, index): Unit[] => {
    if (unit.kind !== "strip") return [unit];
    const elsewhere = new Set(access.flatMap(({ reads }, other) => other === index ? [] : reads));
    const locals = nodesOf(unit).filter((node) =>
      inMemory.has(node) && node.kind !== "columns" && !given.has(node) && !elsewhere.has(node.name)
    );
    const packs = nodesOf(unit).filter((node) => node.kind === "product")
      .map((node): Unit => ({ kind: "pack", node }));
    return [...packs, { ...unit, locals: new Set(locals) }];
  });
}

/**
 * From the first unit on that can be in a strip: what needs nothing of the strip goes before it, what
 * needs something but cannot be part of it comes later, with all that needs that.
 */
function cut(units: readonly SimpleUnit[], inMemory: ReadonlySet<Node>): (SimpleUnit | Strip)[] {
  const first = units.find((unit) => symbolOf(unit) !== null);
  if (first === undefined) return [...units];
  const symbol = symbolOf(first)!;
  const [before, strip, later]: SimpleUnit[][] = [[], [], []];
  const [written, delayed] = [new Set<Node>(), new Set<Node>()];
  const put = (unit: SimpleUnit, place: SimpleUnit[], names?: Set<Node>) => {
    place.push(unit);
    for (const node of nodesOf(unit)) names?.add(node);
  };
  let packed = 0;
  for (const unit of units) {
    const needed = neededBy(unit);
    const needs = (nodes: ReadonlySet<Node>) => needed.some((node) => nodes.has(node));
    const more = packedBy(unit);
    const joins = symbolOf(unit) === symbol && keepsRows(unit, symbol, written) &&
      (packed === 0 || packed + more <= MOST_PACKED);
    if (joins && !needs(delayed)) {
      put(unit, strip!, written);
      packed += more;
    } else if (needs(delayed) || needs(written)) put(unit, later!, delayed);
    else put(unit, before!);
  }
  const own = strip!.length > 1 ? [makeStrip(symbol, strip!)] : strip!;
  return [...cut(before!, inMemory), ...own, ...cut(later!, inMemory)];
}

function makeStrip(symbol: string, units: readonly SimpleUnit[]): Strip {
  const products = units.filter((unit) => unit.kind === "node" && unit.node.kind === "product");
  const factors = (products.length > 0 ? products : units)
    .map((unit) => parseDimension(rowsOf(unit)!).factor);
  const tiles = Math.max(1, Math.floor(BLOCK_ROWS / TILES / Math.max(...factors)));
  return { kind: "strip", symbol, units, block: tiles * TILES, locals: new Set() };
}

/** Numbers of a product's right side. */
function packedBy(unit: SimpleUnit): number {
  if (unit.kind !== "node" || unit.node.kind !== "product") return 0;
  const { shape } = unit.node.operands[1]!;
  return shape.every((size) => typeof size === "number") ? shape[0]! * shape[1]! : 0;
}

/** Rows that a unit computes one by one; null where there is none of that kind. */
function rowsOf(unit: SimpleUnit): Dimension | null {
  if (unit.kind === "loop") return unit.group.rows;
  if (unit.kind === "join") return null;
  const { kind, shape } = unit.node;
  if (kind === "product") return typeof shape[1] === "number" ? shape[0]! : null;
  return kind === "batched" ? product(shape.slice(0, -2)) : null;
}

function symbolOf(unit: SimpleUnit): string | null {
  const rows = rowsOf(unit);
  return rows === null ? null : parseDimension(rows).symbol;
}

/** Nodes that have to be there before a unit, numbers for the whole step among them. */
function neededBy(unit: SimpleUnit): Node[] {
  return unit.kind === "join" ? [unit.node] : operandsOf(nodesOf(unit));
}

/** Whether a unit reads, of what the strip computes, only the rows that it computes itself. */
function keepsRows(unit: SimpleUnit, symbol: string, written: ReadonlySet<Node>): boolean {
  return nodesOf(unit).every((reader) =>
    reader.operands.every((view, operand) => {
      if (!written.has(view.node)) return true;
      const isRight = reader.kind === "product" && operand === 1;
      return !isRight && !readsAnywhere(reader, operand) && isAligned(view, symbol);
    })
  );
}

/** Whether the n-th part of a view, of as many as the symbol has, lies in the n-th part of its node. */
function isAligned({ node, shape, strides, offset }: View, symbol: string): boolean {
  const { factor: part, symbol: counted } = parseDimension(product(node.shape));
  const outer = shape.findIndex((size) => size !== 1);
  if (counted !== symbol || outer === -1) return false;
  const { factor, symbol: own } = parseDimension(shape[outer]!);
  const inner = shape.slice(outer + 1);
  const steps = strides.slice(outer);
  const all = [...inner, ...steps, ...offset];
  if (own !== symbol || !all.every((each) => typeof each === "number" && each >= 0)) return false;
  const [stride, ...others] = steps as number[];
  const last = (inner as number[]).map((size, axis) => (size - 1) * others[axis]!);
  const reach = [...offset as number[], (factor - 1) * stride!, ...last]
    .reduce((sum, each) => sum + each, 0);
  return stride! * factor === part && reach < part;
}
