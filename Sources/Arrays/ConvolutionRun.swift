import CKernels

/// The extents of a convolution, and how its outputs are cut into tiles.
struct ConvolutionLayout {
  let images: Int
  let groups: Int
  /// Input channels and output channels of one group.
  let channels: Int
  let filters: Int
  let window: TesseraWindow
  /// The elements of a channel in the input, of all weights of an output channel, and of a channel
  /// in the output.
  let inputPlane: Int
  let taps: Int
  let outputPlane: Int
  /// Whether the inputs under the kernel are the input itself.
  let isPointwise: Bool

  init(
    _ input: [Int], _ weight: [Int], _ output: [Int], _ window: SlidingWindow, _ groups: Int
  ) {
    let (extents, kernel, places) = (
      Array(input[2...]), Array(weight[2...]), Array(output[2...])
    )
    images = input[0]
    self.groups = groups
    channels = weight[1]
    filters = weight[0] / groups
    self.window = window.geometry(input: extents, kernel: kernel, output: places)
    inputPlane = extents.reduce(1, *)
    taps = weight[1...].reduce(1, *)
    outputPlane = places.reduce(1, *)
    isPointwise =
      kernel.allSatisfy { $0 == 1 } && window.strides.allSatisfy { $0 == 1 } && extents == places
      && window.paddingBefore.allSatisfy { $0 == 0 }
  }

  /// Several whole images, or a block of the outputs of one.
  struct Tile {
    let firstImage: Int
    let images: Int
    let block: TesseraBlock
    /// The outputs of the block in one image, and the place of the first in the output's channel.
    var places: Int { block.rows * block.columns }
    var columns: Int { images * places }
    var start = 0
  }

  /// Elements of the matrix of columns, so that it stays in a cache of the second level.
  private static let budget = 1 << 17

  /// Calls `body` for tiles that cover all outputs.
  func forEachTile(_ body: (Tile) -> Void) {
    let (rowCount, width) = (window.output.0 * window.output.1, window.output.2)
    let room = max(16, Self.budget / max(1, taps))
    if isPointwise || outputPlane > room / 2 {
      for image in 0..<images { forEachBlock(of: image, rowCount, width, room, body) }
      return
    }
    let step = room / max(1, outputPlane)
    for first in stride(from: 0, to: images, by: step) {
      body(
        Tile(
          firstImage: first, images: min(step, images - first),
          block: TesseraBlock(firstRow: 0, rows: rowCount, firstColumn: 0, columns: width)))
    }
  }

  /// Cuts one image into whole rows, or into parts of rows where these are long.
  private func forEachBlock(
    of image: Int, _ rowCount: Int, _ width: Int, _ room: Int, _ body: (Tile) -> Void
  ) {
    let columns = isPointwise ? width : min(width, room)
    let rows = isPointwise ? rowCount : max(1, room / max(1, width))
    for row in stride(from: 0, to: rowCount, by: max(1, rows)) {
      for column in stride(from: 0, to: width, by: max(1, columns)) {
        body(
          Tile(
            firstImage: image, images: 1,
            block: TesseraBlock(
              firstRow: row, rows: min(rows, rowCount - row), firstColumn: column,
              columns: min(columns, width - column)),
            start: row * width + column))
      }
    }
  }

  /// The most columns and images that a tile has.
  var largestTile: (columns: Int, images: Int) {
    var most = (columns: 0, images: 0)
    forEachTile { most = (max(most.columns, $0.columns), max(most.images, $0.images)) }
    return most
  }
}

/// Images (N, C, spatial…) in row-major order or, where allowed, with the channels of a place together.
struct ConvolutionImages<Element> {
  let pointer: UnsafePointer<Element>
  let areChannelsTogether: Bool
}

/// The three products of a convolution.
protocol ConvolutionProducts<Element> {
  associatedtype Element

