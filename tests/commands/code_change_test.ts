/** What changes of the code make anew, on a copy of the project that the test may edit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { inFolder, readResult, root, startCli, tiny } from "./cli.ts";

const one = [
  ...["--set", "seeds=[0]", "--set", "sweep.grid.split.trainFraction=[0.4]"],
  ...["--set", "measures=[{kind: parameterNorms}, {kind: circle}]"],
];
/** A kind of each list, by its file and name, which a new one is a copy of. */
const kinds = [
  ["models", "mlp", "mlp"],
  ["optimizers", "rmsprop", "rmsprop"],
  ["objectives", "cross_entropy", "crossEntropy"],
  ["schedules", "constant", "constant"],
  ["tasks", "modular", "modular"],
  ["measures", "parameter_norms", "parameterNorms"],
  ["figures", "loss_vs_steps", "lossVsSteps"],
] as const;
const network = "models/quadratic_mlp.ts";

async function copy(options: string, from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: [options, from, to] }).output();
  assert.ok(success, `cannot copy ${from}`);
}

/** The code without tests, the packages as links: beside the original, where links can be made. */
async function inProjectCopy(test: (project: string) => Promise<void>): Promise<void> {
  const artifacts = join(root, "artifacts");
  await Deno.mkdir(artifacts, { recursive: true });
  const project = await Deno.makeTempDir({ dir: artifacts, prefix: "code-change-" });
  try {
    for await (const { name } of Deno.readDir(root)) {
      if (["artifacts", "tests", "docs", ".git"].includes(name)) continue;
      await copy(name === "node_modules" ? "-al" : "-a", join(root, name), join(project, name));
    }
    await test(project);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

function edit(project: string, file: string, from: RegExp | string, to: string): void {
  const path = join(project, file);
  const before = Deno.readTextFileSync(path);
  const after = typeof from === "string" ? before.replaceAll(from, to) : before.replace(from, to);
  assert.notEqual(after, before, `${file} has no ${from}`);
  Deno.writeTextFileSync(path, after);
}

Deno.test("a run after a change of the code", async (t) => {
  await inProjectCopy((project) =>
    inFolder(async (folder) => {
      const run = async (engine = "onnxruntime") => {
        const args = ["run", tiny, ...one, "--json", "--engine", engine];
        const process = startCli(folder, args, project);
        const { code, stdout, stderr } = await readResult(process);
        assert.equal(code, exitCodes.done, stderr);
        const { executed, cutOff }: Record<string, string[]> = JSON.parse(stdout);
        const stages = (ids: string[]) => [...new Set(ids.map((id) => id.split("/")[0]!))].sort();
        return { executed: stages(executed!), cutOff: stages(cutOff!) };
      };
      const everything = (await run()).executed;
      assert.ok(everything.includes("train"), everything.join());

      await t.step("does nothing after a comment in a network", async () => {
        edit(
          project,
          network,
          "    return {",
          "    // a comment, and another line\n\n    return {",
        );
        assert.deepEqual(await run(), { executed: [], cutOff: [] });
      });

      await t.step("trains nothing after a new name for a variable of a network", async () => {
        edit(project, network, /\binitialization\b(?=[ ,])/g, "start");
        edit(project, network, /([ {])start,/g, "$1initialization: start,");
        const { executed, cutOff } = await run();
        assert.deepEqual(executed, ["program"]);
        assert.ok(cutOff.includes("train"), cutOff.join());
      });

      await t.step("trains nothing after a new kind of everything that has kinds", async () => {
        for (const [folder, file, kind] of kinds) {
          const text = Deno.readTextFileSync(join(project, folder, `${file}.ts`));
          Deno.writeTextFileSync(
            join(project, folder, "newcomer.ts"),
            text.replace(`export const ${kind} =`, "export const newcomer ="),
          );
          edit(project, `${folder}/mod.ts`, "Kinds = {", "Kinds = { newcomer,");
          const header = /^(\/\*\*.*\n)/;
          edit(
            project,
            `${folder}/mod.ts`,
            header,
            `$1import { newcomer } from "./newcomer.ts";\n`,
          );
        }
        // What auto takes is told by what is there, though what that was made of is to be made again.
        const { executed, cutOff } = await run("auto");
        assert.ok(!executed.includes("measure"), "an old measure knows nothing of a new one");
        assert.ok(!executed.includes("train") && cutOff.includes("train"), executed.join());
      });

      await t.step("trains again after a change of a network", async () => {
        edit(project, network, "0.5 / cubeRoot", "0.6 / cubeRoot");
        const { executed } = await run();
        assert.ok(executed.includes("program") && executed.includes("train"), executed.join());
        assert.ok(!executed.includes("dataset"), executed.join());
      });
    })
  );
});
