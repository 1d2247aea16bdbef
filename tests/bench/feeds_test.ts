/** What is timed is a step of training: the program takes the feeds, and its loss is that of chance. */
import assert from "node:assert/strict";
import { trainingFeeds } from "../../bench/feeds.ts";
import { networks, transformers } from "../../bench/networks.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { answerWidth } from "../../models/model.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";

const published: Record<string, number> = {
  pku: 455_424,
  danielmamay: 420_096,
  quickstart: 2 * 59 * 256 + 256 * 59,
  lstm: 351_855,
  mlp: 249_839,
  mnist: 1_922_010,
  gromov: 145_500,
};

for (const { name, parameters } of networks) {
  Deno.test(`the timed network ${name} has the published size`, () => {
    assert.equal(parameters, published[name]);
  });
}

for (const network of transformers) {
  Deno.test(`the timed step of ${network.name} trains it from chance`, async () => {
    const sizes = new Map([["batch", 64], ["rows", 300], ["steps", 2]]);
    const program = buildTrainProgram(network.recipe);
    const feeds = trainingFeeds(network, sizes);
    const { [names.loss]: loss } = await runOnce(onnxEngine, program, feeds);
    const chance = Math.log(answerWidth(network.recipe.data));
    assert.equal(loss!.data.length, 2);
    assert.ok(loss!.data.every((each) => Math.abs(each - chance) < 0.3), `${[...loss!.data]}`);
  });
}