  /// Whether images may have, and results do have, the channels of a place together.
  var keepsChannelsTogether: Bool { get }
  /// Writes the outputs, with a number added to each channel.
  func forward(
    _ input: ConvolutionImages<Element>, _ weight: UnsafePointer<Element>,
    bias: UnsafePointer<Element>?, _ output: UnsafeMutablePointer<Element>)
  /// Writes the gradient of the input, with a number added to each channel.
  func inputAdjoint(
    _ gradient: ConvolutionImages<Element>, _ weight: UnsafePointer<Element>,
    bias: UnsafePointer<Element>?, _ input: UnsafeMutablePointer<Element>)
  /// Writes the gradient of the weights.
  func weightAdjoint(
    _ input: ConvolutionImages<Element>, _ gradient: ConvolutionImages<Element>,
    _ weight: UnsafeMutablePointer<Element>)
}

/// The products as those of the weights with the inputs under the kernel, laid out in columns for as
/// many outputs at a time as a cache holds, with scratch memory from the pool.
struct ConvolutionRun<T: FloatingScalar>: ConvolutionProducts {
  private let layout: ConvolutionLayout
  private let storage: Storage
  private let columns: UnsafeMutablePointer<T>
  private let outputs: UnsafeMutablePointer<T>

  init(_ layout: ConvolutionLayout) {
    self.layout = layout
    let tile = layout.largestTile
    let columnCount = layout.isPointwise ? 0 : layout.taps * tile.columns
    // The outputs of one image are written where they belong.
    let count = columnCount + (tile.images > 1 ? layout.filters * tile.columns : 0)
    storage = Storage.taking(Layout([count]), T.dataType)
    columns = storage.pointer.bindMemory(to: T.self, capacity: count)
    outputs = columns + columnCount
  }

  var keepsChannelsTogether: Bool { false }

  func forward(
    _ input: ConvolutionImages<T>, _ weight: UnsafePointer<T>, bias: UnsafePointer<T>?,
    _ output: UnsafeMutablePointer<T>
  ) {
    forEachTileAndGroup { tile, group in
      let matrix = unfold(input.pointer, tile, group)
      let isSingle = tile.images == 1
      let target = isSingle ? output + outputStart(tile, 0, group) : outputs
      T.gemm(
        layout.filters, tile.columns, layout.taps, weights(weight, group), matrix,
        .zero, target, isSingle ? layout.outputPlane : tile.columns)
      if !isSingle { moveOutputs(tile, group) { (output + $0).update(from: $1, count: $2) } }
    }
    add(bias, to: output, channels: layout.groups * layout.filters, plane: layout.outputPlane)
  }

  func inputAdjoint(
    _ gradient: ConvolutionImages<T>, _ weight: UnsafePointer<T>, bias: UnsafePointer<T>?,
    _ input: UnsafeMutablePointer<T>
  ) {
    let count = layout.images * layout.groups * layout.channels * layout.inputPlane
    if !layout.isPointwise || layout.filters == 0 { input.update(repeating: 0, count: count) }
    forEachTileAndGroup { tile, group in
      var transposed = weights(weight, group)
      transposed.isTransposed = true
      let isPointwise = layout.isPointwise
      let target = isPointwise ? input + inputStart(tile.firstImage, group) : columns
      T.gemm(
        layout.taps, tile.columns, layout.filters, transposed,
        gradients(gradient.pointer, tile, group),
        .zero, target, tile.columns)
      if isPointwise { return }
      withUnsafePointer(to: layout.window) { window in
        for image in 0..<tile.images {
          T.fold(
            window, tile.block, layout.channels, columns + image * tile.places, tile.columns,
            input + inputStart(tile.firstImage + image, group))
        }
      }
    }
    add(bias, to: input, channels: layout.groups * layout.channels, plane: layout.inputPlane)
  }

