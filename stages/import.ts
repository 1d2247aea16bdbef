/** Import: the log of a run of another program, in the form of our own. */
import { oneShot } from "../dag/stage.ts";
import { readHistory, type Reading } from "../logs/mod.ts";
import type { Axes } from "../schemas/fields.ts";

/** Checked when the experiment was read; the files of the log are inputs by their names. */
export interface ImportParams {
  readonly run: string;
  readonly origin: string;
  /** What is known of the settings, by path. */
  readonly known: Axes;
  readonly reading: Reading;
}

export const importRun = oneShot("import", async ({ params, inputs, read }) => {
  const { reading, run, origin, known } = params as unknown as ImportParams;
  const files: Record<string, Uint8Array> = {};
  for (const [name, [file]] of Object.entries(inputs)) files[name] = await read(file!);
  const rows = readHistory(reading, files).map((row) => `${JSON.stringify(row)}\n`);
  const shown = { run, origin, log: reading.kind, settings: known };
  const encode = (text: string) => new TextEncoder().encode(text);
  return {
    "history.jsonl": encode(rows.join("")),
    "params.json": encode(`${JSON.stringify(shown, null, 2)}\n`),
  };
});
