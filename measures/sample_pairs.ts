/** A network that has understood addition, for the samples of measures: all is known in closed form. */
import { cos, sin } from "../numerics/elementary.ts";
import type { ResiduePairs } from "../numerics/residues.ts";
import type { Matrix } from "./measure.ts";

/** All pairs modulo p, whose tokens are the numbers themselves. */
export function allPairs(modulus: number): ResiduePairs {
  const rows = Array.from({ length: modulus * modulus }, (_, row) => row);
  const a = Int32Array.from(rows, (row) => Math.floor(row / modulus));
  const b = Int32Array.from(rows, (row) => row % modulus);
  return {
    modulus,
    a,
    b,
    answers: a.map((each, row) => (each + b[row]!) % modulus),
    tokens: Int32Array.from({ length: modulus }, (_, value) => value),
    positions: ["a", "b"],
  };
}

/** For each of `numbers` a row: radius cos(2πkn/p), radius sin(2πkn/p) for each frequency k. */
export function wavesOf(
  numbers: ArrayLike<number>,
  modulus: number,
  frequencies: readonly number[],
  radius = 1,
): Matrix {
  const data = Array.from(numbers).flatMap((n) =>
    frequencies.flatMap((k) => {
      const angle = 2 * Math.PI * ((k * n) % modulus) / modulus;
      return [radius * cos(angle), radius * sin(angle)];
    })
  );
  return { shape: [numbers.length, 2 * frequencies.length], data };
}
