/** Numbers as people read them. */

/** Such as 12,300. */
export function formatStep(step: number): string {
  return String(Math.round(step)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Four digits that mean something, without an exponent where that is short. */
export function formatNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)} %` : "–";
}

/** So many digits behind the point; a dash for what a network that diverged does not have. */
export function formatFixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "–";
}

/** A step on an axis: 300, 20k, 1.5M. */
export function shortStep(step: number): string {
  for (const [size, letter] of [[1e6, "M"], [1e3, "k"]] as const) {
    if (Math.abs(step) >= size) return `${Number((step / size).toPrecision(3))}${letter}`;
  }
  return String(Number(step.toPrecision(3)));
}

/** The last part of a path such as `optimizer.weightDecay`, which is how people call it. */
export function shortName(path: string): string {
  return path.split(".").at(-1)!;
}
