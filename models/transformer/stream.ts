/** The residual stream: what every block of a transformer reads, and adds to. */
import { multiplyDimensions } from "../../graph/shape.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import { cos, power, sin } from "../../numerics/elementary.ts";
import { concatenate } from "../layers.ts";
import { giveTo, type Rows } from "../shared_rows.ts";

/** Neighbouring positions, and the rows that they are computed for. */
export interface Span {
  readonly rows: Rows;
  readonly from: number;
  /** The position after the last. */
  readonly to: number;
}

export interface Part extends Span {
  /** [rows * positions, width], kept as a matrix for plain products. */
  readonly values: Tensor;
}

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

/** The positions from..to-1 of a stream. */
export function between(stream: Stream, from: number, to: number): Stream {
  return stream.filter((part) => part.from < to && part.to > from).map((part) => {
    const [first, last] = [Math.max(from, part.from), Math.min(to, part.to)];
    if (first === part.from && last === part.to) return part;
    const cut = byPosition(part).slice(1, first - part.from, last - part.from);
    return { ...part, from: first, to: last, values: asMatrix(cut) };
  });
}

/** All positions of a stream as `rows` have them: [rows * positions, width]. */
export function seenFrom(rows: Rows, stream: Stream): Tensor {
  if (stream.length === 1 && stream[0]!.rows === rows) return stream[0]!.values;
  const pieces = stream.flatMap((part) => {
    const values = byPosition(part);
    if (part.rows === rows) return [values];
    return Array.from(
      { length: part.to - part.from },
      (_, index) => giveTo(rows, part.rows, part.from + index, values.slice(1, index, index + 1)),
    );
  });
  return asMatrix(concatenate(pieces, 1));
}

/** [rows, positions, width] as [rows * positions, width]. */
export function asMatrix(values: Tensor): Tensor {
  const [rows, positions, width] = values.shape;
  return values.reshape([multiplyDimensions(rows!, positions!), width!]);
}

function byPosition({ rows, from, to, values }: Part): Tensor {
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
