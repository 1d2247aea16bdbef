/** The script that people call: where it may be called from, what it starts, and what that may do. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type CliResult, inFolder, readResult, root } from "./commands/cli.ts";

const script = join(root, "regrok");
const version = /^version=(.+)$/m.exec(Deno.readTextFileSync(script))![1]!;

/** Tells how it was started, and what it may do, in place of the program. */
const program = `
const state = (descriptor) => Deno.permissions.querySync(descriptor).state === "granted";
const may = (name, path) => state({ name: "write", path: \`\${name}\${path}\` });
const project = import.meta.dirname + "/";
console.log(JSON.stringify({
  args: Deno.args,
  cwd: Deno.cwd(),
  updateCheck: Deno.env.get("DENO_NO_UPDATE_CHECK"),
  writes: {
    project: ["artifacts/x", "configs/x", "data/x", "pipeline.ts", "regrok", "node_modules/x", ".git/config"]
      .filter((path) => may(project, path)),
    here: ["a", "b", "c d/e", "a,b", "."].filter((path) => may("", path)),
  },
  net: state({ name: "net" }),
  hosts: ["ossci-datasets.s3.amazonaws.com:443", "storage.googleapis.com:443", "deno.com:443"]
    .filter((host) => state({ name: "net", host })),
  run: ["deno", "sh"].filter((command) => state({ name: "run", command })),
  ffi: state({ name: "ffi", path: project + "node_modules/x.node" }),
}));`;

interface Told {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly updateCheck: string;
  readonly writes: { readonly project: readonly string[]; readonly here: readonly string[] };
  readonly net: boolean;
  readonly hosts: readonly string[];
  readonly run: readonly string[];
  readonly ffi: boolean;
}

/** A project with this script and these permissions, whose packages are installed. */
function makeProject(folder: string, name = "project"): string {
  const project = join(folder, name);
  for (const packages of ["node_modules/.deno", "node_modules/.regrok"]) {
    Deno.mkdirSync(join(project, packages), { recursive: true });
  }
  const { permissions } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  Deno.writeTextFileSync(join(project, "deno.json"), JSON.stringify({ permissions }));
  for (const lock of ["deno.lock", "node_modules/.regrok/deno.lock"]) {
    Deno.writeTextFileSync(join(project, lock), "{}");
  }
  Deno.writeTextFileSync(join(project, "pipeline.ts"), program);
  Deno.copyFileSync(script, join(project, "regrok"));
  return project;
}

