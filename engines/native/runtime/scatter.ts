/**
 * Sums of rows by index: each thread has some columns, and goes through all updates in order. Sums of
 * the same updates by several indices are made side by side, while a block of them is in the cache.
 */
export const scatter = String.raw`
#define SCATTER_BLOCK 64
static void scatter_begin(Task *task, int thread, float *sums, long height, long width) {
  const long from = share_units(width, 16, thread, task->threads);
  const long columns = share_units(width, 16, thread + 1, task->threads) - from;
  for (long row = 0; row < height && columns > 0; row++)
    memset(sums + row * width + from, 0, columns * sizeof(float));
}
static APART void scatter_rows(Task *task, int thread, long first, long last, float *restrict sums,
                               const float *restrict updates, long stride,
                               const int32_t *restrict rows, long row_stride, long width) {
  const long from = share_units(width, 16, thread, task->threads);
  const long columns = share_units(width, 16, thread + 1, task->threads) - from;
  for (long i = first; i < last; i++) {
    float *to = sums + rows[i * row_stride] * width + from;
    const float *update = updates + i * stride + from;
    INDEPENDENT for (long c = 0; c < columns; c++) to[c] += update[c];
  }
}
`;
