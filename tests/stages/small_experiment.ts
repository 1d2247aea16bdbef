/** Carries out the runs of a small experiment in this process, with its own store. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Action } from "../../dag/action.ts";
import { inProcessExecutor } from "../../dag/executors/in_process.ts";
import type { Environment } from "../../dag/registry.ts";
import { runActions, type RunOptions, type RunResult } from "../../dag/scheduler.ts";
import type { Run } from "../../schemas/run_settings.ts";
import { type EngineId, type EngineRow, engines } from "../../engines/registry.ts";
import type { Surroundings } from "../../schemas/surroundings.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { experimentActions } from "../../stages/actions.ts";
import { stages } from "../../stages/registry.ts";
import { keyOf } from "../../store/content_hash.ts";
import { Store } from "../../store/store.ts";

/** A classifier with dropout, batches and a warm-up, in three links. */
export const perceptron = `name: small
title: A small experiment
task: { kind: modular, operation: x+y, modulus: 7, encoding: residues }
split: { trainFraction: 0.7 }
model: { kind: mlp, hiddenWidths: [12], dropout: 0.1 }
objective: { kind: crossEntropy }
optimizer: { kind: sgd, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.001 }
schedule: { kind: linearWarmup, steps: 5, from: 0.1 }
training: { steps: 30, batch: { size: 10 } }
evaluation: { every: 5 }
checkpoints: { every: 10 }
`;

/** The transformer of openai/grok made small, which answers twice. */
export const decoder = `name: small
title: A small experiment
task: { kind: modular, operation: x/y, modulus: 5, encoding: sentence }
model: { kind: transformer, layers: 2, width: 8, heads: 2, feedForwardWidth: 12, readout: last }
objective: { kind: crossEntropy }
optimizer: { kind: adamw, weightDecay: 1 }
training: { steps: 6 }
evaluation: { every: 2 }
`;

export function actionsOf(text: string, ...overrides: string[]): Action[] {
  return experimentActions(loadExperiment(text, "small.yaml", overrides), () => "onnxruntime/cpu");
}

export function runsOf(text: string, ...overrides: string[]): readonly Run[] {
  return loadExperiment(text, "small.yaml", overrides).runs;
}

/** The only action of a stage. */
export function onlyAction(actions: readonly Action[], stage: string): Action {
  const [action, ...others] = actions.filter((each) => each.stage === stage);
  assert.ok(action && others.length === 0, `one action of stage ${stage}`);
  return action;
}

export interface Laboratory extends AsyncDisposable {
  readonly store: Store;
  /** Trains and exports the runs of an experiment; what is in the store already is not redone. */
  run(
    text: string,
    overrides?: readonly string[],
    surroundings?: Surroundings,
    signal?: AbortSignal,
  ): Promise<RunResult>;
  /** A file of the last link of an action. */
  read(result: RunResult, action: string, file: string): Promise<Uint8Array>;
}

/** What is otherwise in a laboratory than in most. */
export interface LaboratoryOptions extends Partial<Pick<RunOptions, "together" | "onEvent">> {
  readonly engine?: EngineId;
  /** Rows that take the place of the registry's. */
  readonly rows?: Partial<Readonly<Record<EngineId, EngineRow>>>;
}

export async function openLaboratory(
  { engine = "onnxruntime/cpu", rows, together = 1, onEvent = () => {} }: LaboratoryOptions = {},
): Promise<Laboratory> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-" });
  const store = new Store(join(folder, "artifacts"));
  const environment: Environment = {
    stages,
    engines: { ...engines, ...rows },
    fingerprint: (entry) => keyOf(entry),
  };
  return {
    store,
    async run(text, overrides = [], surroundings, signal = new AbortController().signal) {
      const wanted = ["dataset", "program", "train", "measure", "export"];
      const loaded = loadExperiment(text, "small.yaml", overrides, surroundings);
      const actions = experimentActions(loaded, () => engine).filter(({ stage }) =>
        wanted.includes(stage)
      );
      const result = await runActions(actions, {
        store,
        environment,
        executor: inProcessExecutor(store, environment),
        cores: 1,
        keepGoing: false,
        together,
        signal,
        onEvent,
      });
      assert.deepEqual(result.failed, []);
      return result;
    },
    read: (result, action, file) => store.read(result.records.get(action)!.at(-1)!.files[file]!),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

export function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
