/** Curves without their noise, the raw ones faint behind: for the eye alone, never for a number. */
import type { ChartSpec, Line } from "./chart_spec.ts";

/** How much of the mean each next value leaves; 0 is the raw curve. */
export const AMOUNTS = [0, 0.6, 0.9, 0.97] as const;

/**
 * The exponential moving average of the values until each, unbiased from the first on (Kingma and Ba
 * 2015, section 3): m ← a·m + (1 - a)·v, over 1 - aⁿ after n values. Gaps stay gaps.
 */
export function smoothValues(
  values: readonly (number | null)[],
  amount: number,
): (number | null)[] {
  let [mean, weight] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    mean = amount * mean + (1 - amount) * value;
    weight = amount * weight + (1 - amount);
    return mean / weight;
  });
}

/** The chart with each line smoothed, above its raw values; medians with a range stay as they are. */
export function smoothed(spec: ChartSpec, amount: number): ChartSpec {
  if (amount === 0) return spec;
  const lines = spec.lines.flatMap((line): Line[] => {
    if (line.band !== undefined || line.behind === true) return [line];
    return [
      {
        ...line,
        label: `${line.label} (raw)`,
        colour: `color-mix(in srgb, ${line.colour} 30%, transparent)`,
        unlisted: true,
        behind: true,
      },
      { ...line, values: smoothValues(line.values, amount), told: line.values },
    ];
  });
  return { ...spec, unit: `${spec.unit}, smoothed ${amount}`, lines };
}
