import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../commands/exit.ts";
import { inFolder, root, runCli, tiny } from "./commands/cli.ts";
import { listTree } from "./store/fixtures/folder.ts";

const project = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));

Deno.test("the quick start runs with few permissions, none of them for the network", () => {
  const { read, write, run, ffi, net, ...rest } = project.permissions.pipeline;
  assert.equal(net, undefined);
  assert.deepEqual([read, write, ffi], [true, ["artifacts"], ["node_modules"]]);
  assert.ok(run.includes("deno") && run.every((name: unknown) => typeof name === "string"));
  assert.deepEqual(Object.keys(rest), ["env", "sys"]);
  const { command } = project.tasks.reproduce;
  const started =
    "DENO_NO_UPDATE_CHECK=1 deno run --quiet --no-prompt -P=pipeline pipeline.ts run ";
  assert.ok(command.startsWith(started), command);
});

Deno.test("esbuild may run in the version that is locked, and no other", () => {
  const { npm } = JSON.parse(Deno.readTextFileSync(join(root, "deno.lock")));
  const locked = Object.keys(npm).filter((name) => name.startsWith("@esbuild/"));
  const allowed: string[] = project.permissions.pipeline.run.filter((name: string) =>
    name !== "deno"
  );
  assert.ok(allowed.length > 0);
  for (const path of allowed) {
    const name = path.split("/")[2]!.replace("+", "/");
    assert.ok(locked.includes(name), `${name} is not in deno.lock`);
  }
});

Deno.test("wrong usage ends with exit code 2, says what is wrong and where help is", () =>
  inFolder(async (folder) => {
    const wrong: [string[], RegExp][] = [
      [["fly"], /unknown command 'fly'\n\(add --help/],
      [["run", "--fly", tiny], /unknown option '--fly'\n\(add --help/],
      [["diff", "a"], /missing required argument 'b'\n\(add --help/],
      [["run", tiny, "-j", "0"], /must be a whole number of 1 or more/],
      [["run", tiny, "--artifacts", ""], /must name a folder, without commas/],
      [["run", tiny, "--artifacts", "a,b"], /must name a folder, without commas/],
      [["run", "no.yaml"], /^There is no file "no\.yaml"; experiments are in .*configs/],
      [["run", tiny, "--set", "nonsense"], /nonsense/],
      [["export", tiny, "no-run", "--to", "x"], /no run "no-run"; its runs are trainFraction-0\.4/],
      [["exec", "12"], /"12" is not a key/],
      [["exec", "0".repeat(64)], /has no action 0000/],
      [["why", "no-run", "-c", tiny], /No run, figure or action is called "no-run"/],
      [["diff", "no-run", "x", "-c", tiny], /No experiment has a run "no-run"/],
      [["status", tiny, "--where", "seed"], /"seed" is not a condition: .*as in --where/],
      [["status", tiny, "--sort", "weightDecy"], /did you mean weightDecay\?/],
      [["new", "A b"], /"A b" cannot name an experiment: .*small letters/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await runCli(folder, ...args);
      assert.deepEqual([code, stdout], [exitCodes.usage, ""], `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, message);
    }
    assert.deepEqual(listTree(folder), []);
  }));

Deno.test("help goes to stdout and is no error", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await runCli(folder, "--help");
    assert.deepEqual([code, stderr], [exitCodes.done, ""]);
    for (
      const name of ["new", "run", "status", "diff", "why", "export", "exec", "schema", "doctor"]
    ) {
      assert.match(stdout, new RegExp(`\\n  ${name} `));
    }
  }));

/** A line of a shell in which `regrok` is this program; what it says on stderr comes back. */
async function inShell(line: string): Promise<{ readonly code: number; readonly stderr: string }> {
  const start = '"$0" run -q --no-prompt --cached-only --node-modules-dir=manual -P=pipeline';
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `regrok() { ${start} pipeline.ts "$@"; }; ${line}`, Deno.execPath()],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("an answer that cannot be written is one line on stderr and exit code 1", async () => {
  for (const command of ["--help", "run --help", `run -n ${tiny}`, "schema"]) {
    const { code, stderr } = await inShell(`regrok ${command} >/dev/full`);
    assert.equal(code, exitCodes.failed, command);
    assert.match(stderr, /^Cannot write the answer to stdout: No space left .*\n$/);
  }
});

Deno.test("a reader that has seen enough is no error", async () => {
  const { stderr } = await inShell("{ regrok schema; echo code $? >&2; } | head -n 1");
  assert.equal(stderr, "code 0\n");
});

/** Texts of the tiny experiment, what replaces them, and what has to be said of it. */
const badExperiments: [string, string, RegExp][] = [
  ["seeds:", "sedes:", /:12:1: sedes: /],
  ["width: 16", "width: wide", /:6:\d+: model\.width: /],
  ["modulus: 11", "modulus: 1", /:4:\d+: task\.modulus: /],
  ["operation: x+y, modulus: 11", "operation: x/y, modulus: 12", /:4:\d+: .*prime/],
  ["[0.4, 0.8]", "[0, 0.8]", /:15:\d+: .*trainFraction/],
  ["[0.4, 0.8]", "[0.4, 1]", /:15:\d+: .*trainFraction/],
  ["[0.4, 0.8]", "[0.4, 0.001]", /:15:\d+: /],
  ["size: full", "size: 5000", /:15:27: .*a batch of 5000 rows cannot be drawn/],
  [
    "model: { kind: quadraticMlp, width: 16 }",
    "model: { kind: transformer, width: 10, heads: 4 }",
    /:6:\d+: model.*heads/,
  ],
  ["split.trainFraction: [", "split.fraction: [", /:15:5: split\.fraction: is not a field/],
  ["seeds: [0, 1]", "seeds: [1, 1]", /:12:\d+: seeds/],
  ["where: { split.trainFraction: 0.4 }", "where: { split.trainFraction: 0.5 }", /:24:\d+: claims/],
];

for (const [from, to, message] of badExperiments) {
  Deno.test(`an experiment with "${to}" is refused at its line, with exit code 2`, () =>
    inFolder(async (folder) => {
      const text = Deno.readTextFileSync(tiny);
      assert.ok(text.includes(from));
      Deno.writeTextFileSync(join(folder, "bad.yaml"), text.replace(from, to));
      const { code, stdout, stderr } = await runCli(folder, "run", "bad.yaml");
      assert.deepEqual([code, stdout], [exitCodes.usage, ""], stderr);
      assert.match(stderr, new RegExp(`^bad\\.yaml${message.source}`, "m"));
      assert.match(stderr, /\n +\^/);
      assert.deepEqual(listTree(folder), ["bad.yaml"]);
    }));
}
