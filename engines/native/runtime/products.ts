/**
 * Products of matrices by tiles that stay in registers. Every element is summed over k in order, in
 * blocks of `INNER` that are added up in memory; the tile depends on the processor, the sums do not.
 */
import { BLOCK_COLUMNS, BLOCK_TILES, INNER } from "../limits.ts";

/**
 * A tile that fills the registers of each kind of processor, and the one operation that C has not for
 * vectors. The headers of compilers have it, but to read them takes gcc as long as many a program.
 */
const vectors = String.raw`
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define TILE_ROWS 8
#define TILE_COLUMNS 32
#define MULTIPLY_ADD(a, b, c) __asm__("vfmadd231ps %2, %1, %0" : "+v"(c) : "v"(a), "v"(b))
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define TILE_ROWS 6
#define TILE_COLUMNS 16
#define MULTIPLY_ADD(a, b, c) __asm__("vfmadd231ps %2, %1, %0" : "+x"(c) : "x"(a), "x"(b))
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
#define TILE_ROWS 8
#define TILE_COLUMNS 8
#define MULTIPLY_ADD(a, b, c) __asm__("fmla %0.4s, %1.4s, %2.4s" : "+w"(c) : "w"(a), "w"(b))
#else
#error "this processor has no vectors that the program knows"
#endif
typedef float Vector __attribute__((vector_size(VECTOR_BYTES)));
typedef Vector Anywhere __attribute__((aligned(4), may_alias));
#define LOAD(place) ((Vector)*(const Anywhere *)(place))
#define STORE(place, x) (*(Anywhere *)(place) = (x))
#define ALL(x) ((x) - (Vector){0.f})
#define HALF_TILE (TILE_COLUMNS / 2)
#define INNER ${INNER}
#define BLOCK_COLUMNS ${BLOCK_COLUMNS}
#define BLOCK_ROWS (TILE_ROWS * ${BLOCK_TILES})
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
      MULTIPLY_ADD(each, left, sums[i][0]);
      MULTIPLY_ADD(each, right, sums[i][1]);
    }
  }
  if (rows == TILE_ROWS && columns == TILE_COLUMNS && (!addend.start || addend.column == 1)) {
    UNROLL
    for (int i = 0; i < TILE_ROWS; i++) {
      float *to = c + i * stride;
      const float *other = addend.start + i * addend.row;
      STORE(to, addend.start ? LOAD(other) + sums[i][0] : sums[i][0]);
      STORE(to + HALF_TILE, addend.start ? LOAD(other + HALF_TILE) + sums[i][1] : sums[i][1]);
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
typedef void Tiles(long inner, const float *a, long next, const float *b, float *c, long stride,
                   Matrix addend, long rows, long columns);
#define TILE(name, ROW, COLUMN)                                                                \
  static APART void name(long inner, const float *a, long next, const float *b, float *c,      \
                         long stride, Matrix addend, long rows, long columns) {                \
    for (; rows > 0; rows -= TILE_ROWS, a += next, c += TILE_ROWS * stride) {                  \
      const long high = rows < TILE_ROWS ? rows : TILE_ROWS;                                   \
      sum_tile(ROW, COLUMN, inner, a, b, c, stride, addend, high, columns);                    \
      if (addend.start) addend.start += TILE_ROWS * addend.row;                                \
    }                                                                                          \
  }
TILE(tile_packed, 1, TILE_ROWS)
`;

/**
 * Blocks of a product, whose right side is packed; `in_place` is null where the rows of `a` have to be
 * packed as well. `other` is what is added: an addend, or what was summed so far.
 */
