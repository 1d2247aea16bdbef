/**
 * Products of matrices by tiles that stay in registers. Every element is summed over k in order, in
 * blocks of `INNER` that are added up in memory; the tile depends on the processor, the sums do not.
 */

/** Five operations on vectors for each kind of processor, and a tile that fills its registers. */
const vectors = String.raw`
#if defined(__AVX512F__)
#include <immintrin.h>
typedef __m512 Vector;
#define LOAD(place) _mm512_loadu_ps(place)
#define STORE(place, x) _mm512_storeu_ps(place, x)
#define ALL(x) _mm512_set1_ps(x)
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define ADD(a, b) _mm512_add_ps(a, b)
#define TILE_ROWS 12
#define TILE_COLUMNS 32
#elif defined(__AVX2__)
#include <immintrin.h>
typedef __m256 Vector;
#define LOAD(place) _mm256_loadu_ps(place)
#define STORE(place, x) _mm256_storeu_ps(place, x)
#define ALL(x) _mm256_set1_ps(x)
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define ADD(a, b) _mm256_add_ps(a, b)
#define TILE_ROWS 6
#define TILE_COLUMNS 16
#elif defined(__aarch64__)
#include <arm_neon.h>
typedef float32x4_t Vector;
#define LOAD(place) vld1q_f32(place)
#define STORE(place, x) vst1q_f32(place, x)
#define ALL(x) vdupq_n_f32(x)
#define FMA(a, b, c) vfmaq_f32(c, a, b)
#define ADD(a, b) vaddq_f32(a, b)
#define TILE_ROWS 8
#define TILE_COLUMNS 8
#else
#error "this processor has no vectors that the program knows"
#endif
#define HALF_TILE (TILE_COLUMNS / 2)
#define INNER 256
#define BLOCK_COLUMNS 1024
#define BLOCK_ROWS (TILE_ROWS * 12)
typedef struct {
  const float *start;
  long row, column;
} Matrix;
`;

/** Rows and columns in the order in which tiles read them, zeros beyond the last. */
const packing = String.raw`
static APART void pack_rows(float *packed, Matrix a, long rows, long inner) {
  for (long first = 0; first < rows; first += TILE_ROWS)
    for (long k = 0; k < inner; k++, packed += TILE_ROWS)
      for (long i = 0; i < TILE_ROWS; i++)
        packed[i] = first + i < rows ? a.start[(first + i) * a.row + k * a.column] : 0.f;
}
static APART void pack_columns(float *packed, Matrix b, long inner, long columns) {
  for (long first = 0; first < columns; first += TILE_COLUMNS, packed += inner * TILE_COLUMNS) {
    const float *from = b.start + first * b.column;
    if (first + TILE_COLUMNS > columns) {
      for (long k = 0; k < inner; k++)
        for (long j = 0; j < TILE_COLUMNS; j++)
          packed[k * TILE_COLUMNS + j] =
              first + j < columns ? from[k * b.row + j * b.column] : 0.f;
    } else if (b.column == 1) {
      for (long k = 0; k < inner; k++)
        memcpy(packed + k * TILE_COLUMNS, from + k * b.row, TILE_COLUMNS * sizeof(float));
    } else {
      for (long k = 0; k < inner; k += 16)
        for (long j = 0; j < TILE_COLUMNS; j++)
          for (long l = k; l < k + 16 && l < inner; l++)
            packed[l * TILE_COLUMNS + j] = from[l * b.row + j * b.column];
    }
  }
}
`;

/**
 * One tile: `inner` steps along rows of `a`, `row` apart, and packed columns of `b`. The distances are
 * constants wherever it is inlined, so that rows are read where they lie.
 */
