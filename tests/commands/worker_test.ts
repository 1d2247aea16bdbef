/** What a worker loads for its stages, and what its permissions leave it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Action } from "../../dag/action.ts";
import { runActions } from "../../dag/scheduler.ts";
import { openWorkspace, type Workspace } from "../../commands/artifacts.ts";
import { openPool, workerArguments } from "../../commands/worker_pool.ts";
import { actionsOf, perceptron } from "../stages/small_experiment.ts";
import { withFolder } from "../store/fixtures/folder.ts";
import { root } from "./cli.ts";

/** Files mapped into the memory of the workers of a store, native libraries among them. */
function mappedFiles(folder: string): string {
  const real = Deno.realPathSync(folder);
  const pids = [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) =>
    /^\d+$/.test(name)
  );
  const maps = pids.flatMap((pid) => {
    try {
      if (Deno.readLinkSync(`/proc/${pid}/cwd`) !== real) return [];
      return [Deno.readTextFileSync(`/proc/${pid}/maps`)];
    } catch {
      return []; // it has just ended, or is somebody else's
    }
  });
  assert.equal(maps.length, 1, "one worker");
  return maps[0]!;
}

/** Runs actions in one worker and says what that has loaded by then. */
async function librariesAfter(workspace: Workspace, actions: readonly Action[]) {
  await using executor = openPool(workspace, { slots: 1, compiles: false });
  const result = await runActions(actions, {
    store: workspace.store,
    environment: workspace.environment,
    executor,
    cores: 1,
    keepGoing: false,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  assert.equal(result.status, "done", JSON.stringify(result.failed));
  assert.ok(result.executed.length > 0);
  const mapped = mappedFiles(workspace.store.folder);
  return ["onnxruntime", "duckdb", "canvas"].filter((library) =>
    new RegExp(`/[^\n]*${library}[^\n]*\\.(node|so)`).test(mapped)
  );
}

Deno.test({
  name: "a worker loads the native libraries of its stages and no others",
  ignore: Deno.build.os !== "linux", // where /proc tells what a process has loaded
  fn: () =>
    withFolder(async (folder) => {
      const workspace = openWorkspace({ artifacts: join(folder, "artifacts") });
      const actions = actionsOf(perceptron, "seeds=[0]");
      const training = actions.filter(({ stage }) =>
        ["dataset", "program", "train", "export"].includes(stage)
      );

      assert.deepEqual(await librariesAfter(workspace, training), ["onnxruntime"]);
      assert.deepEqual(await librariesAfter(workspace, actions), ["duckdb", "canvas"]);
    }),
});

const attempts = `
const write = (path) => Deno.writeTextFileSync(path, "");
const { program, outside } = JSON.parse(Deno.args[0]);
const attempts = {
  "write beside it": () => write("inside"),
  "write the code": () => Deno.openSync(program, { append: true }).close(),
  "write elsewhere": () => write(outside),
  "start deno": () => new Deno.Command("deno").outputSync(),
  "start a shell": () => new Deno.Command("sh").outputSync(),
  "reach the network": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
};
const done = Object.entries(attempts).flatMap(([name, attempt]) => {
  try {
    attempt();
    return [name];
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return [];
  }
});
console.log(JSON.stringify(done));
`;

Deno.test("a worker writes in its folder, starts nothing and reaches no network", () =>
  withFolder(async (folder) => {
    const script = join(folder, "attempts.ts");
    const cwd = join(folder, "a folder, with a comma");
    await Deno.mkdir(cwd);
    await Deno.writeTextFile(script, attempts);
    const places = { program: join(root, "pipeline.ts"), outside: join(folder, "outside") };
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...workerArguments(script), JSON.stringify(places)],
      cwd,
    }).output();

    const said = new TextDecoder().decode(stdout);
    assert.equal(said, '["write beside it"]\n', new TextDecoder().decode(stderr));
  }));
