/**
 * The published logs themselves, where a machine has them: the variable REGROK_PKU_LOGS names the
 * folder 1AdamW_lr0.001_dropout0.1 of the logs in github.com/tnediserp/MIML-grokking (MIT licence).
 */
import assert from "node:assert/strict";
import { lightning } from "../../logs/lightning.ts";

/** By percent of training rows: steps to 99 % of training and of validation, computed in Python. */
const published: Readonly<Record<number, readonly [train: number, validation: number | null]>> = {
  20: [227, null],
  25: [299, null],
  30: [347, null],
  33: [713, 63819],
  35: [440, 56673],
  40: [511, 42721],
  45: [593, 29287],
  50: [699, 19841],
  55: [868, 19383],
  60: [1547, 18037],
  65: [719, 8509],
  70: [805, 9581],
  75: [811, 6805],
  80: [809, 3495],
};

/** Best validation accuracy in percent, of those that never generalise. */
const best: Readonly<Record<number, string>> = { 20: "1.0", 25: "0.8", 30: "84.1" };

const folder = Deno.env.get("REGROK_PKU_LOGS");

Deno.test({
  name: "the published logs give the published numbers",
  ignore: folder === undefined,
  fn() {
    for (const [percent, expected] of Object.entries(published)) {
      const name = `Transformer_${percent}%`;
      const files = Object.fromEntries(
        ["metrics.csv", "hparams.yaml"].map((file) =>
          [file, Deno.readFileSync(`${folder}/${name}/${file}`)] as const
        ),
      );
      const settings = { steps: "logged", accuracies: "percent", columns: {} } as const;
      const points = lightning.history(settings, files);
      const first = (metric: string) =>
        points.find((row) => (row[metric] ?? 0) >= 0.99)?.step ?? null;
      assert.deepEqual([first("batchAccuracy"), first("validationAccuracy")], expected, name);
      if (expected[1] === null) {
        const top = Math.max(...points.map((row) => row.validationAccuracy ?? 0));
        assert.equal((100 * top).toFixed(1), best[Number(percent)]);
      }
      const facts = lightning.facts(settings, files, [name]).settings;
      assert.deepEqual(
        ["task.modulus", "task.operands", "optimizer.kind", "split.trainFraction"]
          .map((path) => facts[path]),
        [97, 2, "adamw", Number(percent) / 100],
      );
    }
  },
});
