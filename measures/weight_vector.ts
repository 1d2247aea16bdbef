/** All weights of a network as one vector, for measures that move through the space of weights. */
import type { Matrix } from "./measure.ts";

/** The tensors one behind the other, in their order. */
export function vectorOf(tensors: ReadonlyMap<string, Matrix>): Float64Array {
  const matrices = [...tensors.values()];
  const vector = new Float64Array(matrices.reduce((sum, { data }) => sum + data.length, 0));
  let offset = 0;
  for (const { data } of matrices) {
    vector.set(data, offset);
    offset += data.length;
  }
  return vector;
}

/** The same of slopes by name, in the order of the tensors. */
export function slopesAlong(
  tensors: ReadonlyMap<string, Matrix>,
  slopes: ReadonlyMap<string, Matrix>,
): Float64Array {
  return vectorOf(new Map([...tensors.keys()].map((name) => [name, slopes.get(name)!])));
}

/** Tensors of these shapes with the numbers of a vector, as float32. */
export function tensorsOf(
  shapes: ReadonlyMap<string, Matrix>,
  vector: Float64Array,
): Map<string, Matrix> {
  let offset = 0;
  return new Map(
    [...shapes].map(([name, { shape, data: { length } }]) => {
      const data = Float32Array.from(vector.subarray(offset, offset += length));
      return [name, { shape, data }];
    }),
  );
}
