/** Whether machine code can be made here, tried before anything is trained by it. */
import { fileURLToPath } from "node:url";
import { startDeno } from "../dag/executors/start_deno.ts";
import { RecordIndex } from "../dag/record_index.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import type { EngineOf } from "../stages/actions.ts";
import { isFolder } from "../store/folders.ts";
import { tell } from "../terminal/output.ts";
import type { Workspace } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { compilerProblem } from "./toolchain.ts";
import { nativePermissions, workerArguments } from "./worker_pool.ts";

/**
 * The engine of each run, for a command that trains: where one is free to choose, and the compiler
 * turns out not to work, another engine takes what is to be begun, and that is said; where nothing may
 * be trained (`frozen`), no compiler is asked. `index` is of the store as it is, and can be planned with
 * afterwards.
 */
export async function enginesForTraining(
  experiments: readonly LoadedExperiment[],
  workspace: Workspace,
  { frozen, index = new RecordIndex(workspace.store) }: {
    readonly frozen: boolean;
    readonly index?: RecordIndex;
  },
): Promise<EngineOf> {
  if (frozen) return (await chooseEngines(experiments, workspace, index)).engineOf;
  const { engines: [first, second], store: { folder } } = workspace;
  const mayTry = withoutNative(workspace) !== null;
  // Where nothing was ever done, something is going to begin: what is tried need not wait for what is
  // planned. The trial has its process before anything is planned, which keeps this one busy.
  const early = mayTry && !isFolder(folder, "records") ? tryNative(folder) : null;
  const [{ engineOf, begins }, tried] = await Promise.all([
    chooseEngines(experiments, workspace, index),
    early,
  ]);
  const misnamed = compilerProblem();
  if (begins && second !== undefined && misnamed !== null) tell(`${first} trains. ${misnamed}`);
  if (!begins || !mayTry) return engineOf;
  const problem = early === null ? await tryNative(folder) : tried;
  return problem === null
    ? engineOf
    : await enginesInstead(experiments, workspace, problem, index) ?? engineOf;
}

/**
 * The engine of each run where machine code cannot be made after all: native keeps what it has begun,
 * which no other engine can go on with. Null where nobody may choose another one.
 */
export async function enginesInstead(
  experiments: readonly LoadedExperiment[],
  workspace: Workspace,
  problem: string,
  index?: RecordIndex,
): Promise<EngineOf | null> {
  const engines = withoutNative(workspace);
  if (engines === null) return null;
  tell(`${engines[0]} trains, since machine code cannot be made here. ${problem}`);
  return (await chooseEngines(experiments, { ...workspace, engines }, index)).engineOf;
}

/** The engines with native after all others; null where it is not the first of several. */
function withoutNative({ engines }: Workspace): Workspace["engines"] | null {
  const [first, second, ...others] = engines;
  return first === "native/cpu" && second !== undefined ? [second, ...others, first] : null;
}

/** Null where native code can be made and called; else what is in the way. */
export async function tryNative(artifacts: string): Promise<string | null> {
  Deno.mkdirSync(artifacts, { recursive: true });
  const program = fileURLToPath(new URL("native_trial.ts", import.meta.url));
  const trial = startDeno(workerArguments(program, nativePermissions()), {
    cwd: artifacts,
    stdin: "null",
    stdout: "piped",
  });
  const { success, stderr } = await trial.output();
  return success ? null : new TextDecoder().decode(stderr).trim();
}
