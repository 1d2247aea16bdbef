/** Sums of rows by index: each thread has some columns, and goes through all updates in order. */
export const scatter = String.raw`
static APART void scatter_rows(Task *task, int thread, float *restrict sums, const float *restrict updates,
                         long stride, const int32_t *restrict rows, long row_stride, long count,
                         long height, long width) {
  const long blocks = (width + 15) / 16, threads = task->threads;
  const long from = blocks * thread / threads * 16, end = blocks * (thread + 1) / threads * 16;
  const long columns = (end < width ? end : width) - from;
  if (columns <= 0) return;
  for (long row = 0; row < height; row++)
    memset(sums + row * width + from, 0, columns * sizeof(float));
  for (long i = 0; i < count; i++) {
    float *to = sums + rows[i * row_stride] * width + from;
    const float *update = updates + i * stride + from;
    INDEPENDENT for (long c = 0; c < columns; c++) to[c] += update[c];
  }
}
`;
