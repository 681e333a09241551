// Threads that wait for parts of a loop. They are started when the first loop needs them and stay
// until the process ends.

#include "Products.h"

#if defined(__wasm__)

void tessera_parallel(size_t threads, size_t parts, void (*body)(void *context, size_t part),
                      void *context) {
  (void)threads;
  for (size_t part = 0; part < parts; part++) body(context, part);
}

#else

#include <pthread.h>

enum { MostThreads = 64, Spins = 2000 };

// One loop at a time, whose caller holds `owner`. Workers that see a new round enter it while it is
// open, and take parts as the caller does, until none are left. The caller closes the round and
// waits for those inside: never for a worker that the machine has not let run.
//
// Every thread takes parts of a share of its own before it helps with those of others, so that loops
// over one array find in a processor's cache what the loop before left there.
static pthread_mutex_t owner = PTHREAD_MUTEX_INITIALIZER;
static size_t workers = 0;
static struct {
  void (*body)(void *, size_t);
  void *context;
  size_t workers;
} loop;
static struct {
  _Alignas(64) size_t next;
  size_t end;
} shares[MostThreads + 1];
static size_t round_number, inside, sleepers;
static int is_open;
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t awake = PTHREAD_COND_INITIALIZER;

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void take_parts(size_t thread) {
  size_t count = loop.workers + 1;
  for (size_t k = 0; k < count; k++) {
    size_t share = (thread + k) % count, end = shares[share].end, part;
    while ((part = __atomic_fetch_add(&shares[share].next, 1, __ATOMIC_RELAXED)) < end)
      loop.body(loop.context, part);
  }
}

static size_t wait_for_round(size_t known) {
  for (int spin = 0; spin < Spins; spin++) {
    size_t number = __atomic_load_n(&round_number, __ATOMIC_ACQUIRE);
    if (number != known) return number;
    relax();
  }
  pthread_mutex_lock(&sleep_lock);
  __atomic_add_fetch(&sleepers, 1, __ATOMIC_SEQ_CST);
  size_t number;
  while ((number = __atomic_load_n(&round_number, __ATOMIC_SEQ_CST)) == known)
    pthread_cond_wait(&awake, &sleep_lock);
  __atomic_sub_fetch(&sleepers, 1, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(&sleep_lock);
  return number;
}

static void *work(void *argument) {
  size_t index = (size_t)argument, known = 0;
  while (1) {
    known = wait_for_round(known);
    __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&is_open, __ATOMIC_SEQ_CST) && index < loop.workers)
      take_parts(index + 1);
    __atomic_sub_fetch(&inside, 1, __ATOMIC_RELEASE);
  }
  return 0;
}

static void start_workers(size_t count) {
  while (workers < count && workers < MostThreads) {
    pthread_t thread;
    if (pthread_create(&thread, 0, work, (void *)workers) != 0) return;
    pthread_detach(thread);
    workers++;
  }
}

void tessera_parallel(size_t threads, size_t parts, void (*body)(void *context, size_t part),
                      void *context) {
  if (parts < 2 || threads < 2 || pthread_mutex_trylock(&owner) != 0) {
    for (size_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  start_workers(threads - 1);
  loop.body = body;
  loop.context = context;
  loop.workers = threads - 1 < MostThreads ? threads - 1 : MostThreads;
  for (size_t t = 0; t <= loop.workers; t++) {
    __atomic_store_n(&shares[t].next, parts * t / (loop.workers + 1), __ATOMIC_RELAXED);
    shares[t].end = parts * (t + 1) / (loop.workers + 1);
  }
  __atomic_store_n(&is_open, 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&round_number, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&sleepers, __ATOMIC_SEQ_CST) > 0) {
    pthread_mutex_lock(&sleep_lock);
    pthread_cond_broadcast(&awake);
    pthread_mutex_unlock(&sleep_lock);
  }
  take_parts(0);
  __atomic_store_n(&is_open, 0, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&inside, __ATOMIC_SEQ_CST) > 0) relax();
  pthread_mutex_unlock(&owner);
}

#endif