const blocks = String.raw`
static inline long padded(long columns) {
  return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
}
static APART void sum_block(float *left, Tiles *in_place, long rows, long columns, long depth,
                            Matrix a, const float *right, float *c, long stride, Matrix other) {
  const long whole = in_place ? rows / TILE_ROWS * TILE_ROWS : 0;
  for (long i = 0; i < rows; i += BLOCK_ROWS) {
    const long height = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
    const long first = i < whole ? (whole - i < height ? whole - i : height) : 0;
    const float *start = a.start + i * a.row;
    const Matrix rest = {start + first * a.row, a.row, a.column};
    if (first < height) pack_rows(left, rest, height - first, depth);
    for (long q = 0; q < columns; q += TILE_COLUMNS) {
      const long wide = columns - q < TILE_COLUMNS ? columns - q : TILE_COLUMNS;
      const float *across = right + q * depth;
      float *to = c + i * stride + q;
      Matrix sum = other;
      if (other.start) sum.start += i * other.row + q * other.column;
      if (first > 0) in_place(depth, start, TILE_ROWS * a.row, across, to, stride, sum, first, wide);
      if (first == height) continue;
      if (other.start) sum.start += first * other.row;
      tile_packed(depth, left, TILE_ROWS * depth, across, to + first * stride, stride, sum,
                  height - first, wide);
    }
  }
}
/* Along k. The right side is packed now, but where b has no start, and it was before. */
static void sum_depths(float *left, Tiles *in_place, long rows, long columns, long inner, Matrix a,
                       Matrix b, float *right, float *c, long stride, Matrix addend) {
  for (long k = 0; k == 0 || k < inner; k += INNER) {
    const long depth = inner - k < INNER ? inner - k : INNER;
    const Matrix beside = {a.start + k * a.column, a.row, a.column}, so_far = {c, stride, 1};
    const Matrix below = {b.start + k * b.row, b.row, b.column};
    if (b.start) pack_columns(right, below, depth, columns);
    sum_block(left, in_place, rows, columns, depth, beside, right, c, stride,
              k == 0 ? addend : so_far);
    if (!b.start) right += padded(columns) * INNER;
  }
}
static APART void product_part(float *scratch, Tiles *in_place, long rows, long columns, long inner,
                               Matrix a, Matrix b, float *c, long stride, Matrix addend) {
  float *left = scratch, *right = scratch + (BLOCK_ROWS + TILE_ROWS) * INNER;
  for (long j = 0; j < columns; j += BLOCK_COLUMNS) {
    const long width = columns - j < BLOCK_COLUMNS ? columns - j : BLOCK_COLUMNS;
    const Matrix across = {b.start + j * b.column, b.row, b.column};
    Matrix other = addend;
    if (other.start) other.start += j * other.column;
    sum_depths(left, in_place, rows, width, inner, a, across, right, c + j, stride, other);
  }
}
static void product(Task *task, int thread, Part along, Tiles *in_place, long rows, long columns,
                    Matrix a, Matrix b, float *c, Matrix addend) {
  float *scratch = (float *)(task->scratch + thread * task->scratch_bytes);
  const int by_rows = rows >= columns;
  const long tile = by_rows ? TILE_ROWS : TILE_COLUMNS, size = by_rows ? rows : columns;
  const long from = share_units(size, tile, along.thread, along.threads);
  const long count = share_units(size, tile, along.thread + 1, along.threads) - from;
  if (count <= 0) return;
  a.start += along.from * a.column;
  b.start += along.from * b.row;
  if (addend.start) addend.start += from * (by_rows ? addend.row : addend.column);
  if (by_rows) a.start += from * a.row;
  else b.start += from * b.column;
  const long high = by_rows ? count : rows, wide = by_rows ? columns : count;
  float *to = c + from * (by_rows ? columns : 1);
  product_part(scratch, in_place, high, wide, along.to - along.from, a, b, to, columns, addend);
}
`;

/** A strip's products: all threads pack the right side, and each has its own rows of the left one. */
const strips = String.raw`
static void pack_shared(Task *task, int thread, long inner, long columns, Matrix b, float *packed) {
  const long from = share_units(columns, TILE_COLUMNS, thread, task->threads);
  const long to = share_units(columns, TILE_COLUMNS, thread + 1, task->threads);
  for (long k = 0; k < inner; k += INNER) {
    const long depth = inner - k < INNER ? inner - k : INNER;
    const Matrix below = {b.start + k * b.row + from * b.column, b.row, b.column};
    pack_columns(packed + k * padded(columns) + from * depth, below, depth, to - from);
  }
}
static void product_rows(char *own, Tiles *in_place, long rows, long columns, long inner, Matrix a,
                         float *packed, float *c, Matrix addend) {
  sum_depths((float *)own, in_place, rows, columns, inner, a, (Matrix){0}, packed, c, columns,
             addend);
}
`;

export const products = vectors + packing + tile + blocks + strips;
