/** Fourier analysis of what depends on two residues modulo p, a and b. */
import { type Wave, wave, waves } from "./fourier.ts";

/** The frequencies along b of a row of {@linkcode planePowers}, from the most negative one on. */
export function planeFrequencies(p: number): number[] {
  return Array.from({ length: p }, (_, column) => column - Math.floor((p - 1) / 2));
}

/** The waves that {@linkcode planePowers} takes: of the frequencies 0 … ⌊p/2⌋. */
export function planeWaves(p: number): Wave[] {
  return [wave(p, 0), ...waves(p)];
}

/**
 * |Σ_ab x[a, b] e^(-2πi(ja + kb)/p)|² of a square [p, p], row-major, without its mean: [⌊p/2⌋ + 1, p],
 * one row for each j = 0 … ⌊p/2⌋ along a, one column for each k of {@linkcode planeFrequencies}. A
 * negative j has the power of (-j, -k), so its row is left out. What depends on a + b alone has j = k,
 * on a - b alone j = -k, on one number alone 0 for the other, and a product of a wave of a and one of
 * b both k and -k.
 */
export function planePowers(
  values: ArrayLike<number>,
  p: number,
  basis: readonly Wave[] = planeWaves(p),
): Float64Array {
  const half = basis.length;
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / (p * p);
  // First along b, then along a: sums of x cos and x sin for each a and k.
  const cosines = basis.map(() => new Float64Array(p));
  const sines = basis.map(() => new Float64Array(p));
  for (const [k, { cosine, sine }] of basis.entries()) {
    for (let a = 0; a < p; a++) {
      let [real, imaginary] = [0, 0];
      for (let b = 0; b < p; b++) {
        const value = values[a * p + b]! - mean;
        real += value * cosine[b]!;
        imaginary += value * sine[b]!;
      }
      cosines[k]![a] = real;
      sines[k]![a] = imaginary;
    }
  }
  const powers = new Float64Array(half * p);
  const zero = Math.floor((p - 1) / 2);
  for (const [j, { cosine, sine }] of basis.entries()) {
    for (let k = 0; k < half; k++) {
      let [cc, ss, cs, sc] = [0, 0, 0, 0];
      for (let a = 0; a < p; a++) {
        cc += cosine[a]! * cosines[k]![a]!;
        ss += sine[a]! * sines[k]![a]!;
        cs += cosine[a]! * sines[k]![a]!;
        sc += sine[a]! * cosines[k]![a]!;
      }
      powers[j * p + zero + k] = (cc - ss) ** 2 + (cs + sc) ** 2;
      if (k > 0 && 2 * k < p) powers[j * p + zero - k] = (cc + ss) ** 2 + (sc - cs) ** 2;
    }
  }
  return powers;
}

/**
 * For each frequency k = 1 … ⌊p/2⌋ the share that its waves have in the variance of a square [p, p]:
 * those of a alone, of b alone, and their products (Nanda et al. 2023: the 3 × 3 block of the
 * two-dimensional spectrum at k). At most 1 together; zeros where nothing varies.
 */
export function frequencyShares(
  values: ArrayLike<number>,
  p: number,
  basis: readonly Wave[] = waves(p),
): Float64Array {
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / (p * p);
  const u = Float64Array.from(values, (value) => value - mean);
  const all = p * p * u.reduce((sum, value) => sum + value * value, 0);
  const constants = new Float64Array(p);
  for (const [at, value] of u.entries()) constants[Math.floor(at / p)]! += value;
  return Float64Array.from(basis, ({ cosine, sine }, index) => {
    let [cc, ss, cs, sc, c0, s0, real, imaginary] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let a = 0; a < p; a++) {
      let [alongCosine, alongSine] = [0, 0];
      for (let b = 0; b < p; b++) {
        const value = u[a * p + b]!;
        alongCosine += value * cosine[b]!;
        alongSine += value * sine[b]!;
      }
      cc += cosine[a]! * alongCosine;
      ss += sine[a]! * alongSine;
      cs += cosine[a]! * alongSine;
      sc += sine[a]! * alongCosine;
      c0 += alongCosine;
      s0 += alongSine;
      real += cosine[a]! * constants[a]!;
      imaginary += sine[a]! * constants[a]!;
    }
    const alone = c0 ** 2 + s0 ** 2 + real ** 2 + imaginary ** 2;
    // At p/2 the two products are one, and a place has no opposite.
    const sum = 2 * (index + 1) === p
      ? alone + cc ** 2
      : 2 * (alone + (cc - ss) ** 2 + (cs + sc) ** 2 + (cc + ss) ** 2 + (sc - cs) ** 2);
    return all > 0 ? sum / all : 0 * all; // NaN stays NaN
  });
}
