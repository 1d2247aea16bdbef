/** Fourier analysis of what a network makes of the residues modulo p, and of how round its circles are. */
import { cos, sin } from "./elementary.ts";

/** Cosine and sine of 2π k n / p for n = 0 … p-1. */
export interface Wave {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

/** One wave of frequency k over the residues modulo p. */
export function wave(p: number, k: number): Wave {
  // k n modulo p first: the angle stays small, and equal residues have equal bits.
  const angles = Float64Array.from({ length: p }, (_, n) => 2 * Math.PI * ((k * n) % p) / p);
  return { cosine: angles.map(cos), sine: angles.map(sin) };
}

/** The waves of frequencies 1 … ⌊p/2⌋. */
export function waves(p: number): Wave[] {
  return Array.from({ length: Math.floor(p / 2) }, (_, index) => wave(p, index + 1));
}

/** A matrix of numbers [rows, width], row-major, such as one row of features for each residue. */
export interface Rows {
  readonly rows: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

/** Of a matrix with several rows for each of `rows` things, the first of each. */
export function firstOfEach(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  rows: number,
): Rows {
  const each = shape[0]! / rows;
  const width = data.length / shape[0]!;
  if (each === 1) return { rows, width, data };
  return {
    rows,
    width,
    data: Float32Array.from(
      { length: rows * width },
      (_, at) => data[Math.floor(at / width) * each * width + at % width]!,
    ),
  };
}

/** One column of a matrix. */
export function columnOf({ rows, width, data }: Rows, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * width + column]!);
}

export function columnsOf(matrix: Rows): Float64Array[] {
  return Array.from({ length: matrix.width }, (_, column) => columnOf(matrix, column));
}

/**
 * P[k] = mean over columns d of |Σ_n x[n, d] e^(-2πikn/p)|², for k = 0 … ⌊p/2⌋: the spectrum of an
 * embedding [p, width]. Each k > 0 but p/2 stands for p-k too, which has the same power.
 */
export function powerSpectrum(matrix: Rows): Float64Array {
  const { rows: p, width } = matrix;
  const columns = columnsOf(matrix);
  const constant = columns.reduce((sum, column) => sum + total(column) ** 2, 0) / width;
  const others = waves(p).map(({ cosine, sine }) =>
    columns.reduce((sum, column) => sum + dot(column, cosine) ** 2 + dot(column, sine) ** 2, 0) /
    width
  );
  return Float64Array.from([constant, ...others]);
}

/** Frequencies from 1 on by their power, the strongest first; of equal ones the lower comes first. */
export function dominantFrequencies(spectrum: ArrayLike<number>, count: number): number[] {
  const frequencies = Array.from({ length: spectrum.length - 1 }, (_, index) => index + 1);
  return frequencies.sort((a, b) => spectrum[b]! - spectrum[a]! || a - b).slice(0, count);
}

/**
 * The share of the three strongest frequencies in the power of all p, the constant and mirrored
 * ones among them: at most 1/2 for waves, whose mirrored halves are not counted. NaN without power.
 */
export function concentration(spectrum: ArrayLike<number>, p: number): number {
  const powers = Array.from(spectrum);
  const all = powers.reduce((sum, power, k) => sum + (k === 0 || 2 * k === p ? 1 : 2) * power, 0);
  return dominantFrequencies(spectrum, 3).reduce((sum, k) => sum + powers[k]!, 0) / all;
}

/** Pearson's correlation; 0 where one of the two does not vary. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return dot(standardized(x), standardized(y));
}

/** Pearson's correlation of each column with each, row-major. */
export function correlationMatrix(columns: readonly ArrayLike<number>[]): number[] {
  const units = columns.map(standardized);
  return units.flatMap((x) => units.map((y) => dot(x, y)));
}

/** Centred, and of length 1: of two such the product is their correlation. Zeros where nothing varies. */
export function standardized(values: ArrayLike<number>): Float64Array {
  const u = centred(values);
  const length = Math.sqrt(dot(u, u));
  return length === 0 ? u : u.map((value) => value / length); // NaN where one was
}

/** A column's √(r_cos² + r_sin²) for each wave, both of them standardized. */
export function waveStrengths(column: Float64Array, basis: readonly Wave[]): Float64Array {
  return Float64Array.from(
    basis,
    ({ cosine, sine }) => Math.hypot(dot(column, cosine), dot(column, sine)),
  );
}

/** The waves of all frequencies as {@linkcode waveStrengths} takes them. */
export function standardWaves(p: number): Wave[] {
  return waves(p).map(({ cosine, sine }) => ({
    cosine: standardized(cosine),
    sine: standardized(sine),
  }));
}

/** Standard deviation over all values, as numpy's std. */
export function deviation(values: ArrayLike<number>): number {
  const u = centred(values);
  return Math.sqrt(dot(u, u) / u.length);
}

/** For each frequency 1 … ⌊p/2⌋ the largest √(r_cos² + r_sin²) of any column. */
export function frequencyCorrelations(matrix: Rows): Float64Array {
  const basis = standardWaves(matrix.rows);
  const best = new Float64Array(basis.length);
  for (const column of columnsOf(matrix)) {
    const strengths = waveStrengths(standardized(column), basis);
    for (const [index, strength] of strengths.entries()) {
      best[index] = Math.max(best[index]!, strength);
    }
  }
  return best;
}

/** Two columns that are most like a cosine and a sine of one frequency. */
export interface WavePair {
  readonly frequency: number;
  readonly cosine: { readonly column: number; readonly correlation: number };
  readonly sine: { readonly column: number; readonly correlation: number };
}

/**
 * Columns that vary less are not looked at where two vary more, as in the dashboard that this follows.
 */
const LEAST_DEVIATION = 0.01;

