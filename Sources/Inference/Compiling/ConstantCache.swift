import Arrays
import Executing

/// In which order a plan reads a constant.
enum ConstantForm: Hashable {
  /// As the value lies.
  case plain
  /// The second factor of a product, or its transpose, times a factor.
  case panels(isTransposed: Bool, factor: Float)
  /// The weights of a convolution, or of a transposed one.
  case taps(isTransposed: Bool)
  /// One of several matrices, transposed, as the second factor of a product.
  case part(Int)
  /// One of several rows, the first half of it added to the second.
  case gateBias(Int)
}

/// The constants of a session in the forms that plans read, made once for all input shapes.
///
/// Unchecked because its contents change: the session uses it only while it holds its lock.
final class ConstantCache: @unchecked Sendable {
  private struct Key: Hashable {
    let value: Int
    let form: ConstantForm
  }

  private var buffers: [Key: ConstantBuffer] = [:]
  private let isShared: [Bool]

  /// Creates a cache for the values that no input changes.
  init(_ typed: TypedGraph) { isShared = typed.types.map { $0?.value != nil } }

  /// The elements of a constant value in a form.
  func buffer(for value: Int, _ array: NDArray, _ form: ConstantForm) -> ConstantBuffer {
    let key = Key(value: value, form: form)
    if let buffer = buffers[key] { return buffer }
    let buffer = Self.make(array, form)
    if isShared[value] { buffers[key] = buffer }
    return buffer
  }

  /// The elements of an array in a form.
  static func make(_ array: NDArray, _ form: ConstantForm) -> ConstantBuffer {
    array.withScalars(of: Float.self) { make($0, array.shape, form) }
  }

  private static func make(
    _ elements: UnsafeBufferPointer<Float>, _ shape: [Int], _ form: ConstantForm
  ) -> ConstantBuffer {
    guard let base = elements.baseAddress, form != .plain else {
      return ConstantBuffer(count: elements.count) { _ = $0.update(fromContentsOf: elements) }
    }
    switch form {
    case .panels(let isTransposed, let factor):
      let (rows, columns) = (shape[0], shape[1])
      return ConstantBuffer(
        packing: base, depth: isTransposed ? columns : rows,
        columns: isTransposed ? rows : columns, factor: factor,
        rowStride: isTransposed ? 1 : columns, columnStride: isTransposed ? columns : 1)
    case .taps(let isTransposed):
      let taps = shape[2...].reduce(1, *)
      return ConstantBuffer(
        packing: base, taps: taps, rowCount: shape[shape.count - 1],
        inputs: shape[isTransposed ? 0 : 1], outputs: shape[isTransposed ? 1 : 0],
        inputStride: isTransposed ? shape[1] * taps : taps,
        outputStride: isTransposed ? taps : shape[1] * taps)
    case .part(let index):
      let (rows, columns) = (shape[1], shape[2])
      return ConstantBuffer(
        packing: base + index * rows * columns, depth: columns, columns: rows, factor: 1,
        rowStride: 1, columnStride: columns)
    case .gateBias(let index):
      let count = shape[1] / 2
      return ConstantBuffer(count: count) { target in
        for place in 0..<count {
          target[place] = base[2 * index * count + place] + base[(2 * index + 1) * count + place]
        }
      }
    case .plain: return ConstantBuffer(count: 0) { _ in }
    }
  }
}
