/** Small float64 array helpers that the definitions of the ops share. */
import type { NdArray } from "../op.ts";

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Row-major strides: how far apart neighbours along each axis lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

/** Fills an array of `shape` from a function of the coordinates. */
export function generate(
  shape: readonly number[],
  value: (coordinates: readonly number[]) => number,
): Float64Array {
  const coordinates = new Array<number>(shape.length).fill(0);
  return Float64Array.from({ length: sizeOf(shape) }, () => {
    const result = value(coordinates);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis]!++;
      if (coordinates[axis]! < shape[axis]!) break;
      coordinates[axis] = 0;
    }
    return result;
  });
}

/** The element of `array` that broadcasting puts at `coordinates` of a larger result. */
export function elementAt(array: NdArray, coordinates: readonly number[]): number {
  const skipped = coordinates.length - array.shape.length;
  let offset = 0;
  for (const [axis, size] of array.shape.entries()) {
    offset = offset * size + (size === 1 ? 0 : coordinates[axis + skipped]!);
  }
  return array.data[offset]!;
}

/** Applies `combine` to two arrays under broadcasting. */
export function zip(
  combine: (left: number, right: number) => number,
): (inputs: readonly [NdArray, NdArray], _: object, shape: readonly number[]) => Float64Array {
  return ([left, right], _, shape) =>
    generate(shape, (at) => combine(elementAt(left, at), elementAt(right, at)));
}

/** Applies `transform` to each element. */
export function map(
  transform: (value: number) => number,
): (inputs: readonly [NdArray]) => Float64Array {
  return ([input]) => input.data.map(transform);
}

/** Applies `transform` to each row (the last axis), in place on a copy. */
export function mapRows(input: NdArray, transform: (row: Float64Array) => void): Float64Array {
  const result = input.data.slice();
  const width = input.shape.at(-1)!;
  for (let start = 0; start < result.length; start += width) {
    transform(result.subarray(start, start + width));
  }
  return result;
}
