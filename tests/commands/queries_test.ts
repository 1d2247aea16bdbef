/** The commands that answer questions, on a store that one small run has filled. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { listTree } from "../store/fixtures/folder.ts";
import { editTiny, inFolder, root, runCli, storeIn, tiny } from "./cli.ts";

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
    assert.match(stdout, /^run +state +step +train +validation +train99 +validation99 +outcome\n/);
    assert.match(
      stdout,
      /\ntrainFraction-0\.4_seed-0 +done +60\/60 +100\.0 % +\d+\.\d % +\d+ +never +memorised\n$/,
    );
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
    assert.match(
      stdout,
      / diverged at step 1 +2\/60 +0\.0 % +0\.0 % +never +never +no learning\n$/,
    );
    await Deno.remove(folder, { recursive: true });
  });

  await t.step("status are only the runs asked for, in the order asked for", async () => {
    const args = ["status", tiny, "--set", "seeds=[0]", "--json"];
    const ask = async (...more: string[]) => {
      const { code, stdout, stderr } = await runCli(done, ...args, ...more);
      assert.deepEqual([code, stderr], [exitCodes.done, ""]);
      return JSON.parse(stdout).map(({ run }: { run: string }) => run);
    };
    const other = "trainFraction-0.8_seed-0";
    assert.deepEqual(await ask("--sort", "trainFraction", "--reverse"), [other, run]);
    assert.deepEqual(await ask("--where", "split.trainFraction>0.5"), [other]);
    assert.deepEqual(await ask("--where", "validation<2", "--where", "state=done"), [run]);
    // Whatever the table shows can be asked for, axis or not.
    const { stdout } = await runCli(done, "status", tiny, "--set", "seeds=[0]");
    const shown = stdout.split("\n")[0]!.trim().split(/ +/);
    for (const column of [...shown, "origin"]) {
      assert.equal((await ask("--sort", column)).length, 2, column);
    }
    assert.deepEqual(await ask("--where", "origin=ours"), [run, other]);
    const none = await runCli(done, ...args.slice(0, -1), "--where", "outcome=no learning");
    assert.match(
      none.stderr,
      /^0 of 2 runs\nNo run has the outcome "no learning"; there are memorised/,
    );
    const unknown = await runCli(done, ...args, "--where", "orign=ours");
    assert.equal(unknown.code, exitCodes.usage);
    assert.match(unknown.stderr, /No run has a value named "orign"; did you mean origin\?/);
    const far = await runCli(done, ...args, "--sort", "elephants");
    assert.match(far.stderr, /No run has a value named "elephants"; there are .*, outcome/);
  });

  await t.step("status --figures are what is done so far, until all of it is", async () => {
    await inFolder(async (folder) => {
      const two = ["--set", "seeds=[0, 1]", "--set", "sweep.grid.split.trainFraction=[0.4]"];
      const figures = join(folder, "artifacts/figures/tiny");
      const before = listTree(figures);
      const { code, stdout, stderr } = await runCli(folder, "status", tiny, ...two, "--figures");
      assert.deepEqual([code, stderr], [exitCodes.done, ""]);
      const path = "artifacts/figures/tiny/partial/accuracy.png";
      assert.ok(stdout.split("\n").includes(path), stdout);
      const svg = Deno.readTextFileSync(join(folder, path.replace("png", "svg")));
      assert.match(svg, /: 1 of 2 runs<\/text>/);
      const others = listTree(figures).filter((name) => !name.startsWith("partial"));
      assert.deepEqual(others, before);
      assert.equal((await runCli(folder, "run", tiny, ...two)).code, exitCodes.done);
      assert.deepEqual(listTree(figures).filter((name) => name.startsWith("partial/")), []);
      const ended = await runCli(folder, "status", tiny, ...two, "--figures");
      assert.match(ended.stdout, /\nEvery run has ended: `run` draws the figures\n$/);
    }, done);
  });

  await t.step("diff are the settings that differ, and what each run reached", async () => {
    const args = ["diff", run, "tiny/trainFraction-0.8_seed-0", "-c", tiny, "--set", "seeds=[0]"];
    const { code, stdout, stderr } = await runCli(done, ...args);
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    assert.match(stdout, /^a {2}tiny\/trainFraction-0\.4.*\nb {2}tiny\/trainFraction-0\.8.*\n\n/);
    assert.match(stdout, /\nsplit\.trainFraction +0\.4 +0\.8\nstate +done +to do\n/);
    assert.match(stdout, /\nbest train accuracy +100\.0 % +–\n/);
    assert.match(
      stdout,
      /\n99 % of training at +\d+ +not yet\n99 % of validation at +never +not yet\n$/,
    );
    const { settings } = JSON.parse((await runCli(done, ...args, "--json")).stdout);
    assert.deepEqual(settings, [{ setting: "split.trainFraction", values: [0.4, 0.8] }]);
  });

  await t.step("diff of a run that two experiments have is of the one that was begun", async () => {
    await inFolder(async (folder) => {
      const other = join(folder, "other.yaml");
      const text = Deno.readTextFileSync(tiny).replace("name: tiny", "name: other");
      Deno.writeTextFileSync(other, text.replace("learningRate: 0.01", "learningRate: 0.02"));
      const both = ["-c", tiny, "-c", other];
      const begun = await runCli(done, "diff", run, "tiny/trainFraction-0.8_seed-0", ...both);
      assert.match(begun.stdout, /^a {2}tiny\/trainFraction-0\.4/);
      const neither = await runCli(done, "diff", "trainFraction-0.8_seed-1", run, ...both);
      assert.equal(neither.code, exitCodes.usage);
      assert.match(neither.stderr, /write tiny\/trainFraction-0\.8_seed-1 or other\/trainFraction/);
    });
  });

  await t.step("run without an experiment are those there are, and what is done", async () => {
    await inFolder(async (folder) => {
      Deno.mkdirSync(join(folder, "configs/deep"), { recursive: true });
      Deno.copyFileSync(tiny, join(folder, "configs/deep/tiny.yaml"));
      Deno.writeTextFileSync(join(folder, "configs/broken.yaml"), "name: broken\n");
      for (const command of ["run", "status"]) {
        const { code, stdout } = await runCli(
          folder,
          ...[command, "--artifacts", join(done, "artifacts")],
        );
        assert.equal(code, exitCodes.done);
        assert.deepEqual(stdout.split("\n"), [
          "experiment              done         title",
          "configs/broken.yaml                  not valid: `run` says what is wrong",
          "configs/deep/tiny.yaml  1 of 4 runs  Tiny addition",
          "",
        ]);
      }
    });
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

  await t.step("export --format are the files of another program, and no others", async () => {
    const ask = async (format: string, to: string) =>
      await runCli(done, "export", tiny, run, ...one, "--format", format, "--to", to);
    const { code, stdout, stderr } = await ask("run-folder", "other");
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    const files = listTree(join(done, "other"));
    assert.deepEqual(stdout.trimEnd().split("\n"), files.map((path) => join("other", path)));
    assert.ok(files.includes("history.json") && !files.includes("model.onnx"), stdout);
    const lines = Deno.readTextFileSync(join(done, "other/history.json")).trimEnd().split("\n");
    const weighed = lines.map((line) => JSON.parse(line)).filter(({ weights }) => weights);
    assert.deepEqual(weighed.map(({ step }) => step), [20, 40, 60]); // one for each checkpoint
    // What is there and the same stays, what is there and another is in the way.
    assert.equal((await ask("run-folder", "other")).code, exitCodes.done);
    Deno.writeTextFileSync(join(done, "other/history.json"), "mine\n");
    assert.match((await ask("run-folder", "other")).stderr, /a file with other contents is there/);
    Deno.removeSync(join(done, "other"), { recursive: true });
    const unknown = await ask("floppy", "other");
    assert.equal(unknown.code, exitCodes.usage);
    assert.match(unknown.stderr, /lightning, tensorboard, wandb, run-folder/);
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

Deno.test("new writes an experiment that runs, once, where it is told to", () =>
  inFolder(async (folder) => {
    Deno.mkdirSync(join(folder, "configs"));
    const { code, stdout, stderr } = await runCli(folder, "new", "mine");
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    assert.match(stdout, /^configs\/mine\.yaml\n.*\.\/regrok run configs\/mine\.yaml\n$/);
    const path = join(folder, "configs/mine.yaml");
    const text = Deno.readTextFileSync(path);
    const schema = /^# yaml-language-server: \$schema=(.+)\n/.exec(text)![1]!;
    assert.equal(join(folder, "configs", schema), join(root, "configs/experiment.schema.json"));
    const plan = await runCli(folder, "run", "configs/mine.yaml", "-n");
    assert.equal(plan.code, exitCodes.done, plan.stderr);

    Deno.writeTextFileSync(path, "mine");
    const again = await runCli(folder, "new", "mine");
    assert.equal(again.code, exitCodes.usage);
    assert.match(again.stderr, /^"configs\/mine\.yaml" is there already/);
    assert.equal(Deno.readTextFileSync(path), "mine");
    assert.equal((await runCli(folder, "new", "./here.yaml")).code, exitCodes.done);
    assert.match(Deno.readTextFileSync(join(folder, "here.yaml")), /\nname: here /);
    const nowhere = await runCli(folder, "new", "no/such.yaml");
    assert.equal(nowhere.code, exitCodes.failed);
    assert.match(nowhere.stderr, /^Cannot write "no\/such\.yaml": .* Make its folder first\n$/);
  }));

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
      ...[
        "deno",
        "permissions",
        "workers",
        "processor",
        "memory",
        "C compiler",
        "onnxruntime/cpu",
        "tfjs/cpu",
        "reference/cpu",
      ],
      ...["DuckDB", "canvas", "esbuild", "store", "disk"],
    ]);
    const left = listTree(storeIn(folder).folder).filter((path) => !path.endsWith(".so"));
    assert.ok(
      left.every((path) => path === ".regrok/tmp/" || path === ".regrok/native/"),
      `${left}`,
    );
    assert.match((await runCli(folder, "doctor")).stdout, /^✓ {2}deno +\d/);
  }));

Deno.test("doctor says what a device needs that is not here", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await runCli(folder, "doctor", "--device", "cuda");
    assert.equal(code, exitCodes.failed);
    assert.match(stdout, /\n✗ {2}onnxruntime\/cuda +.*it needs an NVIDIA GPU with CUDA 12/);
  }));

Deno.test("doctor says what to do where something is wrong, and fails", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "artifacts"), "a file in its place");
    const { code, stdout } = await runCli(folder, "doctor");
    assert.equal(code, exitCodes.failed);
    assert.match(stdout, /\n✗ {2}store +Cannot make the folder "artifacts.*move it away/);
    assert.match(stdout, /\n✓ {2}onnxruntime\/cpu /);
  }));
