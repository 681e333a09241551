// Times the matrix products of training the network 784-H-20-H-784, and nothing else: those of the
// forward and backward pass of every batch of an epoch, as calls of OpenBLAS with its own threads.
//
//     products IMAGES BATCH HIDDEN EPOCHS
//
// Prints one line of JSON with the seconds of each epoch.

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern char *openblas_get_config(void);
extern int openblas_get_num_threads(void);

enum { PIXELS = 784, LATENT = 20, LAYERS = 5 };

// A dense layer: rows of x times weights (outputs, inputs) are rows of y; `dx`, `dweights` and `dy`
// are the gradients. The first layer's input needs none.
struct layer {
  int inputs, outputs, is_first;
  float *x, *weights, *y, *dx, *dweights, *dy;
};

static float *numbers(size_t count) {
  float *memory = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!memory) {
    fprintf(stderr, "error: no memory for %zu numbers\n", count);
    exit(1);
  }
  for (size_t i = 0; i < count; i++) memory[i] = (float)((i * 2654435761u) % 1024) / 1024 - 0.5f;
  return memory;
}

static struct layer make_layer(int inputs, int outputs, int batch) {
  size_t in = inputs, out = outputs, rows = batch;
  return (struct layer){
      .inputs = inputs, .outputs = outputs, .is_first = inputs == PIXELS,
      .x = numbers(rows * in), .weights = numbers(in * out), .y = numbers(rows * out),
      .dx = numbers(rows * in), .dweights = numbers(in * out), .dy = numbers(rows * out)};
}

static void forward(const struct layer *l, int rows) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, l->outputs, l->inputs, 1, l->x,
              l->inputs, l->weights, l->inputs, 0, l->y, l->outputs);
}

static void backward(const struct layer *l, int rows) {
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, l->outputs, l->inputs, rows, 1, l->dy,
              l->outputs, l->x, l->inputs, 0, l->dweights, l->inputs);
  if (l->is_first) return;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, l->inputs, l->outputs, 1, l->dy,
              l->outputs, l->weights, l->inputs, 0, l->dx, l->inputs);
}

static double seconds_of_epoch(const struct layer *layers, int images, int batch) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int done = 0; done < images; done += batch) {
    int rows = images - done < batch ? images - done : batch;
    for (int i = 0; i < LAYERS; i++) forward(&layers[i], rows);
    for (int i = LAYERS - 1; i >= 0; i--) backward(&layers[i], rows);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

int main(int count, char **arguments) {
  int values[4];
  for (int i = 0; i < 4; i++) {
    values[i] = count == 5 ? atoi(arguments[i + 1]) : 0;
    if (values[i] < 1 || values[i] > 1 << 20) {
      fprintf(stderr, "usage: products IMAGES BATCH HIDDEN EPOCHS\n");
      return 2;
    }
  }
  int batch = values[1], hidden = values[2];
  const struct layer layers[LAYERS] = {
      make_layer(PIXELS, hidden, batch), make_layer(hidden, LATENT, batch),
      make_layer(hidden, LATENT, batch), make_layer(LATENT, hidden, batch),
      make_layer(hidden, PIXELS, batch)};
  printf("{\"seconds\": [");
  for (int epoch = 0; epoch < values[3]; epoch++)
    printf("%s%.6f", epoch ? ", " : "", seconds_of_epoch(layers, values[0], batch));
  printf("], \"threads\": %d, \"version\": \"%s\"}\n", openblas_get_num_threads(),
         openblas_get_config());
  return 0;
}
