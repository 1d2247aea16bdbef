import assert from "node:assert/strict";
import { openWorkspace } from "../../commands/artifacts.ts";
import { decodeFrame } from "../../pictures/frame.ts";
import { Catalogue } from "../../web_data/catalogue.ts";
import { frameFor } from "../../web_data/frames.ts";
import { inFolder, runCli, tiny } from "../commands/cli.ts";

Deno.test("each checkpoint of a run has a frame, with the accuracies that its evaluation measured", () =>
  inFolder(async (folder) => {
    const { code, stderr } = await runCli(folder, "run", tiny);
    assert.equal(code, 0, stderr);
    const workspace = openWorkspace({ artifacts: `${folder}/artifacts` });
    const catalogue = new Catalogue(workspace, { configs: [tiny], set: [] });
    let told = () => {};
    const known = new Promise<void>((resolve) => told = resolve);
    await catalogue.open(() => catalogue.index().incomplete || told());
    await known;
    const snapshot = (await catalogue.snapshot("tiny"))!;
    for (const run of snapshot.runs.slice(0, 2)) {
      const steps = run.checkpoints.map(({ step }) => step);
      assert.deepEqual(steps, [20, 40, 60]);
      const files = await Promise.all(
        steps.map((step) => frameFor({ workspace, snapshot, run }, step)),
      );
      for (const [place, file] of files.entries()) {
        const { facts, arrays } = decodeFrame(file!.slice().buffer);
        const measured = run.points.find(({ step }) => step === steps[place])!;
        assert.deepEqual([facts.step, facts.modulus], [steps[place], 11]);
        assert.deepEqual(facts.accuracy, {
          train: measured.trainAccuracy,
          validation: measured.validationAccuracy,
        });
        assert.equal(arrays.neurons!.length, 7 * 121);
      }
      assert.equal(await frameFor({ workspace, snapshot, run }, 20), files[0], "kept");
      assert.equal(await frameFor({ workspace, snapshot, run }, 21), null);
    }
  }));
