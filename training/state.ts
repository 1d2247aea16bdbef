/** What a run carries from one segment to the next, and its file. */
import type { StoredTensor } from "../formats/safetensors.ts";
import { decodeTensors, encodeTensors } from "../formats/safetensors.ts";
import type { Initialization, Parameter } from "../graph/parameter.ts";
import { randomKey, randomNormal, randomUniform } from "../random/counter.ts";
import { type Manifest, names } from "./manifest.ts";

/** Sums since the last evaluation, from which its batch averages are made. */
export interface BatchSums {
  readonly loss: number;
  readonly accuracy: number;
  readonly steps: number;
}

export interface TrainingState {
  /** Updates done. */
  readonly step: number;
  /** The step at which the optimizer began: its own count of updates starts there. */
  readonly optimizerStart: number;
  /** Parameters and optimizer slots by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly batchSums: BatchSums;
  /** How many evaluations in a row have met `stopWhen`. */
  readonly goalsMet: number;
}

export const noBatches: BatchSums = { loss: 0, accuracy: 0, steps: 0 };

/** Initial weights: a function of the seed and of each parameter's name alone. */
export function initialState({ parameters, slots }: Manifest, seed: number): TrainingState {
  const weights = new Map(
    parameters.map((parameter) => [parameter.name, {
      shape: parameter.shape,
      data: drawParameter(parameter, seed),
    }]),
  );
  const kept = slots.map(({ parameter, name, shape, start }): [string, StoredTensor] => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = start === "zero" ? new Float32Array(length) : weights.get(parameter)!.data.slice();
    return [names.slot(parameter, name), { shape, data }];
  });
  return {
    step: 0,
    optimizerStart: 0,
    tensors: Object.fromEntries([...weights, ...kept]),
    batchSums: noBatches,
    goalsMet: 0,
  };
}

function drawParameter({ name, shape, initialization }: Parameter, seed: number): Float32Array {
  const key = randomKey(seed, `initialize ${name}`);
  const length = shape.reduce((product, size) => product * size, 1);
  const data = new Float32Array(length);
  for (let index = 0; index < length; index++) data[index] = drawOne(initialization, key, index);
  return data;
}

function drawOne(
  initialization: Initialization,
  key: ReturnType<typeof randomKey>,
  index: number,
): number {
  switch (initialization.kind) {
    case "normal":
      return initialization.deviation * randomNormal(key, index);
    case "uniform":
      return initialization.bound * (2 * randomUniform(key, index) - 1);
    case "constant":
      return initialization.value;
  }
}

/** The checkpoint file of a state: its tensors, and everything else as metadata. */
export function encodeState(
  { step, optimizerStart, tensors, batchSums, goalsMet }: TrainingState,
): Uint8Array {
  return encodeTensors({
    tensors,
    metadata: {
      batchSums: JSON.stringify([batchSums.loss, batchSums.accuracy, batchSums.steps]),
      goalsMet: String(goalsMet),
      optimizerStart: String(optimizerStart),
      step: String(step),
    },
  });
}

export function decodeState(file: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeTensors(file);
  const { step, optimizerStart, batchSums, goalsMet } = metadata;
  if (step === undefined || optimizerStart === undefined || !batchSums || !goalsMet) {
    throw new SyntaxError("Checkpoint has no training metadata: it was not written by Regrok");
  }
  // A diverged loss is NaN, which JSON writes as null.
  const [loss, accuracy, steps] = (JSON.parse(batchSums) as (number | null)[])
    .map((value) => value ?? NaN);
  return {
    step: Number(step),
    optimizerStart: Number(optimizerStart),
    tensors,
    batchSums: { loss: loss!, accuracy: accuracy!, steps: steps! },
    goalsMet: Number(goalsMet),
  };
}
