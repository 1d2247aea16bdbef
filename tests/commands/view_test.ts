/** The folder of a run as people find it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { decodeTensors } from "../../formats/safetensors.ts";
import { listTree } from "../store/fixtures/folder.ts";
import { inFolder, runCli, tiny } from "./cli.ts";

Deno.test("a checkpoint is named after its step, also where a run met its goal early", () =>
  inFolder(async (folder) => {
    const { code, stderr } = await runCli(
      folder,
      ...["run", tiny, "--set", "seeds=[0]", "--set", "sweep.grid.split.trainFraction=[0.4]"],
      ...["--set", "stopWhen={ metric: trainAccuracy, atLeast: 0.001, evaluations: 4 }"],
    );
    assert.equal(code, exitCodes.done, stderr);
    const checkpoints = join(folder, "artifacts/runs/tiny/trainFraction-0.4_seed-0/checkpoints");
    const names = listTree(checkpoints).sort();
    const steps = names.map((name) => {
      const { metadata } = decodeTensors(Deno.readFileSync(join(checkpoints, name)));
      return `step-${metadata.step!.padStart(8, "0")}.safetensors`;
    });
    assert.deepEqual(names, steps);
    assert.deepEqual(names, ["step-00000020.safetensors", "step-00000030.safetensors"]);
  }));
