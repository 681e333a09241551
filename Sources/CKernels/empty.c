int tessera_kernels_empty;
