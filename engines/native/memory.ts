/** Where the arrays of a step lie: those that are never needed at once share their places. */
import type { NativeType } from "../../graph/native_emitter.ts";
import { type Dimension, resolveShape } from "../../graph/shape.ts";

/** An array that a step needs from one time between barriers to another, both included. */
export interface PrintedBuffer {
  readonly name: string;
  readonly type: NativeType;
  readonly size: Dimension;
  readonly from: number;
  readonly to: number;
}

const bytesOf: Readonly<Record<NativeType, number>> = {
  float: 4,
  double: 8,
  int: 4,
  key: 4,
};

/** A line of cache, and the widest vector. */
const ALIGNMENT = 64;

export interface MemoryPlan {
  readonly bytes: number;
  /** Of each buffer, in their order. */
  readonly offsets: readonly number[];
}

/** Places for the buffers at these sizes: each at the first gap that it fits in. */
export function planMemory(
  buffers: readonly PrintedBuffer[],
  sizes: ReadonlyMap<string, number>,
): MemoryPlan {
  const placed: { from: number; to: number; start: number; end: number }[] = [];
  const offsets = buffers.map(({ type, size, from, to }) => {
    const bytes = resolveShape([size], sizes)[0]! * bytesOf[type];
    const length = Math.ceil((bytes + ALIGNMENT) / ALIGNMENT) * ALIGNMENT;
    let start = 0;
    for (const other of placed.filter((each) => each.from <= to && from <= each.to)) {
      if (start + length <= other.start) break;
      start = Math.max(start, other.end);
    }
    placed.push({ from, to, start, end: start + length });
    placed.sort((a, b) => a.start - b.start);
    return start;
  });
  return { bytes: Math.max(0, ...placed.map(({ end }) => end)), offsets };
}
