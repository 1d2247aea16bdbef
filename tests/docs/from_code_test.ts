/** The examples of docs/from_code.md and the notebook, run as they stand. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, root } from "../commands/cli.ts";

const read = (path: string) => Deno.readTextFileSync(join(root, path));

/** The code blocks of a language in the page. */
function blocksOf(language: string): string[] {
  const page = read("docs/from_code.md");
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))]
    .map(([, code]) => code!);
}

/** Runs a script with the permissions of the command line, its results in `folder`. */
async function runScript(folder: string, code: string): Promise<string> {
  const script = join(folder, "script.ts");
  Deno.writeTextFileSync(
    script,
    code.replace(/"\.\.?\/mod\.ts"/, JSON.stringify(join(root, "mod.ts")))
      .replaceAll('"configs/', `"${root}configs/`)
      .replaceAll("artifacts/accuracy.svg", join(folder, "accuracy.svg")),
  );
  const { code: status, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--cached-only", "--node-modules-dir=manual"],
      ...[`--config=${join(root, "deno.json")}`, "-P=pipeline", `--allow-write=${folder}`],
      script,
    ],
    cwd: folder,
    env: {
      NO_COLOR: "1",
      REGROK_ARTIFACTS: join(folder, "artifacts"),
      PATH: `${join(Deno.execPath(), "..")}:${Deno.env.get("PATH") ?? ""}`,
    },
  }).output();
  assert.equal(status, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("the example in TypeScript runs, knows sums, and prints nothing else", () =>
  inFolder(async (folder) => {
    const [example] = blocksOf("ts");
    const printed = (await runScript(folder, example!)).trim().split("\n");
    assert.match(printed[0]!, /^trainFraction-0\.5_seed-0 \d+ \d+$/);
    assert.equal(printed.at(-1), "50 + 30 mod 59 is 21");
    assert.match(Deno.readTextFileSync(join(folder, "accuracy.svg")), /<svg /);

    const python = blocksOf("python");
    assert.equal(python.length, 3);
    for (const code of python) {
      const packages = [...code.matchAll(/^(?:import|from) ([\w, ]+)/gm)]
        .flatMap(([, names]) => names!.split(/[ ,]+/)).filter((name) => name !== "import");
      if (!await hasPython(packages)) continue; // said below
      const { code: status, stderr } = await new Deno.Command("python3", {
        args: ["-c", code],
        cwd: folder,
      }).output();
      assert.equal(status, 0, new TextDecoder().decode(stderr));
    }
  }));

Deno.test("the cells of the notebook run one after the other", () =>
  inFolder(async (folder) => {
    const { cells } = JSON.parse(read("docs/notebook.ipynb"));
    const code = cells.filter((cell: { cell_type: string }) => cell.cell_type === "code")
      .map(({ source }: { source: string[] }) => source.join("")).join("\n");
    const printed = await runScript(folder, code);
    assert.match(printed, /training \d+, validation \d+/);
    assert.match(printed, /largest norm \d/);
  }));

/** Whether these packages can be imported; examples that need others are left out with a word. */
async function hasPython(packages: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("python3", {
      args: ["-c", `import ${packages.map((name) => name.split(".")[0]).join(", ")}`],
      stderr: "null",
    }).output();
    if (!success) console.warn(`left out, because python3 lacks one of ${packages.join(", ")}`);
    return success;
  } catch {
    console.warn("left out, because there is no python3");
    return false;
  }
}
