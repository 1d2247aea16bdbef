/** The residual stream: what every block of a transformer reads, and adds to. */
import { multiplyDimensions } from "../../graph/shape.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import { cos, power, sin } from "../../numerics/elementary.ts";
import { concatenate } from "../layers.ts";
import { giveTo, type Rows, type TokenTable } from "../shared_rows.ts";

/** Neighbouring positions. */
interface Positions {
  readonly from: number;
  /** The position after the last. */
  readonly to: number;
}

/** Neighbouring positions, and the rows that they are computed for. */
export interface Span extends Positions {
  readonly rows: Rows;
}

interface RowsPart extends Span {
  /** [rows * positions, width], kept as a matrix for plain products. */
  readonly values: Tensor;
}

/** What depends on each position alone, before any has seen others. */
interface TablePart extends Positions {
  readonly table: TokenTable;
  /** [places, width] */
  readonly values: Tensor;
}

export type Part = RowsPart | TablePart;

/** Parts whose positions follow one another. */
export type Stream = readonly Part[];

/** The parts of these spans from a position on. */
export function startingAt(first: number, spans: readonly Span[]): Span[] {
  return spans.filter(({ to }) => to > first)
    .map((span) => ({ ...span, from: Math.max(first, span.from) }));
}

/** Each part with other values. */
export function mapValues(stream: Stream, change: (values: Tensor) => Tensor): Stream {
  return stream.map((part) => ({ ...part, values: change(part.values) }));
}

/** Whether every part has these rows. */
export function isOf(rows: Rows, stream: Stream): boolean {
  return stream.every((part) => "rows" in part && part.rows === rows);
}

/** The positions from..to-1 of a stream. */
export function between(stream: Stream, from: number, to: number): Stream {
  return stream.filter((part) => part.from < to && part.to > from).map((part) => {
    const [first, last] = [Math.max(from, part.from), Math.min(to, part.to)];
    return first === part.from && last === part.to ? part : cut(part, first, last);
  });
}

function cut(part: Part, from: number, to: number): Part {
  if ("rows" in part) {
    const values = byPosition(part).slice(1, from - part.from, to - part.from);
    return { ...part, from, to, values: asMatrix(values) };
  }
  const { table } = part;
  const values = part.values.slice(0, table.startOf(from), table.startOf(to));
  return { from, to, table: table.between(from, to), values };
}

/** All positions of a stream as `rows` have them: [rows * positions, width]. */
export function seenFrom(rows: Rows, stream: Stream): Tensor {
  const [only, ...others] = stream;
  if (others.length === 0 && "rows" in only! && only.rows === rows) return only.values;
  return asMatrix(concatenate(stream.flatMap((part) => pieces(rows, part)), 1));
}

/** A part as `rows` have it, in pieces of some positions: [rows, positions, width]. */
function pieces(rows: Rows, part: Part): Tensor[] {
  if (!("rows" in part)) return [part.values.gather(part.table.placesOf(rows))];
  if (part.rows === rows) return [byPosition(part)];
  return Array.from(
    { length: part.to - part.from },
    (_, index) =>
      giveTo(rows, part.rows, part.from + index, byPosition(part).slice(1, index, index + 1)),
  );
}

/** [rows, positions, width] as [rows * positions, width]. */
export function asMatrix(values: Tensor): Tensor {
  const [rows, positions, width] = values.shape;
  return values.reshape([multiplyDimensions(rows!, positions!), width!]);
}

function byPosition({ rows, from, to, values }: RowsPart): Tensor {
  return values.reshape([rows.size, to - from, values.shape[1]!]);
}

/** Sines at even and cosines at odd columns (Vaswani et al., 2017), exponents as openai/grok. */
export function sinusoids(positions: number, width: number): Tensor {
  const values = Array.from({ length: positions * width }, (_, index) => {
    const [position, column] = [Math.floor(index / width), index % width];
    const even = column % 2 === 0;
    const angle = position / power(10000, (even ? column : column - 1) / width);
    return Math.fround(even ? sin(angle) : cos(angle));
  });
  return constant(values, "float", [positions, width]);
}
