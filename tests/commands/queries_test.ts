/** The commands that answer questions, on a store that one small run has filled. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { listTree } from "../store/fixtures/folder.ts";
import { editTiny, inFolder, runCli, storeIn, tiny } from "./cli.ts";

const run = "trainFraction-0.4_seed-0";
const one = ["--set", "seeds=[0]", "--set", "sweep.grid.split.trainFraction=[0.4]"];

Deno.test("the answers of", async (t) => {
  const done = await Deno.makeTempDir({ prefix: "regrok-done-" });
  const ran = await runCli(done, "run", tiny, ...one);
  assert.equal(ran.code, exitCodes.done, ran.stderr);
  const files = listTree(done);

  await t.step("status are the runs with what they reached", async () => {
    const { code, stdout } = await runCli(done, "status", tiny, ...one);
    assert.equal(code, exitCodes.done);
    assert.match(stdout, /^run +state +step +train +validation\n/);
    assert.match(stdout, /\ntiny\/trainFraction-0\.4_seed-0 +done +60\/60 +100\.0 % +\d+\.\d %\n$/);
    const longer = ["--set", "training.steps=80", "--set", "seeds=[0, 1]", "--json"];
    const json = await runCli(done, "status", tiny, ...one, ...longer);
    const states = JSON.parse(json.stdout).map((
      status: { run: string; state: string },
    ) => [status.run, status.state]);
    assert.deepEqual(states, [[run, "in part"], ["trainFraction-0.4_seed-1", "to do"]]);
  });

  await t.step("status names the step at which a run diverged, and so does run", async () => {
    const wild = [...one, "--set", "optimizer.learningRate=1e25"];
    const folder = await Deno.makeTempDir({ prefix: "regrok-wild-" });
    const told = "trainFraction-0.4_seed-0 diverged at step 1\n";
    assert.ok((await runCli(folder, "run", tiny, ...wild)).stdout.includes(told));
    const { stdout } = await runCli(folder, "status", tiny, ...wild);
    assert.match(stdout, / diverged at step 1 +2\/60 +0\.0 % +0\.0 %\n$/);
    await Deno.remove(folder, { recursive: true });
  });

  await t.step("why are one sentence for each action of a run", async () => {
    const fresh = await runCli(done, "why", run, "-c", tiny, ...one);
    assert.equal(
      fresh.stdout,
      `train/tiny/${run} is up to date\nexport/tiny/${run} is up to date\n`,
    );
    const faster = ["--set", "optimizer.learningRate=0.02"];
    const changed = await runCli(done, "why", run, "-c", tiny, ...one, ...faster);
    assert.match(
      changed.stdout,
      /^train\/tiny\/.*: parameter learningRate changed from 0\.01 to 0\.02\n/,
    );
    const figure = ["why", "render/tiny/steps", "-c", tiny, "--set", "title=Other", "--json"];
    const json = await runCli(done, ...figure, ...one);
    const answers: { action: string; state: string }[] = JSON.parse(json.stdout);
    assert.deepEqual(answers.map(({ action, state }) => [action, state]), [
      ["render/tiny/steps", "stale"],
    ]);
  });

  await t.step("why look in all of configs/ when no experiment is named", async () => {
    await inFolder(async (folder) => {
      Deno.mkdirSync(join(folder, "configs/deep"), { recursive: true });
      Deno.renameSync(
        editTiny(folder, "name: tiny", "name: deep"),
        join(folder, "configs/deep/one.yaml"),
      );
      Deno.writeTextFileSync(join(folder, "configs/broken.yaml"), "name: broken\n");
      const { code, stdout } = await runCli(folder, "why", run);
      assert.equal(code, exitCodes.done);
      assert.equal(stdout, `train/deep/${run}: never built\nexport/deep/${run}: never built\n`);
    });
  });

  await t.step("status, why and --dry-run leave everything as it was", async () => {
    assert.deepEqual(listTree(done), files);
    await inFolder(async (folder) => {
      for (const args of [["status"], ["run", "--dry-run"], ["run", "-n", "--json"]]) {
        const { code, stderr } = await runCli(folder, args[0]!, tiny, ...args.slice(1));
        assert.deepEqual([code, stderr], [exitCodes.done, ""]);
      }
      assert.deepEqual(listTree(folder), []);
    });
  });

  await t.step("export are the paths of the files of one run, copied", async () => {
    const { code, stdout, stderr } = await runCli(
      done,
      "export",
      tiny,
      run,
      ...one,
      "--to",
      "copy",
    );
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    assert.deepEqual(
      stdout.trimEnd().split("\n"),
      listTree(join(done, "copy")).map((path) => join("copy", path)),
    );
    assert.deepEqual(
      listTree(join(done, "copy")),
      listTree(join(done, "artifacts/runs/tiny", run)),
    );
  });

  await t.step("export --frozen are a failure where nothing is trained", async () => {
    await inFolder(async (folder) => {
      const { code, stderr } = await runCli(
        folder,
        ...["export", tiny, run, ...one, "--to", "copy", "--frozen"],
      );
      assert.equal(code, exitCodes.failed);
      assert.match(stderr, /--frozen forbids training/);
    });
  });

  await t.step("exec are its events, for anyone who has the store", async () => {
    const [key] = [...Deno.readDirSync(join(done, "artifacts/actions"))]
      .map(({ name }) => name.slice(0, -".json".length));
    const { code, stdout } = await runCli(done, "exec", key!);
    assert.equal(code, exitCodes.done);
    assert.equal(JSON.parse(stdout).type, "actionFinished");
    assert.equal(JSON.parse(stdout).executed, 0);
  });

  await Deno.remove(done, { recursive: true });
});

Deno.test("schema prints the JSON Schema of experiments, or writes it to a file", () =>
  inFolder(async (folder) => {
    const printed = await runCli(folder, "schema");
    assert.equal(JSON.parse(printed.stdout).title, "Regrok experiment");
    assert.equal((await runCli(folder, "schema", "-o", "schema.json")).code, exitCodes.done);
    assert.equal(Deno.readTextFileSync(join(folder, "schema.json")), printed.stdout);
    const failed = await runCli(folder, "schema", "-o", "no/such/folder.json");
    assert.equal(failed.code, exitCodes.failed);
    assert.match(failed.stderr, /^Cannot write "no\/such\/folder\.json": .*\n$/);
  }));

Deno.test("doctor tries every part and finds this machine in order", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await runCli(folder, "doctor", "--json");
    const checks: { name: string; ok: boolean }[] = JSON.parse(stdout);
    assert.deepEqual(checks.filter(({ ok }) => !ok), []);
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    assert.deepEqual(checks.map(({ name }) => name), [
      ...["deno", "processor", "memory", "onnxruntime", "TensorFlow.js", "DuckDB", "canvas"],
      ...["esbuild", "store", "disk"],
    ]);
    assert.deepEqual(listTree(storeIn(folder).folder), ["tmp/"]);
    assert.match((await runCli(folder, "doctor")).stdout, /^✓ {2}deno +\d/);
  }));

Deno.test("doctor says what to do where something is wrong, and fails", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "artifacts"), "a file in its place");
    const { code, stdout } = await runCli(folder, "doctor");
    assert.equal(code, exitCodes.failed);
    assert.match(stdout, /\n✗ {2}store +Cannot write "artifacts": .*move it away/);
    assert.match(stdout, /\n✓ {2}onnxruntime /);
  }));
