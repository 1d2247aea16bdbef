/** Several runs as one curve: the median at each step, with the lowest and highest of them. */
import type { ThinCurve } from "../protocol.ts";

export interface Spread {
  readonly steps: readonly number[];
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The spread at every step that any of the curves has a value at, so that no spike is lost. Between
 * its points a curve is a straight line; after its last it stays, as a run that was stopped had
 * reached its goal; before its first it is not counted.
 */
export function spreadOver(curves: readonly ThinCurve[]): Spread {
  const steps = [...new Set(curves.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  const columns = curves.map((curve) => valuesAt(curve, steps));
  const [middle, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < steps.length; at++) {
    const values = columns.map((column) => column[at]!).filter((value) => !Number.isNaN(value));
    const sorted = Float64Array.from(values).sort();
    const half = sorted.length >> 1;
    middle.push(
      sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
    );
    low.push(sorted[0]!);
    high.push(sorted.at(-1)!);
  }
  return { steps, median: middle, low, high };
}

/** The values of a curve at these steps, in one walk over both; NaN before its first. */
function valuesAt(curve: ThinCurve, steps: readonly number[]): Float64Array {
  const found = new Float64Array(steps.length);
  let next = 0;
  for (const [at, step] of steps.entries()) {
    while (next < curve.steps.length && curve.steps[next]! <= step) next++;
    const [before, after] = [curve.steps[next - 1], curve.steps[next]];
    if (before === undefined) found[at] = NaN;
    else if (after === undefined || before === step) found[at] = curve.values[next - 1]!;
    else {
      const part = (step - before) / (after - before);
      found[at] = curve.values[next - 1]! * (1 - part) + curve.values[next]! * part;
    }
  }
  return found;
}
