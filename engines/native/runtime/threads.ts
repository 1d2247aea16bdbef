/**
 * What every printed program begins with: the task that a call is given, and threads that share out
 * the outputs of a step. Threads change no bit, since each output is computed by one of them, in an
 * order that depends on shapes alone. Who waits for the others looks for a while, which is fastest
 * where each has a core of its own, and then sleeps: on a busy machine another may need this core.
 */
import { KINDS } from "../limits.ts";
import { COLUMN_CHUNKS } from "../schedule.ts";

export const threads = String.raw`
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#if !defined(__FMA__) && !defined(__aarch64__)
#error "this processor has no fused multiply-add"
#endif
#define APART __attribute__((noinline))
#define ALIGNED __attribute__((aligned(64)))
#ifdef __clang__
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#define UNROLL _Pragma("GCC unroll 16")
#endif
#ifdef __x86_64__
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() __asm__ volatile("yield")
#endif

typedef struct {
  int64_t steps, threads, scratch_bytes;
  const int64_t *sizes;
  char *const *inputs;
  char *const *next;
  char *const *outputs;
  char *memory;
  const int64_t *offsets;
  char *scratch;
  atomic_int waiting, phase, outside, ready, sleeping;
  int32_t kind;
  double seconds;
} Task;

#define CHUNKS ${COLUMN_CHUNKS}
#define LOOKS 4000
static pthread_mutex_t bed = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t alarm_clock = PTHREAD_COND_INITIALIZER;

static void wait_for_all(Task *task) {
  if (task->threads == 1) return;
  const int phase = atomic_load_explicit(&task->phase, memory_order_relaxed);
  if (atomic_fetch_add(&task->waiting, 1) == task->threads - 1) {
    atomic_store_explicit(&task->waiting, 0, memory_order_relaxed);
    atomic_store(&task->phase, phase + 1); // before it asks who sleeps, in the order of all threads
    if (atomic_load(&task->sleeping) == 0) return;
    pthread_mutex_lock(&bed);
    pthread_cond_broadcast(&alarm_clock);
    pthread_mutex_unlock(&bed);
    return;
  }
  for (int looks = 0; looks < LOOKS; looks++) {
    if (atomic_load_explicit(&task->phase, memory_order_acquire) != phase) return;
    PAUSE();
  }
  pthread_mutex_lock(&bed);
  atomic_fetch_add(&task->sleeping, 1);
  while (atomic_load(&task->phase) == phase) pthread_cond_wait(&alarm_clock, &bed);
  atomic_fetch_sub(&task->sleeping, 1);
  pthread_mutex_unlock(&bed);
}

static inline long share(long count, long thread, long threads) {
  if (thread >= threads) return count;
  const long start = count * thread / threads;
  return count >= 64 * threads ? start & ~15L : start;
}
#define FROM(count) share(count, thread, task->threads)
#define TO(count) share(count, thread + 1, task->threads)

/* Rows in units that no thread shares with another: chunks of sums, or rows of tiles. */
static inline long share_units(long count, long unit, long thread, long threads) {
  const long units = unit == 0 ? 0 : (count + unit - 1) / unit, start = units * thread / threads * unit;
  return start < count ? start : count;
}
static inline long chunk_height(long count) { return (count + CHUNKS - 1) / CHUNKS; }
static inline long chunks_of(long count) {
  return count == 0 ? 0 : (count + chunk_height(count) - 1) / chunk_height(count);
}
#define CHUNK_FROM(count) share_units(count, chunk_height(count), thread, task->threads)
#define CHUNK_TO(count) share_units(count, chunk_height(count), thread + 1, task->threads)

/* What is summed, and which of so many threads this one is there. One that is not among them has a number
   beyond the last, and no share. The number that a thread has in its task is another one. */
typedef struct {
  long from, to;
  int thread, threads;
} Part;
static inline Part all_of(Task *task, int thread, long count) {
  return (Part){0, count, thread, (int)task->threads};
}
/* The first half (0) or the second (1), by the threads that have about these rows elsewhere too; where the
   number of threads is odd, all have a share of both. */
static inline Part half_of(Task *task, int thread, long count, int half) {
  const long middle = share_units(count, chunk_height(count), 1, 2);
  Part part = all_of(task, thread, count);
  if (half) part.from = middle;
  else part.to = middle;
  if (part.threads % 2 != 0) return part;
  part.threads /= 2;
  part.thread -= half * part.threads;
  if (part.thread < 0) part.thread = part.threads;
  return part;
}
#define TILE_FROM(count) share_units(count, TILE_ROWS, thread, task->threads)
#define TILE_TO(count) share_units(count, TILE_ROWS, thread + 1, task->threads)

static inline int32_t row_within(Task *task, int32_t row, long rows) {
  if (row >= 0 && row < rows) return row;
  atomic_store_explicit(&task->outside, 1, memory_order_relaxed);
  return 0;
}
`;

