/**
 * Elementary functions of float64, as numerics/elementary.ts has them, with fused multiply-adds; and
 * those of float32 that need such precision inside: cosines of large angles, and powers.
 */

const exponential = String.raw`
static inline uint64_t bits_of_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return bits;
}
static inline double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}
static inline double double_power_of_two(int64_t exponent) {
  return double_of((uint64_t)(exponent + 1023) << 52);
}
static inline double exp_double(double x) {
  static const double series[] = {
      1. / 87178291200, 1. / 6227020800, 1. / 479001600, 1. / 39916800, 1. / 3628800, 1. / 362880,
      1. / 40320,       1. / 5040,       1. / 720,       1. / 120,      1. / 24,      1. / 6, 1. / 2};
  const double above = x < -746. ? -746. : x;
  const double within = above > 710. ? 710. : above;
  const double rounded = fma_double(within, 1.4426950408889634, 6755399441055744.);
  const int64_t n = (int64_t)(bits_of_double(rounded) - 0x4338000000000000u);
  const double whole = rounded - 6755399441055744.;
  const double high = fma_double(whole, -0.6931471803691238, within);
  const double r = fma_double(whole, -1.9082149292705877e-10, high);
  double sum = series[0];
  for (int term = 1; term < 13; term++) sum = fma_double(sum, r, series[term]);
  const double power = fma_double(r * r, sum, r) + 1.;
  return power * double_power_of_two(n >> 1) * double_power_of_two(n - (n >> 1));
}
`;

const logarithm = String.raw`
static inline double log_double(double x) {
  static const double series[] = {1. / 21, 1. / 19, 1. / 17, 1. / 15, 1. / 13,
                                  1. / 11, 1. / 9,  1. / 7,  1. / 5,  1. / 3};
  const int is_small = x < 2.2250738585072014e-308;
  const uint64_t bits = bits_of_double(is_small ? x * 4503599627370496. : x);
  const int64_t exponent = (int64_t)(bits - 0x3fe6a09e667f3bcdu) >> 52;
  const double mantissa = double_of(bits - ((uint64_t)exponent << 52));
  const double e = (double)(is_small ? exponent - 52 : exponent);
  const double s = (mantissa - 1.) / (mantissa + 1.);
  const double square = s * s;
  double sum = series[0];
  for (int term = 1; term < 10; term++) sum = fma_double(sum, square, series[term]);
  const double twice = 2. * s;
  const double low = fma_double(twice * square, sum, e * 1.9082149292705877e-10);
  const double result = fma_double(e, 0.6931471803691238, twice + low);
  const double positive = x == INFINITY ? x : result;
  return x > 0. ? positive : x == 0. ? -INFINITY : NAN;
}
`;

/**
 * cos x = ± cos r or ± sin r, where r is what is left of x over the nearest multiple of π/2. Angles
 * above 10⁹, where float32 numbers are whole turns apart, count as none.
 */
const cosine = String.raw`
static inline float cos_float(float angle) {
  const float x = __builtin_fabsf(angle) > 1e9f ? angle * 0.f : angle;
  const double rounded = fma_double((double)x, 0.6366197723675814, 6755399441055744.);
  const uint64_t quarter = bits_of_double(rounded) & 3u;
  const double turns = rounded - 6755399441055744.;
  const double high = fma_double(turns, -1.5707963267948966, (double)x);
  const double r = fma_double(turns, -6.123233995736766e-17, high);
  const double square = r * r;
  double even = -1. / 3628800;
  even = fma_double(even, square, 1. / 40320);
  even = fma_double(even, square, -1. / 720);
  even = fma_double(even, square, 1. / 24);
  even = fma_double(even, square, -0.5);
  even = fma_double(even, square, 1.);
  double odd = 1. / 362880;
  odd = fma_double(odd, square, -1. / 5040);
  odd = fma_double(odd, square, 1. / 120);
  odd = fma_double(odd, square, -1. / 6);
  odd = fma_double(odd * square, r, r);
  const double value = quarter & 1u ? odd : even;
  return (float)(quarter == 1u || quarter == 2u ? -value : value);
}
`;

/** base^exponent as JavaScript has it: e^(exponent ln |base|), with a sign for odd exponents. */
const power = String.raw`
static inline float power_float(float base, float exponent) {
  const double size = exp_double((double)exponent * log_double((double)__builtin_fabsf(base)));
  const int is_whole = __builtin_floorf(exponent) == exponent;
  const int is_real = is_whole || base == -INFINITY;
  const float half = 0.5f * exponent;
  const int is_odd = is_whole && __builtin_floorf(half) != half;
  const float value = (float)(base < 0.f ? is_odd ? -size : is_real ? size : NAN : size);
  return exponent == 0.f ? 1.f : value;
}
`;

export const elementaryDouble = [exponential, logarithm, cosine, power].join("");
