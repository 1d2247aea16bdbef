/** The gradient of the loss over many rows, and that of outputs in a direction among them. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { names } from "./manifest.ts";

/** Names that training never says; apart from `names`, which are part of the code of training. */
export const slopeNames = {
  direction: "step.direction",
  gradient: (parameter: string) => `gradient.${parameter}`,
} as const;

/** Rows per call: bounds memory, and fixes the order in which slopes are added. */
const CHUNK_ROWS = 1024;

/** A mean loss and its slope in each parameter, by name. */
export interface MeanGradient {
  readonly loss: number;
  readonly slopes: Map<string, { readonly shape: readonly number[]; readonly data: Float64Array }>;
}

/**
 * Means over `rows`, added up in float64, of the gradient program; `feeds` holds what it does not
 * hold already.
 */
export async function gradientOfRows(
  program: Executable,
  feeds: Values,
  rows: Int32Array,
  parameters: readonly string[],
): Promise<MeanGradient> {
  let loss = 0;
  const slopes: MeanGradient["slopes"] = new Map();
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    const batch: Value = { shape: [chunk.length], data: chunk };
    const results = await program.run({ ...feeds, [names.batch]: batch });
    loss += results[names.loss]!.data[0]!;
    for (const name of parameters) {
      const { shape, data } = results[slopeNames.gradient(name)]!;
      const found = slopes.get(name)?.data ?? new Float64Array(data.length);
      for (let index = 0; index < data.length; index++) found[index]! += data[index]!;
      slopes.set(name, { shape, data: found });
    }
  }
  for (const { data } of slopes.values()) {
    for (let index = 0; index < data.length; index++) data[index]! /= rows.length;
  }
  return { loss: loss / rows.length, slopes };
}

/** Slopes of direction · outputs, summed over `rows`, by the Jacobian program. */
export async function pullBackRows(
  program: Executable,
  feeds: Values,
  rows: Int32Array,
  direction: Float32Array,
  parameters: readonly string[],
): Promise<Map<string, Value>> {
  const results = await program.run({
    ...feeds,
    [names.batch]: { shape: [rows.length], data: rows },
    [slopeNames.direction]: { shape: [direction.length], data: direction },
  });
  return new Map(parameters.map((name) => [name, results[slopeNames.gradient(name)]!]));
}
