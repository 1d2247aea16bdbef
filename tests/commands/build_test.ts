import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import type { FileReference } from "../../store/store.ts";
import { listTree } from "../store/fixtures/folder.ts";
import {
  damage,
  describeStore,
  describeViews,
  fileOf,
  inFolder,
  readEvents,
  recordsIn,
  runCli,
  storeIn,
  tiny,
} from "./cli.ts";

const run = "trainFraction-0.4_seed-0";

/** One run instead of four: damage is the same in all. */
const one = ["--set", "seeds=[0]", "--set", "sweep.grid.split.trainFraction=[0.4]"];

/** One object of each kind, and where it is needed next. */
async function objects(folder: string): Promise<Record<string, FileReference>> {
  const records = await recordsIn(folder);
  const stageOf = (stage: string) => records.find(({ key }) => key.stage === stage)!.action;
  return {
    dataset: await fileOf(folder, stageOf("dataset"), "dataset.safetensors"),
    program: await fileOf(folder, stageOf("program"), "train.onnx"),
    checkpoint: await fileOf(folder, `train/tiny/${run}`, "checkpoint.safetensors"),
    model: await fileOf(folder, `export/tiny/${run}`, "model.onnx"),
    table: await fileOf(folder, "aggregate/tiny", "table.parquet"),
    verdicts: await fileOf(folder, "judge/tiny", "verdicts.json"),
    figure: await fileOf(folder, "render/tiny/steps", "figure.png"),
  };
}

async function assertWhole(folder: string): Promise<void> {
  for (const { files } of await recordsIn(folder)) {
    for (const file of Object.values(files)) await storeIn(folder).read(file);
  }
}

