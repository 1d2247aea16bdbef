import assert from "node:assert/strict";
import { lightning } from "../../logs/lightning.ts";
import { importRun } from "../../stages/import.ts";
import { parseHistory } from "../../tables/curves.ts";
import { logFiles, metricsCsv } from "../logs/lightning_log.ts";
import { runOnce } from "./context.ts";

Deno.test("import gives a log the form of our own histories, and says what is known of the run", async () => {
  const settings = { steps: "updates", accuracies: "percent", columns: {} } as const;
  const files = logFiles(metricsCsv({ train: { 9: 1 }, validation: { 9: 2, 19: 50 } }));
  const label = { run: "published_a", origin: "published" };
  const known = { "task.modulus": 97 };
  const made = await runOnce(
    importRun,
    { ...label, known, reading: { kind: "lightning", settings } },
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes]])),
  );
  const text = (name: string) => new TextDecoder().decode(made[name]);
  assert.deepEqual(
    parseHistory(text("history.jsonl"), "published_a"),
    lightning.history(settings, files),
  );
  assert.deepEqual(JSON.parse(text("params.json")), {
    ...label,
    log: "lightning",
    settings: known,
  });
});
