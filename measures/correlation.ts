/** Whether two numbers of runs rise together: Spearman's rank correlation. */

/**
 * Spearman's rho, from -1 to 1: the correlation of ranks, equal values having the mean of their
 * ranks. Null for fewer than three pairs, or where all values of one side are the same.
 */
export function spearman(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  const [x, y] = [ranksOf(pairs.map(([x]) => x)), ranksOf(pairs.map(([, y]) => y))];
  const mean = (pairs.length + 1) / 2;
  let [covariance, spreadX, spreadY] = [0, 0, 0];
  for (const [index, rank] of x.entries()) {
    const [dx, dy] = [rank - mean, y[index]! - mean];
    covariance += dx * dy;
    spreadX += dx * dx;
    spreadY += dy * dy;
  }
  return spreadX === 0 || spreadY === 0 ? null : covariance / Math.sqrt(spreadX * spreadY);
}

/** Ranks from 1. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks: number[] = new Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