Deno.test("a damaged store", async (t) => {
  const done = await Deno.makeTempDir({ prefix: "regrok-done-" });
  const first = await runCli(done, "run", tiny, ...one);
  assert.equal(first.code, 0, first.stderr);
  const step = (name: string, test: (folder: string) => Promise<void>) =>
    t.step(name, () => inFolder(test, done));

  await step("heals with --verify whatever was damaged, and names it", async (folder) => {
    const damaged = Object.values(await objects(folder));
    for (const file of damaged) damage(folder, file);
    const { code, stderr } = await runCli(folder, "run", tiny, ...one, "--verify");
    assert.equal(code, 0, stderr);
    for (const { hash } of damaged) {
      assert.match(
        stderr,
        new RegExp(`Object ${hash} is not whole: it is set aside and made again`),
      );
    }
    assert.deepEqual(await describeStore(folder), await describeStore(done));
    assert.deepEqual(describeViews(folder), describeViews(done));
    await assertWhole(folder);
  });

  await step("heals however many files are damaged, when one of them is seen", async (folder) => {
    const files = (await recordsIn(folder)).flatMap((record) => Object.values(record.files));
    const damaged = new Map(files.map((file) => [file.hash, file]));
    assert.ok(damaged.size > 20);
    for (const file of damaged.values()) if (file.size > 0) damage(folder, file);
    const { code, stderr } = await runCli(folder, "run", tiny, ...one);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await describeStore(folder), await describeStore(done));
    assert.deepEqual(describeViews(folder), describeViews(done));
    await assertWhole(folder);
  });

  await step("heals a published file that was edited or cut, and loses no edit", async (folder) => {
    const path = (name: string) => join(folder, "artifacts/runs/tiny", run, name);
    for (const name of ["params.json", "model.onnx"]) Deno.chmodSync(path(name), 0o644);
    const edited = Deno.readTextFileSync(path("params.json")).replace(/\d/, "7");
    Deno.writeTextFileSync(path("params.json"), edited); // through the link
    Deno.truncateSync(path("model.onnx"), 100);
    Deno.removeSync(path("metrics.csv")); // as editors do, who write a new file
    Deno.writeTextFileSync(path("metrics.csv"), "mine");
    const { code, stderr } = await runCli(folder, "run", tiny, ...one);
    assert.equal(code, 0, stderr);
    assert.deepEqual(describeViews(folder), describeViews(done));
    await assertWhole(folder);
    const quarantine = join(folder, "artifacts/quarantine");
    const kept = listTree(quarantine).map((name) => Deno.readTextFileSync(join(quarantine, name)));
    assert.ok(kept.includes("mine"));
    assert.ok(kept.includes(edited));
  });

  await step("makes again what records tell of that were edited or replaced", async (folder) => {
    const records = join(folder, "artifacts/records");
    for (const name of listTree(records)) {
      const path = join(records, name);
      const text = Deno.readTextFileSync(path);
      Deno.removeSync(path);
      if (name.startsWith("dataset/")) Deno.mkdirSync(join(path, "a folder"), { recursive: true });
      else if (name.startsWith("program/")) Deno.symlinkSync(path, path);
      else if (name.startsWith("train/")) {
        Deno.writeTextFileSync(path, text.replace('"ended":false', '"ended":true'));
      } else Deno.writeTextFileSync(path, text.replace('"size":', '"size":1'));
    }
    assert.deepEqual(await recordsIn(folder), []);
    const { code, stderr } = await runCli(folder, "run", tiny, ...one);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await describeStore(folder), await describeStore(done));
    assert.deepEqual(describeViews(folder), describeViews(done));
  });

  await step("heals without being told where people look: figures and verdicts", async (folder) => {
    const { figure, table, verdicts } = await objects(folder);
    for (const file of [figure, table, verdicts]) damage(folder, file!);
    const { code, stderr } = await runCli(folder, "run", tiny, ...one);
    assert.equal(code, 0, stderr);
    for (const file of [figure, table, verdicts]) assert.match(stderr, new RegExp(file!.hash));
    assert.deepEqual(describeViews(folder), describeViews(done));
    await assertWhole(folder);
  });

  await step("heals what a training reads, and repeats no other segment", async (folder) => {
    const { dataset, program, checkpoint } = await objects(folder);
    for (const file of [dataset, program, checkpoint]) damage(folder, file!);
    Deno.removeSync(join(folder, "artifacts/logs"), { recursive: true });
    const { code, stderr } = await runCli(
      folder,
      "run",
      tiny,
      ...one,
      "--set",
      "training.steps=80",
    );
    assert.equal(code, 0, stderr);
    const events = readEvents(folder);
    const named = events.flatMap((event) => event.type === "objectDamaged" ? [event.hash] : []);
    assert.deepEqual([...named].sort(), [dataset, program, checkpoint].map((f) => f!.hash).sort());
    const links = events.flatMap((event) =>
      event.type === "linkFinished" && event.action === `train/tiny/${run}` ? [event.link] : []
    );
    assert.deepEqual(links, [2, 3]); // the segment of the damaged checkpoint, and the new one
    await assertWhole(folder);
  });

  await step("is noticed by export, which copies whole files", async (folder) => {
    const { checkpoint, model } = await objects(folder);
    for (const file of [checkpoint, model]) damage(folder, file!);
    const { code, stdout, stderr } = await runCli(
      folder,
      ...["export", tiny, run, ...one, "--to", "copy", "--json"],
    );
    assert.equal(code, 0, stderr);
    for (const file of [checkpoint, model]) assert.match(stderr, new RegExp(file!.hash));
    const { files }: { files: string[] } = JSON.parse(stdout);
    assert.equal(files.length, 11);
    for (const name of files) {
      assert.deepEqual(
        Deno.readFileSync(join(folder, "copy", name)),
        Deno.readFileSync(join(done, "artifacts/runs/tiny", run, name)),
      );
    }
  });

  await step("gets objects back that were deleted", async (folder) => {
    const { checkpoint, ...others } = await objects(folder);
    const remove = ({ hash }: FileReference) => Deno.removeSync(storeIn(folder).objectPath(hash));
    remove(checkpoint!);
    const why = await runCli(folder, "why", run, "-c", tiny, ...one);
    assert.match(why.stdout, /file checkpoint\.safetensors of the record is missing/);
    Object.values(others).forEach(remove);
    const { code, stderr } = await runCli(folder, "run", tiny, ...one);
    assert.equal(code, 0, stderr);
    assert.deepEqual(describeViews(folder), describeViews(done));
    await assertWhole(folder);
  });

  await step("is told of by status, which cannot heal it", async (folder) => {
    damage(folder, await fileOf(folder, `train/tiny/${run}`, "history.jsonl"));
    const { code, stdout, stderr } = await runCli(folder, "status", tiny, ...one, "--json");
    assert.equal(code, exitCodes.failed);
    assert.equal(JSON.parse(stdout)[0].state, "damaged");
    assert.match(stderr, /`run` with --verify makes them again/);
  });

  await Deno.remove(done, { recursive: true });
});

Deno.test("a folder that cannot be written is told of with its cure, and exit code 1", async () => {
  await inFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "artifacts"), "a file in its place");
    const inPlace = await runCli(folder, "run", tiny);
    assert.equal(inPlace.code, exitCodes.failed);
    assert.match(inPlace.stderr, /^Cannot look at "artifacts\/figures": Not a directory/);
    assert.match(inPlace.stderr, /There is a file where a folder has to be: move it away/);

    const outside = await runCli(folder, "run", tiny, "--artifacts", "/regrok-elsewhere");
    assert.equal(outside.code, exitCodes.failed);
    assert.match(outside.stderr, /outside of the folders that Deno lets this program write to/);
    assert.match(outside.stderr, /Start Regrok as \.\/regrok, which lets it/);
  });
});
