/** A data set as training reads it from its file. */
import { decodeTensors, type StoredTensor } from "../formats/safetensors.ts";

export interface TrainingData {
  readonly inputs: StoredTensor;
  readonly targets: StoredTensor;
  /** Row indices by set: `train` and `validation` first, then the others by name. */
  readonly sets: Readonly<Record<string, Int32Array>>;
}

const SET_PREFIX = "sets.";

/** The tensor that holds the row indices of a set. */
export function setTensorName(set: string): string {
  return `${SET_PREFIX}${set}`;
}

/** @throws {SyntaxError} for a file that is no data set. */
export function decodeDataset(file: Uint8Array): TrainingData {
  const { tensors } = decodeTensors(file);
  const { inputs, targets } = tensors;
  if (!inputs || !targets) throw new SyntaxError("The data set has no inputs and targets");
  const found = Object.keys(tensors).filter((name) => name.startsWith(SET_PREFIX))
    .map((name) => name.slice(SET_PREFIX.length));
  const names = [...new Set(["train", "validation", ...found.sort()])];
  const sets = names.map((name) => [name, integers(tensors, setTensorName(name))] as const);
  return { inputs, targets, sets: Object.fromEntries(sets) };
}

function integers(tensors: Readonly<Record<string, StoredTensor>>, name: string): Int32Array {
  const data = tensors[name]?.data;
  if (data instanceof Int32Array) return data;
  throw new SyntaxError(`The data set has no integers "${name}"`);
}