/** The highest frequency modulo p that has both a cosine and a sine. */
export function highestFrequency(p: number): number {
  return Math.ceil(p / 2) - 1;
}

/**
 * Looks for the frequency k = 1 … `maximum` and the two columns of `matrix` [p, width] with the
 * largest |r_cos| + |r_sin|; null where fewer than two columns vary.
 */
export function findWavePair(
  matrix: Rows,
  maximum: number = highestFrequency(matrix.rows),
): WavePair | null {
  const columns = columnsOf(matrix).map((values, column) => ({
    column,
    values: standardized(values),
    spread: deviation(values),
  }));
  const beyond = (least: number) => columns.filter(({ spread }) => spread > least);
  const wide = beyond(LEAST_DEVIATION);
  const varying = wide.length < 2 ? beyond(0) : wide;
  if (varying.length < 2) return null;
  const basis = standardWaves(matrix.rows);
  const strongest = (wave: Float64Array, without = -1) =>
    varying.filter(({ column }) => column !== without)
      .map(({ column, values }) => ({ column, correlation: dot(values, wave) }))
      .reduce((best, one) => Math.abs(one.correlation) > Math.abs(best.correlation) ? one : best);
  let found: WavePair | null = null;
  for (let frequency = 1; frequency <= Math.max(1, maximum); frequency++) {
    const wave = basis[frequency - 1]!;
    const cosine = strongest(wave.cosine);
    const pair = { frequency, cosine, sine: strongest(wave.sine, cosine.column) };
    if (found === null || strengthOf(pair) > strengthOf(found)) found = pair;
  }
  return found;
}

function strengthOf({ cosine, sine }: WavePair): number {
  return Math.abs(cosine.correlation) + Math.abs(sine.correlation);
}

/**
 * The circle value of the dashboard that this follows: the largest |Pearson| between the angles of
 * the centred points, in their order or any cyclic shift of it, and 2πj/p - π. Pearson does not know
 * that angles wrap: a perfect circle has 1 at frequency 1, 0.5 at 2, 0.224 at 5, 0.103 at 20.
 */
export function angleCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const p = x.length;
  const [u, v] = [centred(x), centred(y)];
  const expected = centred(Float64Array.from({ length: p }, (_, j) => 2 * Math.PI * j / p));
  const angles = centred(u.map((each, index) => Math.atan2(v[index]!, each)));
  const scale = Math.sqrt(dot(expected, expected) * dot(angles, angles));
  if (!(scale > 0)) return 0;
  let best = 0;
  for (let shift = 0; shift < p; shift++) {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += angles[(j + shift) % p]! * expected[j]!;
    best = Math.max(best, Math.abs(sum) / scale);
  }
  return best;
}

/**
 * How much of a circle the points are that s = 0 … p-1 go round k times, either way:
 * max over ±k of |mean_s e^(i(θ_s ∓ 2πks/p))|, 1 for a perfect circle of any frequency and about
 * √(π/4p) for chance. θ_s are the angles of the centred points; a point in the centre counts as 0.
 */
export function circleValue(x: ArrayLike<number>, y: ArrayLike<number>, k: number): number {
  const p = x.length;
  const [u, v] = [centred(x), centred(y)];
  const { cosine, sine } = wave(p, k);
  const sums = { same: [0, 0], against: [0, 0] };
  for (let s = 0; s < p; s++) {
    const radius = Math.hypot(u[s]!, v[s]!);
    if (!(radius > 0)) continue;
    const [real, imaginary] = [u[s]! / radius, v[s]! / radius];
    sums.same[0]! += real * cosine[s]! + imaginary * sine[s]!;
    sums.same[1]! += imaginary * cosine[s]! - real * sine[s]!;
    sums.against[0]! += real * cosine[s]! - imaginary * sine[s]!;
    sums.against[1]! += imaginary * cosine[s]! + real * sine[s]!;
  }
  const lengths = [sums.same, sums.against].map(([a, b]) => Math.hypot(a!, b!));
  return Math.max(...lengths) / p;
}

/** 1 - std(r) / mean(r) of the distances from the centre: 1 where all are equal. */
export function circularity(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [u, v] = [centred(x), centred(y)];
  const radii = u.map((each, index) => Math.hypot(each, v[index]!));
  const mean = total(radii) / radii.length;
  return mean > 0 ? 1 - deviation(radii) / mean : 0;
}

/** The columns that vary most, by their number; of equal ones the first comes first. */
export function widestColumns(matrix: Rows, count: number): number[] {
  const deviations = columnsOf(matrix).map(deviation);
  return [...deviations.keys()].sort((a, b) => deviations[b]! - deviations[a]! || a - b)
    .slice(0, count);
}

/** Mean_ij |x_i - x_j| / (2 mean x) of numbers of 0 or more: 0 for equal ones, (n-1)/n for one alone. */
export function gini(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const sum = total(sorted);
  if (!(sum > 0)) return 0;
  const weighted = sorted.reduce((all, value, index) => all + (2 * (index + 1) - n - 1) * value, 0);
  return weighted / (n * sum);
}

/**
 * Σ_k w_k² of shares w that are the powers of the frequencies 1 … ⌊p/2⌋ (Doshi et al. 2023, r = 2):
 * 1 for a single frequency. 0 where there is no power.
 */
export function inverseParticipation(powers: ArrayLike<number>): number {
  const all = total(powers);
  return all > 0 ? Array.from(powers).reduce((sum, power) => sum + (power / all) ** 2, 0) : 0;
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum;
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += x[index]! * y[index]!;
  return sum;
}

function centred(values: ArrayLike<number>): Float64Array {
  const mean = total(values) / values.length;
  const moved = new Float64Array(values.length);
  for (let index = 0; index < moved.length; index++) moved[index] = values[index]! - mean;
  return moved;
}