/**
 * What is called from outside: `run_program` starts the other threads, and all take every step. Of
 * calls of one kind (the sizes are the same) it times some with one thread and some with all that it
 * may have, and goes on with what is faster: that is one, where other programs need the cores. A call
 * of no kind, -1, takes all.
 * `keep_address` puts together the tables of a task, since pointers may not be asked for in another
 * way by whoever may load libraries of one folder only.
 */
export const entry = String.raw`
typedef struct {
  Task *task;
  int thread;
} Worker;

static void *work(void *argument) {
  const Worker *worker = argument;
  Task *task = worker->task;
  while (!atomic_load_explicit(&task->ready, memory_order_acquire)) PAUSE();
  for (long step = 0; step < task->steps; step++) program_step(task, worker->thread, step);
  return 0;
}

void keep_address(uint64_t *table, int32_t index, const void *array) {
  table[index] = (uint64_t)(uintptr_t)array;
}

#define MOST_THREADS 256
#define KINDS ${KINDS}
#define TRY_AGAIN 32

/* Seconds a step by one thread and by all; of a kind of which neither is known, a call of each is made. */
static struct {
  double seconds[2];
  int64_t calls;
} paces[KINDS];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int takes_all(int kind) {
  pthread_mutex_lock(&bed);
  const int64_t call = paces[kind].calls++;
  const int faster = paces[kind].seconds[1] <= paces[kind].seconds[0];
  pthread_mutex_unlock(&bed);
  if (call < 3) return call != 1; /* the first is slow whoever makes it, and is not counted */
  const int early = call == 4 || call == 8 || call == 16;
  return early || call % TRY_AGAIN == 0 ? !faster : faster;
}

static void note(int kind, int all, double seconds) {
  pthread_mutex_lock(&bed);
  double *known = &paces[kind].seconds[all];
  if (paces[kind].calls > 1) *known = *known == 0 ? seconds : 0.5 * (*known + seconds);
  pthread_mutex_unlock(&bed);
}

int32_t run_program(Task *task) {
  pthread_t others[MOST_THREADS];
  Worker workers[MOST_THREADS];
  const int most = task->threads < MOST_THREADS ? (int)task->threads : MOST_THREADS;
  const int is_timed = most > 1 && task->kind >= 0;
  const int all = is_timed ? takes_all(task->kind) : 1, wanted = all ? most : 1;
  const double begun = now();
  int started = 0;
  while (started < wanted) {
    workers[started] = (Worker){task, started};
    if (started > 0 && pthread_create(&others[started], 0, work, &workers[started]) != 0) break;
    started++;
  }
  task->threads = started;
  atomic_store_explicit(&task->ready, 1, memory_order_release);
  work(&workers[0]);
  for (int other = 1; other < started; other++) pthread_join(others[other], 0);
  task->seconds = now() - begun;
  if (is_timed) note(task->kind, all, task->seconds / (double)(task->steps > 0 ? task->steps : 1));
  return atomic_load(&task->outside);
}
`;
