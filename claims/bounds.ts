/** Bounds of a number that a claim is about. */
import type { Problem } from "../schemas/diagnostics.ts";

export interface Bounds {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export function* checkBounds({ atLeast, atMost }: Bounds): Generator<Problem> {
  if (atLeast === undefined && atMost === undefined) {
    yield { path: [], message: "claims nothing; give atLeast, atMost or both" };
  } else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    const message = `${atLeast} is above atMost ${atMost}; exchange the two`;
    yield { path: ["atLeast"], message };
  }
}

/** "at least 0.5 and at most 1". */
export function writeBounds({ atLeast, atMost }: Bounds): string {
  return [
    ...atLeast === undefined ? [] : [`at least ${atLeast}`],
    ...atMost === undefined ? [] : [`at most ${atMost}`],
  ].join(" and ");
}
