/** Which experiments files and folders are, at the size that is asked for. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { UsageError } from "../../commands/exit.ts";
import { loadExperiments, loadNamedOrAll } from "../../commands/workspace.ts";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { sample } from "../schemas/samples.ts";
import { exitCodes } from "../../commands/exit.ts";
import { inFolder, runCli } from "./cli.ts";

const small = `presets: { small: { description: quick, seeds: [5], training: { steps: 4 } } }\n`;

/** `one.yaml` and `deep/two.yaml` have a preset, `none.yaml` has not. */
function writeConfigs(folder: string): void {
  const write = (file: string, name: string, more: string) =>
    Deno.writeTextFileSync(
      join(folder, file),
      sample.replace("name: small", `name: ${name}`) + more,
    );
  Deno.mkdirSync(join(folder, "deep"));
  write("one.yaml", "one", small);
  write("deep/two.yaml", "two", small);
  write("none.yaml", "none", "");
}

async function namesOf(loaded: ReturnType<typeof loadExperiments>): Promise<string[]> {
  return (await loaded).map(({ experiment }) => experiment.name);
}

Deno.test("a folder is every experiment in it, and with a preset those that have it", () =>
  inFolder(async (folder) => {
    writeConfigs(folder);
    assert.deepEqual(await namesOf(loadExperiments([folder])), ["two", "none", "one"]);
    const chosen = await loadExperiments([folder], { preset: "small" });
    assert.deepEqual(
      chosen.map(({ experiment, runs, file }) => [experiment.name, runs.length, file]),
      [
        ["two-small", 2, join(folder, "deep/two.yaml")],
        ["one-small", 2, join(folder, "one.yaml")],
      ],
    );
    const twice = [folder, join(folder, "deep"), join(folder, "one.yaml")];
    assert.deepEqual(await namesOf(loadExperiments(twice)), ["one", "two", "none"]);
  }));

Deno.test("a preset that nobody has, or a named file has not, is refused with those there are", () =>
  inFolder(async (folder) => {
    writeConfigs(folder);
    await assert.rejects(
      () => loadExperiments([folder], { preset: "tiny" }),
      (error) =>
        error instanceof UsageError && /no.* preset tiny; there are small/i.test(error.message),
    );
    await assert.rejects(
      () => loadExperiments([join(folder, "none.yaml")], { preset: "small" }),
      (error) => error instanceof ConfigError && /this experiment has none/.test(error.message),
    );
    Deno.mkdirSync(join(folder, "empty"));
    await assert.rejects(() => loadExperiments([join(folder, "empty")]), UsageError);
    await assert.rejects(() => loadNamedOrAll([join(folder, "no")], {}), UsageError);
  }));

Deno.test("loadExperiments() reads a file once that is named twice", () =>
  inFolder(async (folder) => {
    writeConfigs(folder);
    const one = join(folder, "one.yaml");
    const loaded = await loadExperiments([one, join(folder, "deep/../one.yaml"), folder]);
    assert.deepEqual(loaded.map(({ experiment }) => experiment.name).sort(), [
      "none",
      "one",
      "two",
    ]);
    const copy = join(folder, "copy.yaml");
    Deno.copyFileSync(one, copy);
    await assert.rejects(
      () => loadExperiments([one, copy]),
      (error) => error instanceof UsageError && /are both named "one"/.test(error.message),
    );
  }));

Deno.test("run on a folder makes every experiment's preset in one go, beside the full size", () =>
  inFolder(async (folder) => {
    Deno.mkdirSync(join(folder, "mine"));
    writeConfigs(join(folder, "mine"));
    const { code, stdout, stderr } = await runCli(folder, "run", "mine", "--preset", "small");
    assert.equal(code, exitCodes.done, stderr);
    assert.match(stderr, /^Without a preset small: mine\/none.yaml$/m);
    assert.match(stdout, /^one-small$/m);
    assert.match(stdout, /^two-small$/m);
    const runs = [...Deno.readDirSync(join(folder, "artifacts/runs"))].map(({ name }) => name);
    assert.deepEqual(runs.sort(), ["one-small", "two-small"]);
    const status = await runCli(folder, "status", "mine/one.yaml", "--preset", "small");
    assert.match(status.stdout, /trainFraction-0.3_seed-5 +done +4\/4/);
    const full = await runCli(folder, "status", "mine/one.yaml");
    assert.match(full.stdout, /trainFraction-0.3_seed-0 +to do +0\/100/);
    const list = await runCli(folder, "run", "--preset", "small");
    assert.equal(list.code, exitCodes.done);
  }));
