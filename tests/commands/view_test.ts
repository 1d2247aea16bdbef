/** The folders of runs and figures as people find them, and what they keep there. */
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

const one = ["--set", "seeds=[0]", "--set", "sweep.grid.split.trainFraction=[0.4]"];

Deno.test("files of people", async (t) => {
  const done = await Deno.makeTempDir({ prefix: "regrok-done-" });
  const first = await runCli(done, "run", tiny, ...one);
  assert.equal(first.code, exitCodes.done, first.stderr);
  const step = (name: string, test: (folder: string) => Promise<void>) =>
    t.step(name, () => inFolder(test, done));

  await step(
    "stay where a folder of results is a link, and a run says so at once",
    async (folder) => {
      Deno.mkdirSync(join(folder, "paper"));
      Deno.writeTextFileSync(join(folder, "paper/thesis.tex"), "mine");
      for (const view of ["figures/tiny", "runs/tiny", "runs/tiny/trainFraction-0.4_seed-0"]) {
        const place = join(folder, "artifacts", view);
        const aside = join(folder, "aside");
        Deno.renameSync(place, aside);
        Deno.symlinkSync(join(folder, "paper"), place);
        const { code, stderr } = await runCli(folder, "run", tiny, ...one, "--set", "title=Other");
        assert.equal(code, exitCodes.failed);
        assert.match(
          stderr,
          new RegExp(`^Cannot use "artifacts/${view}": it is a link.*remove the`),
        );
        assert.deepEqual(listTree(join(folder, "paper")), ["thesis.tex"]);
        Deno.removeSync(place);
        Deno.renameSync(aside, place);
      }
    },
  );

  await step("stay beside results, also when a run leaves the sweep", async (folder) => {
    const [run, other] = ["trainFraction-0.4_seed-0", "trainFraction-0.4_seed-1"];
    const runs = join(folder, "artifacts/runs/tiny");
    const notes = [join(runs, run, "notes.md"), join(folder, "artifacts/figures/tiny/mine.png")];
    for (const path of notes) Deno.writeTextFileSync(path, "mine");
    Deno.mkdirSync(join(runs, "mine"));
    const again = await runCli(folder, "run", tiny, ...one);
    assert.equal(again.code, exitCodes.done, again.stderr);
    assert.match(again.stdout, /nothing to do/);

    const seed = ["--set", "seeds=[1]", "--set", "sweep.grid.split.trainFraction=[0.4]"];
    const { code, stderr } = await runCli(folder, "run", tiny, ...seed);
    assert.equal(code, exitCodes.done, stderr);
    assert.deepEqual([...Deno.readDirSync(runs)].map(({ name }) => name).sort(), [
      "mine",
      run,
      other,
    ]);
    assert.deepEqual(listTree(join(runs, run)), ["notes.md"]);
    for (const path of notes) assert.equal(Deno.readTextFileSync(path), "mine");
  });

  await step("stay where results are kept in a folder of theirs", async (folder) => {
    const mine = ["tmp/mine/thesis.tex", ".tmp-mine", "actions/.tmp-mine", "runs/notes.md"];
    for (const name of mine) {
      const path = join(folder, name);
      Deno.mkdirSync(join(path, ".."), { recursive: true });
      Deno.writeTextFileSync(path, "mine");
      for (const each of [path, join(path, "..")]) Deno.utimeSync(each, 0, 0);
    }
    const { code, stderr } = await runCli(folder, "run", tiny, ...one, "--artifacts", ".");
    assert.equal(code, exitCodes.done, stderr);
    for (const name of mine) assert.equal(Deno.readTextFileSync(join(folder, name)), "mine");
  });

  await step("stay where results are exported to", async (folder) => {
    const exportTo = () =>
      runCli(folder, "export", tiny, "trainFraction-0.4_seed-0", ...one, "--to", "out");
    Deno.mkdirSync(join(folder, "out"));
    Deno.writeTextFileSync(join(folder, "out/params.json"), "mine");
    const refused = await exportTo();
    assert.equal(refused.code, exitCodes.failed);
    assert.match(refused.stderr, /^Cannot export to "out\/params\.json".*export to another folder/);
    assert.deepEqual(listTree(join(folder, "out")), ["params.json"]);
    assert.equal(Deno.readTextFileSync(join(folder, "out/params.json")), "mine");
    Deno.removeSync(join(folder, "out/params.json"));
    for (let time = 0; time < 2; time++) {
      const { code, stderr } = await exportTo();
      assert.equal(code, exitCodes.done, stderr);
    }
  });

  await Deno.remove(done, { recursive: true });
});
