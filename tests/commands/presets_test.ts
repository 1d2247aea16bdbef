/** Three experiments at their small size, from their data to the verdict: a kind of network each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { inFolder, root, runCli } from "./cli.ts";

/** Files in configs/ and the names of their small presets' folders. */
const experiments = {
  "barak2022/parity.yaml": "barak2022-parity-small", // a multi-layer perceptron learns parities
  "forks/quickstart.yaml": "forks-quickstart-small", // a quadratic one forgets, and learns again
  "pku/trajectory.yaml": "pku-trajectory-small", // a transformer takes the path of a published log
};

Deno.test("what small presets claim comes out, of three kinds of network", () =>
  inFolder(async (folder) => {
    const files = Object.keys(experiments).map((name) => join(root, "configs", name));
    const { code, stderr } = await runCli(folder, "run", ...files, "--preset", "small");
    assert.equal(code, exitCodes.done, stderr);
    for (const name of Object.values(experiments)) {
      const path = join(folder, "artifacts/figures", name, "verdicts.json");
      const verdicts: { name: string; verdict: string }[] = JSON.parse(
        Deno.readTextFileSync(path),
      );
      assert.ok(verdicts.length > 0);
      for (const { name: claim, verdict } of verdicts) assert.equal(verdict, "holds", claim);
    }
  }));
