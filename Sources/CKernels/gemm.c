// How a product of two matrices is shared among threads.

#include "Products.h"

// Panels of columns are computed one at a time, in bands of rows where there are few of them. Of many,
// the last two are cut in halves, so that threads end together.
typedef struct Work {
  const TesseraGemm *product;
  size_t panels, bands, whole;
} Work;

static void compute(void *context, size_t part) {
  static _Thread_local float panel[TesseraPanel * TesseraGemmDepth]
      __attribute__((aligned(64)));
  const Work *work = context;
  const TesseraGemm *g = work->product;
  size_t place = part, band = 0, bands = 1;
  if (part >= work->whole) {
    bands = work->bands;
    place = work->whole + (part - work->whole) / bands;
    band = (part - work->whole) % bands;
  }
  size_t column = place * TesseraPanel;
  size_t end = column + TesseraPanel < g->columns ? column + TesseraPanel : g->columns;
  TesseraPart range = {.firstRow = g->rows * band / bands,
                       .endRow = g->rows * (band + 1) / bands,
                       .firstColumn = column,
                       .endColumn = end};
  tessera_gemm_part_f32(g, range, panel);
}

// How a product is cut depends on its extents alone, since the order of a sum can depend on the number
// of rows of a tile.
enum { FewestParts = 8, BandRows = 32 };
// Multiplications below which a second thread costs more than it saves.
static const size_t LeastWork = 1 << 17;

void tessera_gemm_f32(const TesseraGemm *g, size_t threads) {
  Work work = {.product = g, .panels = (g->columns + TesseraPanel - 1) / TesseraPanel, .bands = 1};
  size_t most = (g->rows + BandRows - 1) / BandRows;
  if (work.panels < FewestParts) {
    size_t wanted = (FewestParts + work.panels - 1) / (work.panels ? work.panels : 1);
    work.bands = wanted < most ? wanted : most ? most : 1;
  } else {
    work.whole = work.panels - 2;
    work.bands = most > 1 ? 2 : 1;
  }
  int isSmall = g->rows * g->columns < LeastWork / (g->depth ? g->depth : 1);
  tessera_parallel(isSmall ? 1 : threads, work.whole + (work.panels - work.whole) * work.bands, compute,
                   &work);
}
