import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { contentHash } from "../../store/content_hash.ts";
import { listTree } from "../store/fixtures/folder.ts";
import {
  describeStore,
  describeViews,
  editTiny,
  inFolder,
  readEvents,
  readResult,
  runAsPlanned,
  runCli,
  startCli,
  tiny,
} from "./cli.ts";

const trainings = (ids: readonly string[]) => ids.filter((id) => id.startsWith("train/")).sort();
const others = (ids: readonly string[]) =>
  [...new Set(ids.map((id) => id.split("/")[0]))].filter((stage) => stage !== "train");

Deno.test("run", async (t) => {
  const done = await Deno.makeTempDir({ prefix: "regrok-done-" });
  const fromDone = (name: string, test: (folder: string) => Promise<void>) =>
    t.step(name, () => inFolder(test, done));
  const fromNothing = (name: string, test: (folder: string) => Promise<void>) =>
    t.step(name, () => inFolder(test));

  await t.step("executes everything that its plan lists, and shows it under names", async () => {
    const { executed } = await runAsPlanned(done, tiny, "-j", "2");
    assert.equal(executed.length, 15);
    const files = listTree(join(done, "artifacts"));
    for (
      const file of [
        "figures/tiny/accuracy.png",
        "figures/tiny/accuracy.svg",
        "figures/tiny/steps.csv",
        "figures/tiny/table.parquet",
        "runs/tiny/trainFraction-0.4_seed-0/checkpoints/step-00000060.safetensors",
        "runs/tiny/trainFraction-0.4_seed-0/data/train.csv",
        "runs/tiny/trainFraction-0.8_seed-1/history.jsonl",
        "runs/tiny/trainFraction-0.8_seed-1/metrics.csv",
        "runs/tiny/trainFraction-0.8_seed-1/model.onnx",
        "runs/tiny/trainFraction-0.8_seed-1/params.json",
      ]
    ) assert.ok(files.includes(file), file);
    // onnxruntime keeps a log there when it reports its use to its makers.
    assert.deepEqual(listTree(join(done, "artifacts/.regrok/tmp")), []);
  });

  await fromDone(
    "executes nothing the second time and reports figures and claims",
    async (folder) => {
      const leftover = join(folder, "artifacts/.regrok/tmp/of-a-killed-run");
      Deno.writeTextFileSync(leftover, "");
      Deno.utimeSync(leftover, new Date(0), new Date(0));
      const { code, stdout, stderr } = await runCli(folder, "run", tiny);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, "");
      assert.throws(() => Deno.statSync(leftover), Deno.errors.NotFound);
      assert.match(stdout, /figures +artifacts\/figures\/tiny\/accuracy\.png/);
      assert.match(stdout, /claims +1 of 2 hold, 1 fails: a finding, not an error/);
      assert.match(stdout, /✓ holds {2}sixty steps are not enough\n +expected no run reaches/);
      assert.match(stdout, /✗ fails {2}sixty steps are plenty\n/);
      assert.match(stdout, /Up to date, nothing to do/);
      assert.ok(stdout.split("\n").every((line) => line.length <= 110));
      assert.deepEqual(describeViews(folder), describeViews(done));
    },
  );

  await fromDone("draws a figure whose title changed, and does nothing else", async (folder) => {
    const edited = editTiny(folder, "Accuracy of tiny networks", "Another title");
    assert.deepEqual((await runAsPlanned(folder, edited)).executed, ["render/tiny/accuracy"]);
  });

  await fromDone("trains with a new learning rate, and builds no new program", async (folder) => {
    const { executed } = await runAsPlanned(folder, tiny, "--set", "optimizer.learningRate=0.02");
    assert.equal(trainings(executed).length, 4);
    assert.deepEqual(others(executed), ["export", "aggregate", "judge", "render"]);
  });

  await fromDone("trains only the runs of a new training fraction", async (folder) => {
    const edited = editTiny(folder, "[0.4, 0.8]", "[0.4, 0.6, 0.8]");
    assert.deepEqual(trainings((await runAsPlanned(folder, edited)).executed), [
      "train/tiny/trainFraction-0.6_seed-0",
      "train/tiny/trainFraction-0.6_seed-1",
    ]);
  });

  await fromDone("goes on from the last checkpoint when there are more steps", async (folder) => {
    Deno.removeSync(join(folder, "artifacts/logs"), { recursive: true });
    const longer = ["--set", "training.steps=120"];
    const { executed } = await runAsPlanned(folder, tiny, ...longer, "-j", "1");
    assert.equal(trainings(executed).length, 4);
    const links = readEvents(folder).flatMap((event) =>
      event.type === "linkFinished" && event.action.startsWith("train/") ? [event.link] : []
    );
    assert.deepEqual(links, Array(4).fill([3, 4, 5]).flat());
    await inFolder(async (fresh) => {
      await runAsPlanned(fresh, tiny, ...longer, "-j", "2");
      assert.deepEqual(describeViews(folder), describeViews(fresh));
    });
  });

  // Each with all threads for one action at a time; `done` had two actions at once, a thread each.
  await fromNothing("succeeds twice at once in one store, with the same files", async (folder) => {
    const results = await Promise.all([1, 2].map(() => runCli(folder, "run", tiny, "-j", "1")));
    for (const { code, stderr } of results) assert.equal(code, 0, stderr);
    assert.deepEqual(await describeStore(folder), await describeStore(done));
    assert.deepEqual(describeViews(folder), describeViews(done));
  });

  await fromNothing("with --frozen fails where it would have to train", async (folder) => {
    const { code, stderr } = await runCli(folder, "run", tiny, "--frozen");
    assert.equal(code, exitCodes.failed);
    assert.match(stderr, /train\/tiny\/.* is not in the store, and --frozen forbids training/);
    assert.match(stderr, /restore artifacts\//);
  });

  await fromDone("with --frozen only draws where everything is trained", async (folder) => {
    Deno.removeSync(join(folder, "artifacts/records/render"), { recursive: true });
    const { executed } = await runAsPlanned(folder, tiny, "--frozen");
    assert.deepEqual([...executed].sort(), ["render/tiny/accuracy", "render/tiny/steps"]);
    assert.deepEqual(describeViews(folder), describeViews(done));
  });

  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    await fromNothing(`stops on ${signal}, and the same command goes on`, async (folder) => {
      const process = startCli(folder, ["run", tiny, "--json"]);
      await until(() => listRecordFiles(folder).length >= 3);
      process.kill(signal);
      const stopped = await readResult(process);
      assert.equal(stopped.code, code, stopped.stderr);
      assert.equal(JSON.parse(stopped.stdout).status, "stopped");
      assert.match(stopped.stderr, /^Stopping at the next safe point/);
      if (signal === "SIGTERM") return;
      await runAsPlanned(folder, tiny);
      assert.deepEqual(describeViews(folder), describeViews(done));
    });
  }

  await fromDone("--dry-run changes nothing", async (folder) => {
    const bytes = () => {
      const paths = listTree(folder);
      return paths.map((path) =>
        path.endsWith("/") // an empty folder
          ? path
          : `${path} ${contentHash(Deno.readFileSync(join(folder, path)))}`
      );
    };
    const before = bytes();
    const { code, stdout } = await runCli(folder, "run", tiny, "-n", "--set", "title=Other");
    assert.equal(code, 0);
    assert.match(stdout, /^run {3}render\/tiny\/accuracy: parameter title changed from /);
    assert.match(stdout, /\n2 of 15 actions would run\n$/);
    assert.deepEqual(bytes(), before);
  });

  await Deno.remove(done, { recursive: true });
});

function listRecordFiles(folder: string): string[] {
  try {
    return listTree(join(folder, "artifacts/records"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
