import Arrays
import ONNX

/// The discrete Fourier transform along an axis: <https://onnx.ai/onnx/operators/onnx__DFT.html>.
struct DFTKernel: Kernel {
  /// Where the axis comes from.
  enum Form: Sendable {
    /// An attribute, 1 by default.
    case attribute
    /// An input, the last but one by default.
    case input
  }

  static let operatorType = "DFT"
  static let versions: [Int: Form] = [17: .attribute, 20: .input]

  private let axis: Int?
  private let isInverse: Bool
  private let isOneSided: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .attribute ? 1...2 : 1...3)
    axis = form == .attribute ? try node.int("axis") ?? 1 : nil
    isInverse = try node.flag("inverse")
    isOneSided = try node.flag("onesided")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(2...Int.max)
    try inputs.optional(1)?.dataType.requireIndex()
    try inputs.optional(2)?.dataType.requireIndex()
    guard var shape = x.shape, let last = shape.last else { return [ValueType(x.dataType, nil)] }
    if case .fixed(let parts) = last, parts != 1 && parts != 2 {
      throw .shapeMismatch("the last axis of \(shapeText(shape)) holds no real or complex numbers")
    }
    let isReal = isInverse && isOneSided
    if isOneSided, !agree(last, .fixed(isInverse ? 2 : 1)) {
      throw .shapeMismatch("\(shapeText(shape)) has no half of a spectrum")
    }
    shape[shape.count - 1] = .fixed(isReal ? 1 : 2)
    guard let axis = try axis(inputs, rank: shape.count) else {
      return [
        ValueType(x.dataType, Array(repeating: .unknown, count: shape.count - 1) + shape.suffix(1))
      ]
    }
    let length = try length(inputs, extent: shape[axis])
    if let length, length < 1 { throw .invalidValue("a transform of \(length) elements") }
    shape[axis] =
      length.map { .fixed(isOneSided && !isInverse ? $0 / 2 + 1 : $0) } ?? .unknown
    return [ValueType(x.dataType, shape)]
  }

  private func axis(_ inputs: [ValueType?], rank: Int) throws(InferenceProblem) -> Int? {
    var axis = axis ?? -2
    if let input = inputs.optional(2) {
      guard let value = try input.scalarInteger("axis") else { return nil }
      axis = value
    }
    let resolved = try resolveAxis(axis, rank: rank)
    guard resolved < rank - 1 else { throw .invalidAxis(axis, rank: rank - 1) }
    return resolved
  }

  private func length(
    _ inputs: [ValueType?], extent: Dimension
  ) throws(InferenceProblem) -> Int? {
    if let input = inputs.optional(1) { return try input.scalarInteger("dft_length") }
    guard case .fixed(let extent) = extent else { return nil }
    return isOneSided && isInverse ? 2 * (extent - 1) : extent
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let types = inputs.map { $0.map { ValueType(constant: $0) } }
    guard let shape = try infer(types).first?.extents,
      let axis = try axis(types, rank: x.rank),
      let length = try length(types, extent: .fixed(x.shape[axis]))
    else { throw .invalidValue("the axis or its length is not known") }
    let wide = x.cast(to: .float64)
    let y = NDArray(shape: shape, of: Double.self) { target in
      guard !target.isEmpty else { return }
      wide.withScalars(of: Double.self) { source in
        transform(source, x.shape, target, shape, axis: axis, length: length)
      }
    }
    return [y.cast(to: x.dataType)]
  }

  private func transform(
    _ source: UnsafeBufferPointer<Double>, _ from: [Int],
    _ target: UnsafeMutableBufferPointer<Double>, _ to: [Int], axis: Int, length: Int
  ) {
    let transform = FourierTransform(length: length, isInverse: isInverse)
    let rank = from.count
    let (read, written) = (from[rank - 1], to[rank - 1])
    let inner = from[(axis + 1)..<(rank - 1)].reduce(1, *)
    var (re, im) = ([Double](repeating: 0, count: length), [Double](repeating: 0, count: length))
    for row in 0..<(from[..<axis].reduce(1, *) * inner) {
      let (outer, column) = (row / inner, row % inner)
      for index in 0..<length {
        // The other half of a real signal's spectrum is the conjugate of the first.
        let isMirrored = isInverse && isOneSided && index > length / 2
        let place = isMirrored ? length - index : index
        let start = ((outer * from[axis] + place) * inner + column) * read
        let isGiven = place < from[axis]
        re[index] = isGiven ? source[start] : 0
        im[index] = isGiven && read == 2 ? (isMirrored ? -1 : 1) * source[start + 1] : 0
      }
      transform(&re, &im)
      for index in 0..<to[axis] {
        let start = ((outer * to[axis] + index) * inner + column) * written
        target[start] = re[index]
        if written == 2 { target[start + 1] = im[index] }
      }
    }
  }
}