  /// Adds a number to each channel of every image.
  private func add(
    _ bias: UnsafePointer<T>?, to target: UnsafeMutablePointer<T>, channels: Int, plane: Int
  ) {
    guard let bias, plane > 0 else { return }
    for index in 0..<layout.images * channels {
      let place = target + index * plane
      T.binary(TesseraBinaryAdd, plane, place, 1, bias + index % channels, 0, place)
    }
  }

  func weightAdjoint(
    _ input: ConvolutionImages<T>, _ gradient: ConvolutionImages<T>,
    _ weight: UnsafeMutablePointer<T>
  ) {
    let count = layout.filters * layout.taps
    weight.update(repeating: 0, count: layout.groups * count)
    forEachTileAndGroup { tile, group in
      var matrix = unfold(input.pointer, tile, group)
      matrix.isTransposed = true
      T.gemm(
        layout.filters, layout.taps, tile.columns,
        gradients(gradient.pointer, tile, group), matrix,
        .result, weight + group * count, layout.taps)
    }
  }

  private func forEachTileAndGroup(_ body: (ConvolutionLayout.Tile, Int) -> Void) {
    withExtendedLifetime(storage) {
      layout.forEachTile { tile in
        if tile.columns == 0 || layout.filters == 0 { return }
        for group in 0..<layout.groups { body(tile, group) }
      }
    }
  }

  private func inputStart(_ image: Int, _ group: Int) -> Int {
    (image * layout.groups + group) * layout.channels * layout.inputPlane
  }

  private func outputStart(_ tile: ConvolutionLayout.Tile, _ image: Int, _ group: Int) -> Int {
    ((tile.firstImage + image) * layout.groups + group) * layout.filters * layout.outputPlane
      + tile.start
  }

  private func weights(_ weight: UnsafePointer<T>, _ group: Int) -> MatrixOperand<T> {
    MatrixOperand(
      pointer: weight + group * layout.filters * layout.taps, isTransposed: false,
      leadingDimension: max(1, layout.taps))
  }

  /// The inputs under the kernel for the outputs of a tile, one output a column.
  private func unfold(
    _ input: UnsafePointer<T>, _ tile: ConvolutionLayout.Tile, _ group: Int
  ) -> MatrixOperand<T> {
    if layout.isPointwise {
      return MatrixOperand(
        pointer: input + inputStart(tile.firstImage, group), isTransposed: false,
        leadingDimension: layout.inputPlane)
    }
    withUnsafePointer(to: layout.window) { window in
      for image in 0..<tile.images {
        T.unfold(
          window, tile.block, layout.channels,
          input + inputStart(tile.firstImage + image, group), columns + image * tile.places,
          tile.columns)
      }
    }
    return MatrixOperand(
      pointer: UnsafePointer(columns), isTransposed: false, leadingDimension: tile.columns)
  }

  /// The gradients of the outputs of a tile, one output a column.
  private func gradients(
    _ gradient: UnsafePointer<T>, _ tile: ConvolutionLayout.Tile, _ group: Int
  ) -> MatrixOperand<T> {
    if tile.images == 1 {
      return MatrixOperand(
        pointer: gradient + outputStart(tile, 0, group), isTransposed: false,
        leadingDimension: layout.outputPlane)
    }
    moveOutputs(tile, group) { place, row, count in
      UnsafeMutablePointer(mutating: row).update(from: gradient + place, count: count)
    }
    return MatrixOperand(
      pointer: UnsafePointer(outputs), isTransposed: false, leadingDimension: tile.columns)
  }

  /// Calls `body` for every run of outputs of a tile of whole images: its place in the output, and
  /// its place in the scratch matrix.
  private func moveOutputs(
    _ tile: ConvolutionLayout.Tile, _ group: Int,
    _ body: (_ place: Int, UnsafePointer<T>, _ count: Int) -> Void
  ) {
    for image in 0..<tile.images {
      let start = outputStart(tile, image, group)
      for filter in 0..<layout.filters {
        body(
          start + filter * layout.outputPlane,
          UnsafePointer(outputs + filter * tile.columns + image * tile.places), tile.places)
      }
    }
  }
}
