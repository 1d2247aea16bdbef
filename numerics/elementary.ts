/**
 * Elementary functions that give the same bits everywhere. JavaScript leaves the last bits of
 * Math.log, Math.cos, ** and the like to each engine; these are made of + - * / alone, which
 * IEEE 754 defines to the bit, so what is computed with them may enter files and keys. Each
 * reduces its argument to a small interval and sums a Taylor series there. Results are within three
 * units in the last place, and as float32 they are nearly always the correctly rounded ones.
 */

/** ln 2 and π/2 in parts: the first ones have so few bits that a multiple of them is exact. */
const LN2_HIGH = 0xb17217f7 / 0x100000000;
const LN2_LOW = 1.9082149292705877e-10;
const HALF_PI_PARTS = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];

/** Beyond this, multiples of the first part of π/2 are no longer exact. */
const LARGEST_ANGLE = 0x80000;

/** 1/21, 1/19, … 1/3: the series of artanh, smallest term first. */
const ARTANH = Array.from({ length: 10 }, (_, index) => 1 / (21 - 2 * index));

const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** For reading and writing the bits of a number. */
const scratch = new DataView(new ArrayBuffer(8));

/** The natural logarithm: x = m 2^e with m around 1, ln m = 2 artanh((m - 1) / (m + 1)). */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === Infinity ? x : x === 0 ? -Infinity : NaN;
  let [mantissa, exponent] = splitExponent(x);
  if (mantissa > Math.SQRT2) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s; // |s| < 0.172
  let sum = 0;
  for (const coefficient of ARTANH) sum = (sum + coefficient) * square;
  return exponent * LN2_HIGH + (2 * s + (2 * s * sum + exponent * LN2_LOW));
}

/** The exponential function: x = k ln 2 + r, e^x = 2^k e^r. */
export function exp(x: number): number {
  if (!(x > -746 && x < 710)) return x > 0 ? Infinity : x < 0 ? 0 : NaN;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| < 0.35
  let sum = 1;
  for (let n = 15; n >= 1; n--) sum = 1 + sum * r / n;
  return scaleByPowerOfTwo(sum, k);
}

/**
 * The cosine of an angle of at most half a million, in radians.
 * @throws {RangeError} beyond, where reducing an angle takes more digits of π.
 */
export function cos(x: number): number {
  return sineOfQuarter(x, 1);
}

/** The sine, likewise. */
export function sin(x: number): number {
  return sineOfQuarter(x, 0);
}

/**
 * The error function: near 0 the series 2/√π e^(-x²) (x + 2x³/3 + 4x⁵/15 + …), whose terms all have
 * one sign, so that no digit is lost; beyond, one less a continued fraction that is small there.
 */
export function erf(x: number): number {
  const square = x * x;
  if (square > 1.5) {
    let fraction = Math.abs(x); // x + 1/2 / (x + 2/2 / (x + 3/2 / (x + …)))
    for (let n = 160; n >= 1; n--) fraction = Math.abs(x) + n / 2 / fraction;
    return Math.sign(x) * (1 - exp(-square) / (Math.sqrt(Math.PI) * fraction));
  }
  let [sum, term] = [x, x];
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= 2 * square / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * exp(-square) * sum;
}

/** base^exponent for a base above 0; the error grows with |exponent ln base|. */
export function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/** base^exponent for a whole exponent of 0 or more: exact where every factor is below 2^53. */
export function integerPower(base: number, exponent: number): number {
  let [result, square] = [1, base];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** The cube root of a positive number: one step of Newton's method makes the last bits right. */
export function cubeRoot(x: number): number {
  const root = exp(log(x) / 3);
  return root - (root * root * root - x) / (3 * root * root);
}

/** sin(x + quarters π/2). */
function sineOfQuarter(x: number, quarters: number): number {
  if (Math.abs(x) > LARGEST_ANGLE) {
    throw new RangeError(`Angle must be within ${LARGEST_ANGLE} radians, current value is ${x}`);
  }
  const turns = Math.round(x / (Math.PI / 2));
  const r = HALF_PI_PARTS.reduce((rest, part) => rest - turns * part, x); // |r| < 0.79
  const quadrant = (((turns + quarters) % 4) + 4) % 4;
  const value = quadrant % 2 === 0 ? r * alternatingSeries(r * r, 1) : alternatingSeries(r * r, 0);
  return quadrant < 2 ? value : -value;
}

/** 1 - z / ((a+1)(a+2)) + z² / ((a+1)…(a+4)) - …: cos √z for a = 0, sin √z / √z for a = 1. */
function alternatingSeries(z: number, a: number): number {
  let sum = 1;
  for (let n = 16; n >= 2; n -= 2) sum = 1 - sum * z / ((n + a - 1) * (n + a));
  return sum;
}

/** x as a mantissa in [1, 2) and the exponent of a power of two; both are exact. */
function splitExponent(x: number): [mantissa: number, exponent: number] {
  const isSubnormal = x < SMALLEST_NORMAL;
  scratch.setFloat64(0, isSubnormal ? x * 0x10000000000000 : x);
  const high = scratch.getUint32(0);
  scratch.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  return [scratch.getFloat64(0), (high >>> 20) - 1023 - (isSubnormal ? 52 : 0)];
}

/** x 2^k, rounded once where it is subnormal. */
function scaleByPowerOfTwo(x: number, k: number): number {
  const half = Math.trunc(k / 2);
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^k for |k| < 1023. */
function powerOfTwo(k: number): number {
  scratch.setUint32(0, (k + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
