/**
 * Shapes. A dimension is a number, or a symbol that is bound when a program runs ("batch"), or a
 * multiple of one ("4*batch"): enough for one program to serve every batch and dataset size.
 */

export type Dimension = number | string;
export type Shape = readonly Dimension[];

interface Monomial {
  readonly factor: number;
  readonly symbol: string | null;
}

/** Splits "4*batch" into 4 and "batch"; a plain number has no symbol. */
export function parseDimension(dimension: Dimension): Monomial {
  if (typeof dimension === "number") return { factor: dimension, symbol: null };
  const match = /^(?:(\d+)\*)?([a-z]\w*)$/.exec(dimension);
  if (!match) throw new SyntaxError(`Cannot read dimension "${dimension}": write batch or 4*batch`);
  return { factor: match[1] ? Number(match[1]) : 1, symbol: match[2]! };
}

function print({ factor, symbol }: Monomial): Dimension {
  if (symbol === null) return factor;
  return factor === 1 ? symbol : `${factor}*${symbol}`;
}

/** Product of two dimensions; at most one of them may be symbolic. */
export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  const [left, right] = [parseDimension(a), parseDimension(b)];
  if (left.symbol !== null && right.symbol !== null) {
    throw new RangeError(`Cannot multiply two symbolic dimensions: ${a} and ${b}`);
  }
  return print({ factor: left.factor * right.factor, symbol: left.symbol ?? right.symbol });
}

/** Number of elements of a tensor of this shape. */
export function elementCount(shape: Shape): Dimension {
  return shape.reduce(multiplyDimensions, 1);
}

/** Whether all sizes are known before the program runs. */
export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((dimension) => typeof dimension === "number");
}

/** Whether two shapes are the same, symbol for symbol. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** A shape for people: "[2, 4*batch]". */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The shape of an elementwise result, by the broadcasting rules that NumPy and ONNX share.
 * @throws {RangeError} when sizes differ and neither is 1.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new RangeError(
      `Cannot broadcast ${formatShape(a)} with ${formatShape(b)}: sizes are ${left} and ${right}`,
    );
  });
}

/** Replaces symbols by the sizes they are bound to. */
export function resolveShape(shape: Shape, sizes: ReadonlyMap<string, number>): number[] {
  return shape.map((dimension) => {
    const { factor, symbol } = parseDimension(dimension);
    if (symbol === null) return factor;
    const size = sizes.get(symbol);
    if (size === undefined) throw new RangeError(`Dimension "${symbol}" has no size yet`);
    return factor * size;
  });
}

/** Binds the symbols of `shape` to the sizes of a tensor that was fed in. */
export function bindShape(
  name: string,
  shape: Shape,
  actual: readonly number[],
  sizes: Map<string, number>,
): void {
  const mismatch = (because = "") =>
    new RangeError(
      `Cannot feed "${name}" with ${formatShape(actual)}: expected ${formatShape(shape)}${because}`,
    );
  if (shape.length !== actual.length) throw mismatch();
  for (const [axis, dimension] of shape.entries()) {
    const { factor, symbol } = parseDimension(dimension);
    const size = actual[axis]! / factor;
    if (symbol === null ? factor !== actual[axis] : !Number.isInteger(size)) throw mismatch();
    if (symbol === null) continue;
    const bound = sizes.get(symbol) ?? size;
    if (bound !== size) throw mismatch(`, and ${symbol} is ${bound} elsewhere`);
    sizes.set(symbol, size);
  }
}
