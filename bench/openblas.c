/* Matrix products by OpenBLAS, which is looked for when it is wanted and not linked. */
#include <dlfcn.h>
#include <stdint.h>

typedef void (*Sgemm)(int order, int transpose_left, int transpose_right, int rows, int columns,
                      int inner, float alpha, const float *left, int left_stride,
                      const float *right, int right_stride, float beta, float *product, int stride);

/* As cblas.h has them. */
enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };

/* One product, or a batch of them: places count numbers from the start of the operands. */
typedef struct {
  int64_t transpose_left, transpose_right, batches, rows, columns, inner, left, right;
} Product;

static Sgemm sgemm;
static void (*set_threads)(int);
static char *(*get_config)(void);

/* Whether there is such a library, and it is OpenBLAS. */
int32_t open_blas(const char *name) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == 0) return 0;
  sgemm = (Sgemm)dlsym(library, "cblas_sgemm");
  set_threads = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  get_config = (char *(*)(void))dlsym(library, "openblas_get_config");
  return sgemm != 0 && set_threads != 0 && get_config != 0;
}

/* Its version, and the processor that it chose its kernels for. */
int32_t describe_blas(char *text, int32_t size) {
  const char *config = get_config();
  int32_t length = 0;
  for (; length < size && config[length] != 0; length++) text[length] = config[length];
  return length;
}

/* All products, several times; each overwrites the one before. */
void run_products(const Product *products, int32_t count, int32_t times, int32_t threads,
                  const float *operands, float *result) {
  set_threads(threads);
  for (int32_t time = 0; time < times; time++) {
    for (const Product *each = products; each < products + count; each++) {
      const int rows = (int)each->rows, columns = (int)each->columns, inner = (int)each->inner;
      for (int64_t batch = 0; batch < each->batches; batch++) {
        sgemm(ROW_MAJOR, each->transpose_left ? TRANSPOSED : PLAIN,
              each->transpose_right ? TRANSPOSED : PLAIN, rows, columns, inner, 1,
              operands + each->left + batch * rows * inner, each->transpose_left ? rows : inner,
              operands + each->right + batch * inner * columns,
              each->transpose_right ? inner : columns, 0, result + batch * rows * columns, columns);
      }
    }
  }
}
