/** Where an axis has its lines. */

/** Fewer powers of ten on an axis leave room for numbers between them. */
const FEW = 3;

/**
 * Powers of ten from `low` to `high`, with twos and fives between them where there are few; 0 where
 * the axis begins there.
 */
export function powerTicks(low: number, high: number): number[] {
  const lowest = low > 0 ? Math.floor(Math.log10(low)) : 0;
  const highest = Math.ceil(Math.log10(Math.max(high, 1e-300)));
  const decades = Math.log10(high) - Math.log10(Math.max(low, 10 ** lowest));
  const parts = decades < FEW ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((highest - lowest) / 8));
  const ticks = low <= 0 && high >= 0 ? [0] : [];
  for (let power = lowest; power <= highest; power += every) {
    for (const part of parts) {
      const tick = Number(`${part}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** Some round numbers from `low` to `high`, about as many as asked for. */
export function roundTicks(low: number, high: number, count = 5): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((each) => each >= rough * 0.999)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high * (1 + 1e-12); at++) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}
