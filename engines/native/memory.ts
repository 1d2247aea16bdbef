/** Where the arrays of a step lie: those that are never needed at once share their places. */
import type { NativeType } from "../../graph/native_emitter.ts";
import { type Dimension, resolveShape } from "../../graph/shape.ts";
import { SCRATCH_BYTES } from "./limits.ts";

/** An array that a step needs from one time to another, both included. */
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

interface Places {
  readonly bytes: number;
  /** Of each buffer, in their order. */
  readonly offsets: readonly number[];
}

export interface MemoryPlan extends Places {
  /** What each thread needs of its own, packed rows of products first. */
  readonly scratchBytes: number;
}

/** Arrays of all threads, then those of which each has its own: the order of a task's offsets. */
export function planMemory(
  { buffers, locals }: {
    readonly buffers: readonly PrintedBuffer[];
    readonly locals: readonly PrintedBuffer[];
  },
  sizes: ReadonlyMap<string, number>,
): MemoryPlan {
  const [shared, own] = [findPlaces(buffers, sizes), findPlaces(locals, sizes)];
  return {
    bytes: shared.bytes,
    scratchBytes: SCRATCH_BYTES + own.bytes,
    offsets: [...shared.offsets, ...own.offsets.map((offset) => SCRATCH_BYTES + offset)],
  };
}

/** Places for arrays at these sizes: each at the first gap that it fits in. */
function findPlaces(
  buffers: readonly PrintedBuffer[],
  sizes: ReadonlyMap<string, number>,
): Places {
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
