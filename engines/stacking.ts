/** Arrays of several runs as one, with an axis of runs, and apart again. */
import type { NumberArray, Value } from "./engine.ts";

/** Before which axis of a single run that of runs comes: what there is for each step has steps first. */
export type RunAxis = 0 | 1;

/** Arrays of one shape as one array. */
export function stackRuns(values: readonly Value[], axis: RunAxis): Value {
  const { shape, data } = values[0]!;
  const stacked = numbersLike(data, values.length * data.length);
  const { blocks, length } = blocksOf(shape, axis, data.length);
  for (const [run, { data }] of values.entries()) {
    for (let block = 0; block < blocks; block++) {
      const part = data.subarray(block * length, (block + 1) * length);
      stacked.set(part, (block * values.length + run) * length);
    }
  }
  return { shape: shape.toSpliced(axis, 0, values.length), data: stacked };
}

/** The arrays of the runs that an array has the numbers of. */
export function splitRuns({ shape, data }: Value, axis: RunAxis): Value[] {
  const runs = shape[axis]!;
  const single = shape.toSpliced(axis, 1);
  const { blocks, length } = blocksOf(single, axis, data.length / runs);
  return Array.from({ length: runs }, (_, run) => {
    const own = numbersLike(data, blocks * length);
    for (let block = 0; block < blocks; block++) {
      const start = (block * runs + run) * length;
      own.set(data.subarray(start, start + length), block * length);
    }
    return { shape: single, data: own };
  });
}

/** The runs of numbers that stay together. */
function blocksOf(shape: readonly number[], axis: RunAxis, size: number) {
  const blocks = axis === 0 ? 1 : shape[0]!;
  return { blocks, length: blocks === 0 ? 0 : size / blocks };
}

function numbersLike(data: NumberArray, length: number): NumberArray {
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Float64Array) return new Float64Array(length);
  return data instanceof Int32Array ? new Int32Array(length) : new Uint32Array(length);
}
