/**
 * The measure stage: one progress measure of every checkpoint of a run. It follows the chain of
 * checkpoints, a link each, so that one more checkpoint measures one more.
 */
import type { LinkResult, Stage, StageContext } from "../dag/stage.ts";
import type { Engine, Executable, Value } from "../engines/engine.ts";
import { findMeasure, measureName, type MeasureSettings } from "../measures/mod.ts";
import { type Matrix, measureColumn, type Needs } from "../measures/measure.ts";
import type { FileReference } from "../store/store.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { names } from "../training/manifest.ts";
import { decodeState, type TrainingState } from "../training/state.ts";

/** Checked when the experiment was read; the plan makes these from its types. */
export interface MeasureParams {
  readonly measure: MeasureSettings;
  readonly needs: Needs;
  /** Names of all parameters, which the observing program is fed. */
  readonly parameters: readonly string[];
}

/** Rows per call: bounds memory. */
const CHUNK_ROWS = 2048;

export const measure: Stage = {
  name: "measure",
  async prepare(context) {
    const params = context.params as unknown as MeasureParams;
    const read = (name: string) => context.read(context.inputs[name]![0]!);
    const data = decodeDataset(await read("dataset"));
    const engine = context.engine as Engine;
    const observe = params.needs.observations.length === 0
      ? null
      : await engine.load(await read("observe"), { threads: context.threads });
    observe?.hold({ [names.inputs]: data.inputs });
    return {
      run: (_link, _previous, each) => measureCheckpoint(context, params, data, observe, each!),
      close: () => observe?.close(),
    };
  },
};

async function measureCheckpoint(
  { read, progress }: StageContext,
  params: MeasureParams,
  data: TrainingData,
  observe: Executable | null,
  each: Readonly<Record<string, FileReference>>,
): Promise<LinkResult> {
  const state = decodeState(await read(each.checkpoint!));
  const { kind, name: _, ...settings } = params.measure;
  const tensors = await collectTensors(params, data, observe, state);
  const measured = findMeasure(kind).measure(settings, tensors);
  const values = measured.map(({ layer, value }) => [
    measureColumn(measureName(params.measure), layer),
    Number.isFinite(value) ? value : null,
  ]);
  progress({ done: state.step, total: state.step, values: {} });
  const row = { step: state.step, ...Object.fromEntries(values) };
  return { files: { "measures.jsonl": new TextEncoder().encode(`${JSON.stringify(row)}\n`) } };
}

/** Everything the measure asked for, by name, in its order. */
async function collectTensors(
  { needs, parameters }: MeasureParams,
  { sets }: TrainingData,
  observe: Executable | null,
  { tensors }: TrainingState,
): Promise<Map<string, Matrix>> {
  const weights = parameters.map((name) => [name, tensors[name]!] as const);
  const found = new Map<string, Matrix>(needs.parameters.map((name) => [name, tensors[name]!]));
  if (observe === null) return found;
  const rows = sets[needs.set]!;
  const parts = new Map<string, Value[]>(needs.observations.map((name) => [name, []]));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.subarray(start, start + CHUNK_ROWS);
    const results = await observe.run({
      ...Object.fromEntries(weights),
      [names.batch]: { shape: [chunk.length], data: chunk },
    });
    for (const [name, list] of parts) list.push(results[names.observed(name)]!);
  }
  for (const [name, list] of parts) found.set(name, stackRows(list));
  return found;
}

/** Arrays one below the other, along their first axis. */
function stackRows(parts: readonly Value[]): Matrix {
  const rest = parts[0]!.shape.slice(1);
  const rows = parts.reduce((total, { shape }) => total + shape[0]!, 0);
  const data = new Float32Array(parts.reduce((total, part) => total + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { shape: [rows, ...rest], data };
}
