/** Inner tensors and outputs of a network, for many rows. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { names } from "./manifest.ts";

/** Rows per call: bounds memory. */
const CHUNK_ROWS = 2048;

/**
 * Results of the observing program by name, each with the rows in its first axis; `feeds` holds what
 * the program does not hold already.
 */
export async function observeRows(
  program: Executable,
  feeds: Values,
  rows: Int32Array,
  wanted: readonly string[],
): Promise<Map<string, Value>> {
  const parts = new Map<string, Value[]>(wanted.map((name) => [name, []]));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    const results = await program.run({
      ...feeds,
      [names.batch]: { shape: [chunk.length], data: chunk },
    });
    for (const [name, list] of parts) list.push(results[name]!);
  }
  return new Map([...parts].map(([name, list]) => [name, stackRows(list)]));
}

/** Arrays one below the other, along their first axis. */
function stackRows(parts: readonly Value[]): Value {
  const rest = parts[0]!.shape.slice(1);
  const rows = parts.reduce((total, { shape }) => total + shape[0]!, 0);
  const data = new Float32Array(parts.reduce((total, part) => total + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { shape: [rows, ...rest], data };
}
