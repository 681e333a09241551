import Arrays
import Images

/// Pictures of what a model does, as grids of images that are twice as large as the data's.
enum Pictures {
  /// A grid of images, (count, pixels) in 0…1.
  static func grid(_ images: NDArray, _ model: ModelConfiguration, across: Int? = nil) -> Image {
    Image.grid(images, rows: model.rows, columns: model.columns, across: across).upscaled(by: 2)
  }

  /// Originals above their reconstructions: rows of up to 16 of each, in turn.
  static func pairs(
    _ originals: NDArray, _ reconstructions: NDArray, _ model: ModelConfiguration
  ) -> Image {
    let count = originals.shape[0]
    let across = min(16, count)
    let blank = NDArray.zeros([(across - count % across) % across, model.pixels])
    let rowCount = (count + across - 1) / across
    let rows = [originals, reconstructions].map { images in
      NDArray.concatenate([images, blank], axis: 0).reshaped([rowCount, across * model.pixels])
    }
    let interleaved = NDArray.concatenate(rows, axis: 1)
      .reshaped([2 * rowCount * across, model.pixels])
    return grid(interleaved, model, across: across)
  }
}