/** A folder for the PATH with these commands, given as shell scripts, and the few of a bare system. */
function makeCommands(folder: string, commands: Record<string, string>): string {
  const path = join(folder, "commands");
  Deno.mkdirSync(path);
  for (const name of ["cat", "cmp", "cp", "dirname", "mkdir", "readlink", "sh"]) {
    Deno.symlinkSync(join("/usr/bin", name), join(path, name));
  }
  for (const [name, text] of Object.entries(commands)) {
    Deno.writeTextFileSync(join(path, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  return path;
}

const realDeno = join(Deno.execPath(), "..");

async function call(
  command: string,
  args: readonly string[],
  { cwd, path = `${realDeno}:/usr/bin:/bin`, env = {} }: {
    cwd: string;
    path?: string;
    env?: Record<string, string>;
  },
): Promise<CliResult> {
  return await readResult(
    new Deno.Command(command, {
      args: [...args],
      cwd,
      clearEnv: true,
      env: { PATH: path, HOME: cwd, NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

async function tell(...parameters: Parameters<typeof call>): Promise<Told> {
  const { code, stdout, stderr } = await call(...parameters);
  assert.deepEqual([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("regrok works from any folder and through links, and changes no argument", () =>
  inFolder(async (folder) => {
    const project = makeProject(folder, "a project");
    const elsewhere = join(folder, "else where");
    Deno.mkdirSync(elsewhere);
    Deno.symlinkSync("../a project/regrok", join(elsewhere, "first"));
    Deno.symlinkSync("first", join(elsewhere, "second"));
    const args = ["run", "*.yaml", "--set", "title=a  b'c\"$d", "", "--set=e\\f"];
    for (const command of [join(project, "regrok"), "./second", join(elsewhere, "second")]) {
      const told = await tell(command, args, { cwd: elsewhere });
      assert.deepEqual(told.args, args);
      assert.equal(told.cwd, Deno.realPathSync(elsewhere));
      assert.equal(told.updateCheck, "1");
    }
  }));

Deno.test("the program writes to artifacts and to what its arguments name, and nowhere else", () =>
  inFolder(async (folder) => {
    const project = makeProject(folder);
    const writes = async (args: string[], env: Record<string, string> = {}) =>
      (await tell(join(project, "regrok"), args, { cwd: folder, env })).writes;
    const own = ["artifacts/x"];
    assert.deepEqual(await writes(["run", "a"]), { project: own, here: [] });
    const named: [string[], string[]][] = [
      [["run", "x", "--artifacts", "a"], ["a"]],
      [["run", "--artifacts=c d", "--to", "b"], ["b", "c d/e"]],
      [["schema", "-o", "a"], ["a"]],
      [["schema", "-oa"], ["a"]],
      [["schema", "--output=a"], ["a"]],
      [["export", "x", "--to="], []],
      [["export", "x", "--to"], []],
      [["export", "x", "--to", "a,b"], []],
    ];
    for (const [args, here] of named) {
      assert.deepEqual(await writes(args), { project: own, here }, args.join(" "));
    }
    const moved = await writes(["run"], { REGROK_ARTIFACTS: "a" });
    assert.deepEqual(moved, { project: own, here: ["a"] });
    const fresh = { project: ["configs/x"], here: ["a"] };
    assert.deepEqual(await writes(["new", "a"]), fresh);
  }));

Deno.test("a project in a folder with a comma in its name may write to its artifacts", () =>
  inFolder(async (folder) => {
    const project = makeProject(folder, "a,b");
    for (const args of [["run"], ["run", "--to", "x"]]) {
      const { writes } = await tell(join(project, "regrok"), args, { cwd: folder });
      assert.deepEqual(writes, { project: ["artifacts/x"], here: [] });
    }
  }));

Deno.test("the program starts Deno and nothing else of the system, and has no network", () =>
  inFolder(async (folder) => {
    const command = join(makeProject(folder), "regrok");
    const { net, hosts, run, ffi } = await tell(command, ["run"], { cwd: folder });
    assert.deepEqual({ net, hosts, run, ffi }, { net: false, hosts: [], run: ["deno"], ffi: true });
    const fresh = await tell(command, ["new", "a"], { cwd: folder });
    assert.deepEqual([fresh.net, fresh.hosts, fresh.run, fresh.ffi], [false, [], [], false]);
  }));

Deno.test("download alone has a network: two hosts of it, and a folder to write to", () =>
  inFolder(async (folder) => {
    const command = join(makeProject(folder), "regrok");
    const { net, hosts, run, ffi, writes } = await tell(command, ["download", "mnist"], {
      cwd: folder,
    });
    assert.deepEqual({ net, run, ffi }, { net: false, run: [], ffi: false });
    assert.deepEqual(hosts, ["ossci-datasets.s3.amazonaws.com:443", "storage.googleapis.com:443"]);
    assert.deepEqual(writes, { project: ["data/x"], here: [] });
    const named = await tell(command, ["download", "mnist", "--to", "a"], { cwd: folder });
    assert.deepEqual(named.writes, { project: ["data/x"], here: ["a"] });
  }));

Deno.test("a Deno of another version is passed over; npx is asked once for the right one", () =>
  inFolder(async (folder) => {
    const project = makeProject(folder);
    Deno.renameSync(join(project, "node_modules/.regrok"), join(project, "node_modules/.deno"));
    const path = makeCommands(folder, {
      deno: 'echo "deno 1.0.0 (stable)"',
      npx: `echo "$*" >>"${folder}/calls"; echo "${Deno.execPath()}"`,
    });
    for (const _ of ["first", "second"]) {
      const told = await tell(join(project, "regrok"), ["run"], { cwd: folder, path });
      assert.deepEqual([told.args, told.run], [["run"], ["deno"]]);
    }
    const calls = Deno.readTextFileSync(join(folder, "calls"));
    assert.match(calls, /^-y deno@\S+ eval .*\n$/);
    assert.ok(calls.includes(`deno@${version} `));
  }));

Deno.test("missing packages are installed with a word, again when the lock file changed", () =>
  inFolder(async (folder) => {
    const project = makeProject(folder);
    Deno.removeSync(join(project, "node_modules"), { recursive: true });
    const log = join(folder, "calls");
    const install =
      'if [ "$1" = install ]; then mkdir -p node_modules/.deno; exit $(cat result); fi';
    const path = makeCommands(folder, {
      deno:
        `case $1 in --version) echo "deno ${version} (stable)" ;; *) echo "$1" >>"${log}" ;; esac\n` +
        install,
    });
    const result = (code: number) => Deno.writeTextFileSync(join(project, "result"), String(code));
    const calls = async () => {
      Deno.writeTextFileSync(log, "");
      const { code, stderr } = await call(join(project, "regrok"), ["run"], { cwd: folder, path });
      return [code, stderr, Deno.readTextFileSync(log).trimEnd().split("\n")];
    };
    result(1);
    const [code, stderr, called] = await calls();
    assert.deepEqual([code, called], [1, ["install"]]);
    assert.match(stderr as string, /^Installing the packages .*\n.* the next start tries again\n$/);
    result(0);
    assert.deepEqual(await calls(), [0, "", ["install", "run"]]);
    assert.deepEqual(await calls(), [0, "", ["run"]]);
    Deno.writeTextFileSync(join(project, "deno.lock"), "{ }");
    assert.deepEqual(await calls(), [0, "", ["install", "run"]]);
  }));

Deno.test("without Deno and npx it says what to install", () =>
  inFolder(async (folder) => {
    const path = makeCommands(folder, {});
    const { code, stdout, stderr } = await call(join(makeProject(folder), "regrok"), ["run"], {
      cwd: folder,
      path,
    });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Regrok needs Deno \d+\.\d+\.\d+, or npx .* install .*\n.*\n$/);
  }));

Deno.test("one version of Deno is named in every place", () => {
  for (const file of ["regrok", "regrok.cmd", ".ci/run", "README.md", "CONTRIBUTING.md"]) {
    const named = Deno.readTextFileSync(join(root, file))
      .matchAll(/(?:deno@|\bDeno |\bversion=)(\d+\.\d+\.\d+)/g).map(([, found]) => found!);
    assert.deepEqual([...new Set(named)], [version], file);
  }
});
