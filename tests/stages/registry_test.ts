/** What the code of a stage reaches, and so what a change of code makes anew. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bundleModule } from "../../dag/fingerprint.ts";
import { stages } from "../../stages/registry.ts";

function reachedModules(stage: string): string[] {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { metafile } = bundleModule(fileURLToPath(stages[stage]!.entry), root);
  return Object.keys(metafile.inputs);
}

Deno.test("the train stage reaches no network, no update rule and no op: programs are bytes", () => {
  const reached = reachedModules("train");
  assert.ok(reached.includes("training/loop.ts"), reached.join());
  const folders = ["models/", "objectives/", "optimizers/", "graph/ops/", "schemas/"];
  const files = ["graph/table.ts", "graph/tensor.ts", "training/programs.ts"];
  const wrong = reached.filter((module) =>
    files.includes(module) || folders.some((folder) => module.startsWith(folder))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("no stage reaches another", () => {
  for (const name of Object.keys(stages)) {
    const others = reachedModules(name).filter((module) => module.startsWith("stages/"));
    assert.equal(others.length, 1, `${name} reaches ${others}`);
  }
});

Deno.test("every stage loads under its own name", async () => {
  for (const [name, { load }] of Object.entries(stages)) {
    assert.equal((await load()).name, name);
  }
});
