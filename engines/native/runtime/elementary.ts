/**
 * Elementary functions of float32, from additions and multiplications in a fixed order: the same
 * bits everywhere, a few units in the last place from the truth, and right for NaN, infinities and
 * numbers below the smallest normal one. None branches, so that loops over them become vectors.
 */

/** Which NaN comes out of an operation is up to the processor; what is given back is always this one. */
const sameNan = String.raw`
static inline float same_nan(float x) { return x != x ? NAN : x; }
`;

const bits = String.raw`
static inline uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  return bits;
}
static inline float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}
#define fma_float(a, b, c) __builtin_fmaf(a, b, c)
#define fma_double(a, b, c) __builtin_fma(a, b, c)
static inline float power_of_two(int32_t exponent) {
  return float_of((uint32_t)(exponent + 127) << 23);
}
`;

/**
 * e^x = 2^n e^r with |r| < 0.35: a Taylor series for e^r - 1, and 2^n in two factors, since n may be
 * below the exponents of normal numbers. Adding 1.5 * 2^23 rounds to an integer in the last bits.
 */
const exponential = String.raw`
static inline float reduce_power(float x, int32_t *n) {
  const float rounded = fma_float(x, 1.4426950216293335f, 12582912.f);
  *n = (int32_t)(bits_of(rounded) - 0x4b400000u);
  const float whole = rounded - 12582912.f;
  const float r = fma_float(whole, -0.693145751953125f, x);
  return fma_float(whole, -1.4286068203094173e-6f, r);
}
static inline float power_less_one(float r) {
  float sum = 1.f / 5040;
  sum = fma_float(sum, r, 1.f / 720);
  sum = fma_float(sum, r, 1.f / 120);
  sum = fma_float(sum, r, 1.f / 24);
  sum = fma_float(sum, r, 1.f / 6);
  sum = fma_float(sum, r, 0.5f);
  return fma_float(r * r, sum, r);
}
static inline float exp_float(float x) {
  const float above = x < -104.f ? -104.f : x;
  const float within = above > 89.f ? 89.f : above;
  int32_t n;
  const float r = reduce_power(within, &n);
  const float power = power_less_one(r) + 1.f;
  return power * power_of_two(n >> 1) * power_of_two(n - (n >> 1));
}
`;

/** ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)) with x = m 2^e and m between √½ and √2. */
const logarithm = String.raw`
static inline float log_float(float x) {
  const int is_small = x < 1.17549435e-38f;
  const uint32_t bits = bits_of(is_small ? x * 8388608.f : x);
  const int32_t exponent = (int32_t)(bits - 0x3f3504f3u) >> 23;
  const float mantissa = float_of(bits - ((uint32_t)exponent << 23));
  const float e = (float)(is_small ? exponent - 23 : exponent);
  const float s = (mantissa - 1.f) / (mantissa + 1.f);
  const float square = s * s;
  float sum = 1.f / 9;
  sum = fma_float(sum, square, 1.f / 7);
  sum = fma_float(sum, square, 1.f / 5);
  sum = fma_float(sum, square, 1.f / 3);
  const float twice = 2.f * s;
  const float low = fma_float(twice * square, sum, e * 1.4286068203094173e-6f);
  const float result = fma_float(e, 0.693145751953125f, twice + low);
  const float positive = x == INFINITY ? x : result;
  return x > 0.f ? positive : x == 0.f ? -INFINITY : NAN;
}
`;

/** tanh |x| = t / (t + 2) with t = e^(2|x|) - 1, which loses no digit near zero. */
const hyperbolicTangent = String.raw`
static inline float tanh_float(float x) {
  const float twice = 2.f * __builtin_fabsf(x);
  int32_t n;
  const float r = reduce_power(twice > 20.f ? 20.f : twice, &n);
  const float power = power_of_two(n);
  const float t = fma_float(power, power_less_one(r), power - 1.f);
  return __builtin_copysignf(t / (t + 2.f), x);
}
`;

/**
 * Up to 1, x + x P(x²); beyond, 1 - e^Q(x - 2.5), where Q stands for ln erfc. P and Q were fitted at
 * Chebyshev's points in float64; they are 1 and 2 units in the last place off at most.
 */
const errorFunction = String.raw`
static inline float erf_float(float x) {
  const float size = __builtin_fabsf(x);
  const float square = x * x;
  float near = -9.673591193859465e-6f;
  near = fma_float(near, square, 0.00011268253729213029f);
  near = fma_float(near, square, -0.0008484396385028958f);
  near = fma_float(near, square, 0.005221053492277861f);
  near = fma_float(near, square, -0.026865437626838684f);
  near = fma_float(near, square, 0.11283782869577408f);
  near = fma_float(near, square, -0.37612637877464294f);
  near = fma_float(near, square, 0.12837916612625122f);
  const float shifted = (size > 4.f ? 4.f : size) - 2.5f;
  float far = -6.582857281500765e-8f;
  far = fma_float(far, shifted, 1.6140616025950294e-6f);
  far = fma_float(far, shifted, -1.2976132893527392e-5f);
  far = fma_float(far, shifted, 7.739442662568763e-5f);
  far = fma_float(far, shifted, -0.00042070692870765924f);
  far = fma_float(far, shifted, 0.0021651603747159243f);
  far = fma_float(far, shifted, -0.010858165100216866f);
  far = fma_float(far, shifted, -0.9438936114311218f);
  far = fma_float(far, shifted, -5.352680683135986f);
  far = fma_float(far, shifted, -7.806815147399902f);
  const float beyond = __builtin_copysignf(1.f - exp_float(far), x);
  return size < 1.f ? fma_float(x, near, x) : beyond;
}
`;

/** To the nearest number of half precision, ties to even. */
const half = String.raw`
static inline float round_half(float x) {
  const uint32_t bits = bits_of(x);
  const float normal = float_of((bits + 0xfffu + ((bits >> 13) & 1u)) & ~0x1fffu);
  const float size = __builtin_fabsf(x);
  const float small = __builtin_copysignf(size + 0.5f - 0.5f, x);
  const float large = __builtin_copysignf(INFINITY, x);
  const float rounded = size < 6.103515625e-5f ? small : size >= 65520.f ? large : normal;
  return x != x ? x : rounded;
}
`;

/** The words of random/counter.ts, and the uniform numbers made of them. */
const random = String.raw`
static inline float random_uniform(uint32_t at, uint32_t first, uint32_t second) {
  uint32_t word = at ^ first;
  word = (word ^ (word >> 16)) * 0x7feb352du ^ second;
  word = (word ^ (word >> 15)) * 0x846ca68bu;
  word ^= word >> 16;
  return (float)(int32_t)(word >> 8) * 0x1p-24f;
}
`;

export const elementary = [
  bits,
  sameNan,
  exponential,
  logarithm,
  hyperbolicTangent,
  errorFunction,
  half,
  random,
].join("");
