/** Which engine trains what: that which began it, and else the best that there is. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "../../commands/artifacts.ts";
import { chooseEngines } from "../../commands/engine_choice.ts";
import { loadExperiments } from "../../commands/workspace.ts";
import { compiler } from "../engines/native_engine.ts";
import { inFolder, readResult, runCli, startCli, tiny } from "./cli.ts";

const fork = `
name: fork
title: A fork
task: { kind: modular, operation: x+y, modulus: 7, encoding: residues }
model: { kind: mlp, hiddenWidths: [8] }
objective: { kind: crossEntropy }
optimizer: { kind: sgd, learningRate: 0.1 }
startFrom: { run: origin/seed-0, step: 10 }
training: { steps: 20 }
checkpoints: { every: 10 }
`;

const origin = fork.replace("name: fork", "name: origin").replace(/startFrom.*\n/, "")
  .replace("title: A fork", "title: An origin\nseeds: [0, 1]");

async function enginesOf(folder: string, engines: Workspace["engines"], ...paths: string[]) {
  const workspace = openWorkspace({ artifacts: join(folder, "artifacts") });
  const experiments = await loadExperiments(paths.map((path) => join(folder, path)));
  const { engineOf, begins } = await chooseEngines(experiments, { ...workspace, engines });
  const runs = experiments.flatMap(({ experiment: { name }, runs }) =>
    runs.map((run) => [`${name}/${run.id}`, engineOf(run)] as const)
  );
  return { engines: Object.fromEntries(runs), begins };
}

Deno.test("what was begun goes on where it was begun, forks too, and the rest is as wanted", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "origin.yaml"), origin);
    for (const seed of [0, 1]) {
      const text = fork.replace("origin/seed-0", `origin/seed-${seed}`)
        .replace("name: fork", `name: fork-${seed}`);
      await Deno.writeTextFile(join(folder, `fork-${seed}.yaml`), text);
    }
    const run = ["run", "origin.yaml", "--set", "seeds=[0]", "--engine", "reference", "--json"];
    assert.equal((await runCli(folder, ...run)).code, 0);
    const paths = ["origin.yaml", "fork-0.yaml", "fork-1.yaml"];
    const wanted = ["tfjs/cpu", "reference/cpu"] as const;
    assert.deepEqual(await enginesOf(folder, wanted, ...paths), {
      engines: {
        "origin/seed-0": "reference/cpu",
        "origin/seed-1": "tfjs/cpu",
        "fork-0/seed-0": "reference/cpu",
        "fork-1/seed-0": "tfjs/cpu",
      },
      begins: true,
    });
    const [first] = await loadExperiments([join(folder, "origin.yaml")], { set: ["seeds=[0]"] });
    const workspace = openWorkspace({ artifacts: join(folder, "artifacts") });
    const { begins } = await chooseEngines([first!], { ...workspace, engines: wanted });
    assert.equal(begins, false);
  }));

Deno.test("one engine that is named is taken, whatever the store holds", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "origin.yaml"), origin);
    const { engines } = await enginesOf(folder, ["tfjs/cpu"], "origin.yaml");
    assert.deepEqual(engines, { "origin/seed-0": "tfjs/cpu", "origin/seed-1": "tfjs/cpu" });
  }));

Deno.test("with auto a run is not trained again that another engine has trained", () =>
  inFolder(async (folder) => {
    const run = ["run", tiny, "--json"];
    assert.equal((await runCli(folder, ...run, "--engine", "onnxruntime")).code, 0);
    const { code, stdout } = await runCli(folder, ...run, "--engine", "auto", "--frozen");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).executed, []);
  }));

Deno.test("what another network was trained by decides nothing, though its settings are the same", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "origin.yaml"), origin);
    const run = ["run", "origin.yaml", "--engine", "reference", "--json"];
    assert.equal((await runCli(folder, ...run)).code, 0);
    const wider = origin.replace("hiddenWidths: [8]", "hiddenWidths: [9]");
    await Deno.writeTextFile(join(folder, "origin.yaml"), wider);
    const { engines } = await enginesOf(folder, ["tfjs/cpu", "reference/cpu"], "origin.yaml");
    assert.deepEqual(engines, { "origin/seed-0": "tfjs/cpu", "origin/seed-1": "tfjs/cpu" });
  }));

Deno.test("with auto and a compiler that fails, onnxruntime trains, and that is said", () =>
  inFolder(async (folder) => {
    const compiler = join(folder, "cc");
    await Deno.writeTextFile(compiler, "#!/bin/sh\necho no licence >&2\nexit 1\n", { mode: 0o755 });
    // In a new store the compiler is tried beside planning; where something was done before, after.
    for (const seed of [0, 1]) {
      const args = ["run", tiny, "--engine", "auto", "--set", `seeds=[${seed}]`];
      const { code, stderr } = await readResult(
        startCli(folder, args, undefined, { CC: compiler }),
      );
      assert.equal(code, 0, stderr);
      assert.match(stderr, /onnxruntime\/cpu trains, .*\n?no licence/s);
      assert.match(stderr, /to train among them, on onnxruntime\/cpu/);
    }
    const [run] = Deno.readDirSync(join(folder, "artifacts/runs/tiny"));
    const params = join(folder, "artifacts/runs/tiny", run!.name, "params.json");
    assert.equal(JSON.parse(await Deno.readTextFile(params)).engine, "onnxruntime/cpu");
  }));

Deno.test("where nothing may be trained, no compiler is asked", () =>
  inFolder(async (folder) => {
    const [compiler, asked] = [join(folder, "cc"), join(folder, "asked")];
    await Deno.writeTextFile(compiler, `#!/bin/sh\necho "$*" >> ${asked}\nexit 1\n`, {
      mode: 0o755,
    });
    const args = ["run", tiny, "--engine", "auto", "--frozen"];
    const { code, stderr } = await readResult(startCli(folder, args, undefined, { CC: compiler }));
    assert.equal(code, 1);
    assert.match(stderr, /--frozen forbids training/);
    assert.equal(existsSync(asked), false);
  }));

Deno.test({
  name: "with auto and a compiler that fails at a program, onnxruntime trains what was not begun",
  ignore: compiler === null || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const [failing, count] = [join(folder, "cc"), join(folder, "count")];
      const script = `#!/bin/sh\ncase "$*" in *-shared*) echo x >> ${count};; esac\n` +
        `[ "$(wc -l < ${count} 2>/dev/null || echo 0)" -lt 2 ] || { echo too large >&2; exit 1; }\n` +
        `exec ${compiler} "$@"\n`;
      await Deno.writeTextFile(failing, script, { mode: 0o755 });
      const args = ["run", tiny, "--engine", "auto", "--jobs", "1"];
      const env = { CC: failing };
      const { code, stdout, stderr } = await readResult(startCli(folder, args, undefined, env));
      assert.equal(code, 0, stderr);
      assert.match(stderr, /on native\/cpu/);
      assert.match(stderr, /onnxruntime\/cpu trains, .*\n?too large/s);
      assert.match(stdout, /claims/);
      await Deno.remove(count);
      const named = ["run", tiny, "--engine", "native", "--set", "seeds=[7]"];
      await Deno.writeTextFile(count, "x\nx\n");
      const refused = await readResult(startCli(folder, named, undefined, env));
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /The C compiler ".*" failed.*too large/s);
    }),
});
