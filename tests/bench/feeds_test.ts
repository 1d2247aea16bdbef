/** What is timed is a step of training: the program takes the feeds, and its loss is that of chance. */
import assert from "node:assert/strict";
import { trainingFeeds } from "../../bench/feeds.ts";
import { networks } from "../../bench/networks.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { answerWidth } from "../../models/model.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";

for (const { name, recipe, parameters } of networks) {
  Deno.test(`the timed step of ${name} trains a network of the published size`, async () => {
    assert.equal(parameters, { pku: 455_424, danielmamay: 420_096 }[name]);
    const sizes = new Map([["batch", 64], ["rows", 300], ["steps", 2]]);
    const feeds = trainingFeeds(recipe, sizes);
    const { [names.loss]: loss } = await runOnce(onnxEngine, buildTrainProgram(recipe), feeds);
    const chance = Math.log(answerWidth(recipe.data));
    assert.equal(loss!.data.length, 2);
    assert.ok(loss!.data.every((each) => Math.abs(each - chance) < 0.3), `${[...loss!.data]}`);
  });
}
