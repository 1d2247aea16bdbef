/**
 * Sums of rows by index: each thread of a part has some columns, and goes through the updates of that in
 * order. Sums of the same updates by several indices are made side by side, while a block of them is in
 * the cache.
 */
export const scatter = String.raw`
#define SCATTER_BLOCK 64
static void scatter_begin(Part part, float *sums, long height, long width) {
  const long from = share_units(width, 16, part.thread, part.threads);
  const long columns = share_units(width, 16, part.thread + 1, part.threads) - from;
  for (long row = 0; row < height && columns > 0; row++)
    memset(sums + row * width + from, 0, columns * sizeof(float));
}
static APART void scatter_rows(Part part, long first, long last, float *restrict sums,
                               const float *restrict updates, long stride,
                               const int32_t *restrict rows, long row_stride, long width) {
  const long from = share_units(width, 16, part.thread, part.threads);
  const long columns = share_units(width, 16, part.thread + 1, part.threads) - from;
  for (long i = first; i < last && columns > 0; i++) {
    float *to = sums + rows[i * row_stride] * width + from;
    const float *update = updates + i * stride + from;
    INDEPENDENT for (long c = 0; c < columns; c++) to[c] += update[c];
  }
}
`;
