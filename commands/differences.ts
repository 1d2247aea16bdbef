/** Where two files that should be equal are not, in the words of who knows what is in them. */
import { decodeTensors, type StoredTensor, type TensorFile } from "../formats/safetensors.ts";

/**
 * What differs first: the step of a row, the tensors of a checkpoint, or a byte. Null for files that
 * are equal.
 */
export function describeDifference(
  name: string,
  before: Uint8Array,
  now: Uint8Array,
): string | null {
  const at = firstDifference(before, now);
  if (at === null) return null;
  const known = name.endsWith(".jsonl")
    ? describeRows(before, now)
    : name.endsWith(".safetensors")
    ? describeTensors(before, now)
    : null;
  return known ?? `from byte ${at} on, of ${before.length}`;
}

/** Index of the first byte that differs; the shorter length where one is the beginning of the other. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    if (a[index] !== b[index]) return index;
  }
  return a.length === b.length ? null : shorter;
}

type Row = Readonly<Record<string, unknown>>;

function describeRows(before: Uint8Array, now: Uint8Array): string {
  const [old, made] = [linesOf(before), linesOf(now)];
  const index = old.findIndex((line, index) => line !== made[index]);
  if (index < 0) return `${made.length} rows, where ${old.length} were`;
  const [oldRow, row]: Row[] = [JSON.parse(old[index]!), JSON.parse(made[index] ?? "{}")];
  const columns = Object.keys({ ...oldRow, ...row });
  const column = columns.find((name) => oldRow![name] !== row![name]);
  const step = `at step ${oldRow!.step}`;
  if (made[index] === undefined || column === undefined) return `${step} first: a row is not there`;
  return `${step} first: ${column} was ${oldRow![column]}, is ${row![column]}`;
}

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
}

function describeTensors(before: Uint8Array, now: Uint8Array): string | null {
  const [old, made] = [decodeTensors(before), decodeTensors(now)];
  const names = Object.keys({ ...old.tensors, ...made.tensors });
  const different = names.filter((name) => !isSame(old, made, name));
  const [first] = different;
  if (first === undefined) return null;
  const step = old.metadata.step === undefined ? "" : `at step ${old.metadata.step}, `;
  return `${step}${different.length} of ${names.length} tensors, ${first} first` +
    `, by at most ${largestDifference(old.tensors[first], made.tensors[first])}`;
}

function isSame(old: TensorFile, made: TensorFile, name: string): boolean {
  const [a, b] = [old.tensors[name], made.tensors[name]];
  return a !== undefined && b !== undefined && a.data.length === b.data.length &&
    a.data.every((value, index) => Object.is(value, b.data[index]));
}

function largestDifference(a: StoredTensor | undefined, b: StoredTensor | undefined): number {
  if (a === undefined || b === undefined || a.data.length !== b.data.length) return Infinity;
  let largest = 0;
  a.data.forEach((value, index) => largest = Math.max(largest, Math.abs(value - b.data[index]!)));
  return largest;
}
