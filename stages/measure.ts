/**
 * The measure stage: one progress measure of every checkpoint of a run. It follows the chain of
 * checkpoints, a link each, so that one more checkpoint measures one more.
 */
import type { LinkResult, Stage, StageContext } from "../dag/stage.ts";
import type { Engine, Executable, Values } from "../engines/engine.ts";
import type { MeasureSettings } from "../measures/mod.ts";
import {
  type Matrix,
  measureColumn,
  type MeasureKind,
  measureName,
  type Needs,
  type Network,
  networkThat,
} from "../measures/measure.ts";
import type { ResiduePairs } from "../numerics/residues.ts";
import type { FileReference } from "../store/store.ts";
import type { TaskSettings } from "../tasks/mod.ts";
import { residuePairs } from "../tasks/residue_pairs.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { evaluateRows } from "../training/evaluation.ts";
import { gradientOfRows, pullBackRows } from "../training/gradient.ts";
import { names } from "../training/manifest.ts";
import { observeRows } from "../training/observation.ts";
import { decodeState, type TrainingState } from "../training/state.ts";

/** Checked when the experiment was read; the plan makes these from its types. */
export interface MeasureParams {
  readonly measure: MeasureSettings;
  readonly needs: Needs;
  /** Names of all parameters, which the observing program is fed. */
  readonly parameters: readonly string[];
  /** How many outputs an answer has, if they are differentiated. */
  readonly outputs?: number;
  /** The task and the seed of its split, of which the pairs of residues are made, if asked for. */
  readonly pairs?: { readonly task: TaskSettings; readonly seed: number };
}

/** What a checkpoint is measured with, loaded once for all of them. */
interface Instruments {
  readonly params: MeasureParams;
  readonly row: MeasureKind;
  readonly data: TrainingData;
  /** Null for a measure that looks at no inner tensor. */
  readonly observe: Executable | null;
  /** Null for a measure that changes no weights. */
  readonly evaluate: Executable | null;
  /** Null for a measure that asks for no gradients of the loss, or of outputs. */
  readonly gradient: Executable | null;
  readonly jacobian: Executable | null;
  readonly pairs: ResiduePairs | null;
}

export const measure: Stage = {
  name: "measure",
  async prepare(context) {
    const params = context.params as unknown as MeasureParams;
    const read = (name: string) => context.read(context.inputs[name]![0]!);
    const data = decodeDataset(await read("dataset"));
    const engine = context.engine as Engine;
    const load = async (name: string) =>
      await engine.load(await read(name), { threads: context.threads });
    const { observations, evaluates, differentiates, outputs } = params.needs;
    const observe = observations.length > 0 || outputs ? await load("observe") : null;
    const evaluate = evaluates ? await load("evaluate") : null;
    const gradient = differentiates === "loss" ? await load("gradient") : null;
    const jacobian = differentiates === "outputs" ? await load("jacobian") : null;
    for (const program of [observe, jacobian]) program?.hold({ [names.inputs]: data.inputs });
    for (const program of [evaluate, gradient]) {
      program?.hold({ [names.inputs]: data.inputs, [names.targets]: data.targets });
    }
    const pairs = params.pairs ? residuePairs(params.pairs.task, params.pairs.seed) : null;
    const row = context.part as MeasureKind;
    const instruments = { params, row, data, observe, evaluate, gradient, jacobian, pairs };
    return {
      run: (_link, _previous, each) => measureCheckpoint(context, instruments, each!),
      async close() {
        await observe?.close();
        await evaluate?.close();
        await gradient?.close();
        await jacobian?.close();
      },
    };
  },
};

async function measureCheckpoint(
  { read, progress }: StageContext,
  instruments: Instruments,
  each: Readonly<Record<string, FileReference>>,
): Promise<LinkResult> {
  const { params, row: measure } = instruments;
  const state = decodeState(await read(each.checkpoint!));
  const { kind: _, name: __, ...settings } = params.measure;
  const tensors = await collectTensors(instruments, state);
  const network = networkOf(instruments, state);
  const measured = await measure.measure(settings, tensors, network);
  const values = measured.map(({ layer, value }) => [
    measureColumn(measureName(params.measure), layer),
    Number.isFinite(value) ? value : null,
  ]);
  progress({ done: state.step, total: state.step, values: {} });
  const row = { step: state.step, ...Object.fromEntries(values) };
  return { files: { "measures.jsonl": new TextEncoder().encode(`${JSON.stringify(row)}\n`) } };
}

/** The network of a checkpoint; it does what the measure said it would ask for. */
function networkOf(
  { params: { needs, parameters, outputs }, data, evaluate, gradient, jacobian, observe, pairs }:
    Instruments,
  { tensors }: TrainingState,
): Network {
  const weights = parameters.map((name) => [name, tensors[name]!] as const);
  const feeds = (others: ReadonlyMap<string, Matrix> = new Map()) =>
    Object.fromEntries([...weights, ...others]) as Values;
  return networkThat({
    sets: Object.keys(data.sets),
    pairs,
    targets: data.targets,
    rows: (set) => data.sets[set]!,
    ...evaluate && {
      evaluate: (set: string, others: ReadonlyMap<string, Matrix>) =>
        evaluateRows(evaluate, feeds(others), data.sets[set]!),
    },
    ...gradient && {
      gradient: (rows: Int32Array, others?: ReadonlyMap<string, Matrix>) =>
        gradientOfRows(gradient, feeds(others), rows, parameters),
    },
    ...jacobian && {
      outputs,
      pullBack: (rows: Int32Array, direction: Float32Array) =>
        pullBackRows(jacobian, feeds(), rows, direction, parameters),
    },
    ...observe && {
      async observe(rows: Int32Array) {
        const { observations } = needs;
        const found = await observeRows(observe, feeds(), rows, observations.map(names.observed));
        return new Map(observations.map((name) => [name, found.get(names.observed(name))!]));
      },
    },
  });
}

/** Everything the measure asked for, by name, in its order. */
async function collectTensors(
  { params: { needs, parameters }, data: { inputs, sets }, observe }: Instruments,
  { tensors }: TrainingState,
): Promise<Map<string, Matrix>> {
  const weights = parameters.map((name) => [name, tensors[name]!] as const);
  const found = new Map<string, Matrix>(needs.parameters.map((name) => [name, tensors[name]!]));
  if (observe === null || needs.observes) return found;
  const rows = needs.everyRow
    ? Int32Array.from({ length: inputs.shape[0]! }, (_, row) => row)
    : sets[needs.set]!;
  const wanted = new Map(needs.observations.map((name) => [names.observed(name), name]));
  if (needs.outputs) wanted.set(names.outputs, names.outputs);
  const feeds = Object.fromEntries(weights);
  const observed = await observeRows(observe, feeds, rows, [...wanted.keys()]);
  for (const [output, name] of wanted) found.set(name, observed.get(output)!);
  return found;
}
