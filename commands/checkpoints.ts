/** The checkpoints that runs have left, with what it takes to evaluate them. */
import { type EngineId, findEngine } from "../engines/registry.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import type { FileReference } from "../store/store.ts";
import type { Workspace } from "./artifacts.ts";
import { actionIds } from "../stages/actions.ts";
import { planExperiment, type RunState, stateOf } from "./results.ts";
import { lastStep } from "./view.ts";

export interface Checkpoint {
  /** Updates done. */
  readonly step: number;
  readonly file: FileReference;
}

export interface RunCheckpoints {
  readonly run: Run;
  readonly state: Exclude<RunState, "damaged" | "diverged">;
  /** What evaluates them. */
  readonly engine: EngineId;
  /** The program that evaluates, and the data set; null before there is one. */
  readonly program: FileReference | null;
  readonly dataset: FileReference | null;
  /** In the order of their steps. */
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * What is in the store of each of these runs, all of the experiment if not said.
 *
 * @throws {StoreError} when a file that has to be looked into is not whole.
 */
export async function readCheckpoints(
  loaded: LoadedExperiment,
  workspace: Workspace,
  runs: readonly Run[] = loaded.runs,
): Promise<RunCheckpoints[]> {
  const plans = await planExperiment(loaded, workspace);
  const { name } = loaded.experiment;
  const found: RunCheckpoints[] = [];
  for (const run of runs) {
    const training = plans.get(actionIds.train(name, run))!;
    const filesOf = (id: string) => plans.get(id)?.records.at(-1)?.files ?? {};
    const engine = evaluatorOf(training.action.engine as EngineId);
    const ending = findEngine(engine).reads === "onnx" ? "onnx" : "txt";
    const checkpoints: Checkpoint[] = [];
    for (const link of training.records) {
      const step = await lastStep(workspace.store, link, run);
      checkpoints.push({ step, file: link.files["checkpoint.safetensors"]! });
    }
    found.push({
      run,
      state: stateOf({ training }),
      engine,
      program: filesOf(actionIds.program(run))[`evaluate.${ending}`] ?? null,
      dataset: filesOf(actionIds.dataset(run))["dataset.safetensors"] ?? null,
      checkpoints,
    });
  }
  return found;
}

/** Exported networks are what native code leaves behind, and onnxruntime is what reads them. */
function evaluatorOf(trainer: EngineId): EngineId {
  return trainer === "native/cpu" ? "onnxruntime/cpu" : trainer;
}
