/**
 * The measure stage: one progress measure of every checkpoint of a run. It follows the chain of
 * checkpoints, a link each, so that one more checkpoint measures one more.
 */
import type { LinkResult, Stage, StageContext } from "../dag/stage.ts";
import type { Engine, Executable, Values } from "../engines/engine.ts";
import { findMeasure, measureName, type MeasureSettings } from "../measures/mod.ts";
import { type Matrix, measureColumn, type Needs, type Network } from "../measures/measure.ts";
import type { FileReference } from "../store/store.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { evaluateRows } from "../training/evaluation.ts";
import { names } from "../training/manifest.ts";
import { observeRows } from "../training/observation.ts";
import { decodeState, type TrainingState } from "../training/state.ts";

/** Checked when the experiment was read; the plan makes these from its types. */
export interface MeasureParams {
  readonly measure: MeasureSettings;
  readonly needs: Needs;
  /** Names of all parameters, which the observing program is fed. */
  readonly parameters: readonly string[];
}

/** What a checkpoint is measured with, loaded once for all of them. */
interface Instruments {
  readonly params: MeasureParams;
  readonly data: TrainingData;
  /** Null for a measure that looks at no inner tensor. */
  readonly observe: Executable | null;
  /** Null for a measure that changes no weights. */
  readonly evaluate: Executable | null;
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
    const { observations, evaluates } = params.needs;
    const observe = observations.length === 0 ? null : await load("observe");
    const evaluate = evaluates ? await load("evaluate") : null;
    observe?.hold({ [names.inputs]: data.inputs });
    evaluate?.hold({ [names.inputs]: data.inputs, [names.targets]: data.targets });
    const instruments = { params, data, observe, evaluate };
    return {
      run: (_link, _previous, each) => measureCheckpoint(context, instruments, each!),
      async close() {
        await observe?.close();
        await evaluate?.close();
      },
    };
  },
};

async function measureCheckpoint(
  { read, progress }: StageContext,
  instruments: Instruments,
  each: Readonly<Record<string, FileReference>>,
): Promise<LinkResult> {
  const { params } = instruments;
  const state = decodeState(await read(each.checkpoint!));
  const { kind, name: _, ...settings } = params.measure;
  const tensors = await collectTensors(instruments, state);
  const network = networkOf(instruments, state);
  const measured = await findMeasure(kind).measure(settings, tensors, network);
  const values = measured.map(({ layer, value }) => [
    measureColumn(measureName(params.measure), layer),
    Number.isFinite(value) ? value : null,
  ]);
  progress({ done: state.step, total: state.step, values: {} });
  const row = { step: state.step, ...Object.fromEntries(values) };
  return { files: { "measures.jsonl": new TextEncoder().encode(`${JSON.stringify(row)}\n`) } };
}

/** The network of a checkpoint; it can be evaluated if the measure needs that. */
function networkOf(
  { params: { parameters }, data: { sets }, evaluate }: Instruments,
  { tensors }: TrainingState,
): Network {
  const weights = parameters.map((name) => [name, tensors[name]!] as const);
  return {
    sets: Object.keys(sets),
    evaluate: (set, others) => {
      if (evaluate === null) throw new TypeError("A measure that evaluates must say that it does");
      const feeds = Object.fromEntries([...weights, ...others]);
      return evaluateRows(evaluate, feeds as Values, sets[set]!);
    },
  };
}

/** Everything the measure asked for, by name, in its order. */
async function collectTensors(
  { params: { needs, parameters }, data: { sets }, observe }: Instruments,
  { tensors }: TrainingState,
): Promise<Map<string, Matrix>> {
  const weights = parameters.map((name) => [name, tensors[name]!] as const);
  const found = new Map<string, Matrix>(needs.parameters.map((name) => [name, tensors[name]!]));
  if (observe === null) return found;
  const observed = await observeRows(
    observe,
    Object.fromEntries(weights),
    sets[needs.set]!,
    needs.observations.map(names.observed),
  );
  for (const name of needs.observations) found.set(name, observed.get(names.observed(name))!);
  return found;
}
