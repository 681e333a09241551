// How a product of two matrices is shared among threads.

#include "Products.h"

typedef struct Work {
  const TesseraGemm *product;
  size_t panels, bands;
} Work;

// A panel of columns in a band of rows.
static void compute(void *context, size_t part) {
  static _Thread_local float panel[TesseraPanel * TesseraGemmDepth]
      __attribute__((aligned(64)));
  const Work *work = context;
  const TesseraGemm *g = work->product;
  size_t band = part / work->panels, column = part % work->panels * TesseraPanel;
  size_t end = column + TesseraPanel < g->columns ? column + TesseraPanel : g->columns;
  TesseraPart range = {.firstRow = g->rows * band / work->bands,
                       .endRow = g->rows * (band + 1) / work->bands,
                       .firstColumn = column,
                       .endColumn = end};
  tessera_gemm_part_f32(g, range, panel);
}

// Where there are few panels, rows are cut into bands, too: by the product's extents alone, since the
// order of a sum can depend on the number of rows of a tile.
enum { FewestParts = 8, BandRows = 56 };
// Multiplications below which a second thread costs more than it saves.
static const size_t LeastWork = 1 << 17;

void tessera_gemm_f32(const TesseraGemm *g, size_t threads) {
  Work work = {.product = g, .panels = (g->columns + TesseraPanel - 1) / TesseraPanel, .bands = 1};
  if (work.panels < FewestParts) {
    size_t most = (g->rows + BandRows - 1) / BandRows;
    size_t wanted = (FewestParts + work.panels - 1) / (work.panels ? work.panels : 1);
    work.bands = wanted < most ? wanted : most ? most : 1;
  }
  int isSmall = g->rows * g->columns < LeastWork / (g->depth ? g->depth : 1);
  tessera_parallel(isSmall ? 1 : threads, work.panels * work.bands, compute, &work);
}