const tile = String.raw`
typedef void Tile(long inner, const float *a, const float *b, float *c, long stride, Matrix addend,
                  long rows, long columns);
static inline __attribute__((always_inline)) void sum_tile(
    const long row, const long column, long inner, const float *restrict a,
    const float *restrict b, float *c, long stride, Matrix addend, long rows, long columns) {
  Vector sums[TILE_ROWS][2];
  UNROLL
  for (int i = 0; i < TILE_ROWS; i++) sums[i][0] = sums[i][1] = ALL(0.f);
  for (long k = 0; k < inner; k++, a += column, b += TILE_COLUMNS) {
    const Vector left = LOAD(b), right = LOAD(b + HALF_TILE);
    UNROLL
    for (int i = 0; i < TILE_ROWS; i++) {
      const Vector each = ALL(a[i * row]);
      sums[i][0] = FMA(each, left, sums[i][0]);
      sums[i][1] = FMA(each, right, sums[i][1]);
    }
  }
  if (rows == TILE_ROWS && columns == TILE_COLUMNS && (!addend.start || addend.column == 1)) {
    UNROLL
    for (int i = 0; i < TILE_ROWS; i++) {
      float *to = c + i * stride;
      const float *other = addend.start + i * addend.row;
      STORE(to, addend.start ? ADD(LOAD(other), sums[i][0]) : sums[i][0]);
      STORE(to + HALF_TILE, addend.start ? ADD(LOAD(other + HALF_TILE), sums[i][1]) : sums[i][1]);
    }
    return;
  }
  float tile[TILE_ROWS][TILE_COLUMNS] ALIGNED;
  UNROLL
  for (int i = 0; i < TILE_ROWS; i++) {
    STORE(tile[i], sums[i][0]);
    STORE(tile[i] + HALF_TILE, sums[i][1]);
  }
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      const float other = addend.start ? addend.start[i * addend.row + j * addend.column] : 0.f;
      c[i * stride + j] = addend.start ? other + tile[i][j] : tile[i][j];
    }
}
#define TILE(name, row, column)                                                             \
  static APART void name(long inner, const float *a, const float *b, float *c, long stride, \
                         Matrix addend, long rows, long columns) {                          \
    sum_tile(row, column, inner, a, b, c, stride, addend, rows, columns);                   \
  }
TILE(tile_packed, 1, TILE_ROWS)
`;

/** A thread's share of a product; `in_place` is null where the rows of `a` have to be packed. */
const blocks = String.raw`
static APART void product_part(float *scratch, Tile *in_place, long rows, long columns, long inner,
                               Matrix a, Matrix b, float *c, long stride, Matrix addend) {
  float *left = scratch, *right = scratch + (BLOCK_ROWS + TILE_ROWS) * INNER;
  const long whole = in_place ? rows / TILE_ROWS * TILE_ROWS : 0;
  for (long j = 0; j < columns; j += BLOCK_COLUMNS) {
    const long width = columns - j < BLOCK_COLUMNS ? columns - j : BLOCK_COLUMNS;
    for (long k = 0; k == 0 || k < inner; k += INNER) {
      const long depth = inner - k < INNER ? inner - k : INNER;
      const Matrix so_far = {c, stride, 1}, other = k == 0 ? addend : so_far;
      const Matrix below = {b.start + k * b.row + j * b.column, b.row, b.column};
      pack_columns(right, below, depth, width);
      for (long i = 0; i < rows; i += BLOCK_ROWS) {
        const long height = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
        const long first = i < whole ? (whole - i < height ? whole - i : height) : 0;
        const Matrix rest = {a.start + (i + first) * a.row + k * a.column, a.row, a.column};
        if (first < height) pack_rows(left, rest, height - first, depth);
        for (long q = 0; q < width; q += TILE_COLUMNS) {
          const long wide = width - q < TILE_COLUMNS ? width - q : TILE_COLUMNS;
          const float *across = right + q * depth;
          for (long p = 0; p < height; p += TILE_ROWS) {
            const long at = i + p, high = height - p < TILE_ROWS ? height - p : TILE_ROWS;
            float *to = c + at * stride + j + q;
            const float *added =
                other.start ? other.start + at * other.row + (j + q) * other.column : 0;
            const Matrix sum = {added, other.row, other.column};
            const float *along = p < first ? a.start + at * a.row + k * a.column
                                           : left + (p - first) * depth;
            (p < first ? in_place : tile_packed)(depth, along, across, to, stride, sum, high, wide);
          }
        }
      }
    }
  }
}
static void product(Task *task, int thread, Tile *in_place, long rows, long columns, long inner,
                    Matrix a, Matrix b, float *c, Matrix addend) {
  float *scratch = (float *)(task->scratch + thread * task->scratch_bytes);
  const int by_rows = rows >= columns;
  const long tile = by_rows ? TILE_ROWS : TILE_COLUMNS, size = by_rows ? rows : columns;
  const long tiles = (size + tile - 1) / tile, threads = task->threads;
  const long from = tiles * thread / threads * tile, end = tiles * (thread + 1) / threads * tile;
  const long count = (end < size ? end : size) - from;
  if (count <= 0) return;
  if (addend.start) addend.start += from * (by_rows ? addend.row : addend.column);
  if (by_rows) a.start += from * a.row;
  else b.start += from * b.column;
  const long high = by_rows ? count : rows, wide = by_rows ? columns : count;
  float *to = c + from * (by_rows ? columns : 1);
  product_part(scratch, in_place, high, wide, inner, a, b, to, columns, addend);
}
`;

export const products = vectors + packing + tile + blocks;
