/** The residual stream: what every block of a transformer reads, and adds to. */
import { multiplyDimensions } from "../../graph/shape.ts";
import { constant, type Tensor } from "../../graph/tensor.ts";
import { cos, power, sin } from "../../numerics/elementary.ts";

export interface Stream {
  /** [rows * positions, width], kept as a matrix for plain products. */
  readonly values: Tensor;
  readonly rows: Tensor["shape"][number];
  readonly positions: number;
}

/** The last of its positions. */
export function lastPositions(stream: Stream, reads: number): Stream {
  const { values, rows, positions } = stream;
  if (reads === positions) return stream;
  const width = values.shape[1]!;
  const read = values
    .reshape([rows, positions, width])
    .slice(1, positions - reads, positions)
    .reshape([multiplyDimensions(rows, reads), width]);
  return { values: read, rows, positions: reads };
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
