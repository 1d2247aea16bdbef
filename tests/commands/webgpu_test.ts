/** A sweep on a graphics processor: what it finds is what the processor finds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { inFolder, recordsIn, runCli, storeIn, tiny } from "./cli.ts";

const WHERE = { ignore: !Deno.env.has("VK_DRIVER_FILES") };

interface Row {
  readonly [column: string]: number | null;
}

/** Rows of the history of each run. */
async function histories(folder: string): Promise<Record<string, Row[]>> {
  const store = storeIn(folder);
  const found: Record<string, Row[]> = {};
  for (const { action, files } of await recordsIn(folder)) {
    if (!action.startsWith("train/")) continue;
    const lines = new TextDecoder().decode(await store.read(files["history.jsonl"]!)).trimEnd();
    const rows = lines.split("\n").map((line) => JSON.parse(line) as Row);
    found[action] = [...found[action] ?? [], ...rows].sort((a, b) => a.step! - b.step!);
  }
  return found;
}

Deno.test(
  "runs that train together on WebGPU reach what they reach on a processor",
  WHERE,
  () =>
    inFolder(async (processor) => {
      await inFolder(async (graphics) => {
        const cpu = await runCli(processor, "run", tiny, "--json");
        assert.equal(cpu.code, exitCodes.done, cpu.stderr);
        const gpu = await runCli(graphics, "run", tiny, "--device", "webgpu", "--json");
        assert.equal(gpu.code, exitCodes.done, gpu.stderr);
        const [actual, expected] = [await histories(graphics), await histories(processor)];
        assert.equal(Object.keys(expected).length, 4);
        assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
        for (const [run, rows] of Object.entries(expected)) {
          assert.equal(actual[run]!.length, rows.length, run);
          for (const [at, row] of rows.entries()) {
            for (const [column, value] of Object.entries(row)) {
              const difference = Math.abs(actual[run]![at]![column]! - value!);
              assert.ok(difference < 1e-4, `${column} of ${run} at ${row.step}: ${difference}`);
            }
          }
        }
        const log = await Deno.readTextFile(join(graphics, "artifacts/logs/tiny.jsonl"));
        const begun = log.trimEnd().split("\n").map((line) => JSON.parse(line))
          .filter(({ type, action }) =>
            type === "actionProgress" && String(action).startsWith("train/")
          )
          .map(({ action }) => action);
        assert.equal(new Set(begun.slice(0, 4)).size, 4, "all begin before one has ended");
      });
    }),
);
