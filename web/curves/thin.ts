/** Fewer points of a curve, without losing what it shows. */
import type { ThinCurve } from "../protocol.ts";

/**
 * At most two points for each of `buckets` equal parts of the logarithm of the steps: the lowest and
 * the highest value in it, in their order, so that no spike is lost; the first and the last point
 * stay. A short curve stays as it is.
 */
export function thin(curve: ThinCurve, buckets: number): ThinCurve {
  const { steps, values } = curve;
  if (steps.length <= 2 * buckets + 2) return curve;
  const first = Math.log1p(steps[0]!);
  const width = (Math.log1p(steps.at(-1)!) - first) / buckets || 1;
  const kept = new Set([0, steps.length - 1]);
  for (let start = 0; start < steps.length;) {
    const bucket = Math.floor((Math.log1p(steps[start]!) - first) / width);
    let [lowest, highest, end] = [start, start, start];
    for (
      ;
      end < steps.length && Math.floor((Math.log1p(steps[end]!) - first) / width) === bucket;
      end++
    ) {
      if (values[end]! < values[lowest]!) lowest = end;
      if (values[end]! > values[highest]!) highest = end;
    }
    kept.add(lowest).add(highest);
    start = end;
  }
  const order = [...kept].sort((a, b) => a - b);
  return { steps: order.map((at) => steps[at]!), values: order.map((at) => values[at]!) };
}
