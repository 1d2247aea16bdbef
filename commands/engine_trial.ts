/** Whether machine code can be made here, tried before anything is trained by it. */
import { fileURLToPath } from "node:url";
import { RecordIndex } from "../dag/record_index.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import type { EngineOf } from "../stages/actions.ts";
import { tell } from "../terminal/output.ts";
import type { Workspace } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { compilerProblem } from "./toolchain.ts";
import { nativePermissions, workerArguments } from "./worker_pool.ts";

/**
 * The engine of each run, for a command that trains: where one is free to choose, and the compiler
 * turns out not to work, another engine takes what is to be begun, and that is said. `index` is of the
 * store as it is, and can be planned with afterwards.
 */
export async function enginesForTraining(
  experiments: readonly LoadedExperiment[],
  workspace: Workspace,
  index: RecordIndex = new RecordIndex(workspace.store),
): Promise<EngineOf> {
  const { engineOf, begins } = await chooseEngines(experiments, workspace, index);
  const { engines } = workspace;
  const [first, ...others] = engines;
  const misnamed = compilerProblem();
  if (begins && others.length > 0 && misnamed !== null) tell(`${first} trains. ${misnamed}`);
  if (!begins || first !== "native/cpu" || others[0] === undefined) return engineOf;
  const problem = await tryNative(workspace.store.folder);
  if (problem === null) return engineOf;
  tell(`${others[0]} trains, since machine code cannot be made here. ${problem}`);
  const rest = { ...workspace, engines: [others[0], ...others.slice(1), first] as const };
  return (await chooseEngines(experiments, rest, index)).engineOf;
}

/** Null where native code can be made and called; else what is in the way. */
export async function tryNative(artifacts: string): Promise<string | null> {
  await Deno.mkdir(artifacts, { recursive: true });
  const program = fileURLToPath(new URL("native_trial.ts", import.meta.url));
  const { success, stderr } = await new Deno.Command("deno", {
    args: workerArguments(program, nativePermissions()),
    cwd: artifacts,
    stdin: "null",
  }).output();
  return success ? null : new TextDecoder().decode(stderr).trim();
}
