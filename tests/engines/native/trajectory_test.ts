/** Fifty steps by the native engine stay beside those of onnxruntime, which rounds in other places. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../../engines/onnx.ts";
import { ModelSettings } from "../../../models/mod.ts";
import { buildTrainProgram } from "../../../training/programs.ts";
import { trainFeeds } from "../../models/feeds.ts";
import { recipeOf, tokenData } from "../../models/networks.ts";
import { nativeEngines } from "../native_engine.ts";
import { runOnce } from "../run_program.ts";

/** Of losses, which are around 1: rounding errors grow from step to step. */
const TOLERANCE = 2e-4;

const models = [
  { kind: "transformer", layers: 2, width: 16, heads: 2, feedForwardWidth: 24, dropout: 0.1 },
  { kind: "lstm", layers: 1, width: 12, dropout: 0.1 },
  { kind: "mlp", hiddenWidths: [20, 20] },
];

for (const settings of models) {
  Deno.test({
    name: `50 steps of ${settings.kind} have the losses that onnxruntime has`,
    ignore: nativeEngines.length === 0,
    fn: async () => {
      const recipe = recipeOf(ModelSettings.parse(settings), tokenData(3, 1, 11));
      const hyperparameters = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.1 };
      const feeds = trainFeeds(recipe, hyperparameters, 50);
      const program = buildTrainProgram(recipe);
      const ours = (await runOnce(nativeEngines[0]!, program, feeds)).loss!.data;
      const theirs = (await runOnce(onnxEngine, program, feeds)).loss!.data;
      assert.equal(ours.length, 50);
      assert.ok(ours[49]! < 0.8 * ours[0]!, `it learns: from ${ours[0]} to ${ours[49]}`);
      for (const [step, loss] of theirs.entries()) {
        assert.ok(
          Math.abs(ours[step]! - loss) < TOLERANCE,
          `step ${step}: ${ours[step]} and ${loss}`,
        );
      }
    },
  });
}
