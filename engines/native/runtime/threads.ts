/**
 * What every printed program begins with: the task that a call is given, and threads that share out
 * the outputs of a step. Threads change no bit, since each output is computed by one of them, in an
 * order that depends on shapes alone.
 */
export const threads = String.raw`
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

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
  atomic_int waiting, phase, outside, ready;
} Task;

static void wait_for_all(Task *task) {
  if (task->threads == 1) return;
  const int phase = atomic_load_explicit(&task->phase, memory_order_relaxed);
  if (atomic_fetch_add(&task->waiting, 1) == task->threads - 1) {
    atomic_store_explicit(&task->waiting, 0, memory_order_relaxed);
    atomic_store_explicit(&task->phase, phase + 1, memory_order_release);
    return;
  }
  for (int spins = 0; atomic_load_explicit(&task->phase, memory_order_acquire) == phase;) {
    PAUSE();
    if (++spins > 4000) {
      sched_yield();
      spins = 0;
    }
  }
}

static inline long share(long count, long thread, long threads) {
  if (thread >= threads) return count;
  const long start = count * thread / threads;
  return count >= 64 * threads ? start & ~15L : start;
}
#define FROM(count) share(count, thread, task->threads)
#define TO(count) share(count, thread + 1, task->threads)

static inline int32_t row_within(Task *task, int32_t row, long rows) {
  if (row >= 0 && row < rows) return row;
  atomic_store_explicit(&task->outside, 1, memory_order_relaxed);
  return 0;
}
`;

/**
 * What is called from outside: `run_program` starts the other threads, and all take every step.
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

int32_t run_program(Task *task) {
  pthread_t others[MOST_THREADS];
  Worker workers[MOST_THREADS];
  const int wanted = task->threads < MOST_THREADS ? (int)task->threads : MOST_THREADS;
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
  return atomic_load(&task->outside);
}
`;
